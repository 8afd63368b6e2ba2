"""A change of meaning is a change of text: what stewards add is served after the next load, and no program changes.

The same process and the same application stay open all the while. The files that a steward adds are in
`steward_edits/`; what they change in files that are there is in EDITS.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_service.api.app import build_app
from graph_service.checks import check_workspace
from graph_service.findings import PlanError, Severity
from graph_service.loads import load_workspace
from graph_service.plan.forms.form import plan_from_form
from graph_service.sample import write
from graph_service.saved import find_query
from graph_service.service import GraphService, open_service
from graph_service.templates import make_workspace
from graph_service.workspace import open_workspace

ADDED = Path(__file__).parent / "steward_edits"
FREEZERS = [("T1", "F107", 400), ("T2", "F107", 250), ("T3", "F121", 300)]
PARKING = {"2": 40, "4": 25}

# file, the line that is there, what stands after it from now on
EDITS = (
    (  # a property: the column's promise, and the line that says what it means
        "loaders/stores/contract.odcs.yaml",
        "url: 'https://mesh.example/ontology/openedOn'}]\n",
        "      - {name: parking, logicalType: integer, logicalTypeOptions: {minimum: 0}}\n",
    ),
    (
        "loaders/stores/mapping.yarrrml.yaml",
        "- [mesh:openedOn, $(opened_on)]\n",
        "      - [mesh:parkingSpaces, $(parking)]\n",
    ),
    ("ontology/stores.ttl", '"supermarkets"@en,', ' "emporium"@en, "emporia"@en,'),  # a synonym
    (  # a metric
        "ontology/metrics.yaml",
        "\nmetrics:\n",
        "  - name: freezer_volume\n"
        "    class: Freezer\n"
        "    expression: {sum: volume}\n"
        "    unit: L\n"
        "    label: {en: freezer volume, de: Truhenvolumen}\n"
        "    synonyms: {en: [chest litres]}\n",
    ),
    (  # a policy
        "ontology/policies.yaml",
        "\npolicies:\n",
        "  - name: no-parking-for-managers\n"
        "    kind: prohibition\n"
        "    target: Store.parkingSpaces\n"
        "    assignees: [store-manager]\n"
        "    reason: Parking is let by the head office.\n",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Stewarded:
    """A service that was open before the edits, its application, and what it said then."""

    service: GraphService
    client: TestClient
    before: dict[str, Any]

    def graphql(self, query: str, role: str = "analyst") -> dict[str, Any]:
        answer = self.client.post("/graphql", json={"query": query}, headers={"X-Graph-Service-Role": role})
        read: dict[str, Any] = answer.json()
        return read

    def ask(self, question: str, role: str = "analyst") -> Any:
        return self.service.ask(question, self.service.actor(role=role))

    def rows(self, form: dict[str, Any], role: str = "analyst") -> Any:
        return self.service.answer(plan_from_form(form), self.service.actor(role=role)).rows


FREEZER_QUERY = "{ freezers(orderBy: [{freezerCode: ASC}]) { nodes { freezerCode volume store { name } } } }"
PARKING_QUERY = "{ stores(orderBy: [{storeNumber: ASC}]) { nodes { storeNumber parkingSpaces } } }"
PARKING_QUESTION = "Parking spaces by store"
EMPORIA = "How many emporia are there?"
CHESTS = "What are the chest litres by store?"
MEASURED = {"table": {"nodes": {"f": "Freezer"}, "measures": {"litres": {"metric": "freezer_volume", "node": "f"}}}}
PARKED = {"table": {"nodes": {"s": "Store"}, "measures": {"places": {"sum": "s.parkingSpaces"}}}}


@pytest.fixture(scope="module")
def stewarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stewarded]:
    root = make_workspace(tmp_path_factory.mktemp("stewards") / "workspace")
    workspace = open_workspace(root)
    write(workspace.data, stores=(2, 4), days=60)
    load_workspace(workspace, store="sqlite")
    service = open_service(workspace, store="sqlite")
    open_now = Stewarded(service=service, client=TestClient(build_app(service, hosts=("testserver",))), before={})
    open_now.before.update(
        freezers=open_now.graphql(FREEZER_QUERY),
        parking=open_now.graphql(PARKING_QUERY),
        emporia=open_now.ask(EMPORIA).status,
        chests=open_now.ask(CHESTS).status,
    )
    edit(root)
    assert [str(one) for one in check_workspace(workspace) if one.severity is Severity.VIOLATION] == []
    report = load_workspace(workspace, store="sqlite").report
    assert not report.failed
    yield open_now
    service.close()


def edit(root: Path) -> None:
    """What the steward and the two domain teams write."""
    shutil.copytree(ADDED, root, dirs_exist_ok=True)
    for file, line, following in EDITS:
        path = root / file
        text = path.read_text("utf-8")
        assert text.count(line) == 1, (file, line)
        path.write_text(text.replace(line, line + following), encoding="utf-8")
    (root / "data" / "freezers").mkdir()
    write_csv(root / "data" / "freezers" / "freezers.csv", [("code", "till", "litres"), *FREEZERS])
    stores = root / "data" / "stores" / "stores.csv"
    with stores.open(encoding="utf-8", newline="") as file_of_stores:
        heading, *records = csv.reader(file_of_stores)
    write_csv(stores, [(*heading, "parking"), *((*record, PARKING[record[0]]) for record in records)])


def write_csv(path: Path, rows: list[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def test_nothing_of_it_was_known_before(stewarded: Stewarded) -> None:
    before = stewarded.before
    assert before["freezers"]["errors"][0]["extensions"]["code"] == "UNKNOWN_TERM"
    assert before["parking"]["errors"][0]["extensions"]["code"] == "UNKNOWN_TERM"
    assert before["emporia"] != "answered"
    assert before["chests"] != "answered"


def test_a_class_is_served(stewarded: Stewarded) -> None:
    answer = stewarded.graphql(FREEZER_QUERY)
    assert "errors" not in answer
    nodes = answer["data"]["freezers"]["nodes"]
    assert [(node["freezerCode"], node["volume"]) for node in nodes] == [(code, litres) for code, _, litres in FREEZERS]
    assert nodes[0]["store"]["name"] == nodes[1]["store"]["name"] != nodes[2]["store"]["name"]
    assert stewarded.ask("How many freezers are there?").rows == ((3,),)


def test_its_link_is_read_backwards(stewarded: Stewarded) -> None:
    answer = stewarded.graphql("{ store(storeNumber: 2) { freezersAggregate { count volume { sum } } } }")
    assert answer == {"data": {"store": {"freezersAggregate": {"count": 2, "volume": {"sum": 650}}}}}


def test_a_property_is_served(stewarded: Stewarded) -> None:
    answer = stewarded.graphql(PARKING_QUERY)
    assert "errors" not in answer
    served = {str(node["storeNumber"]): node["parkingSpaces"] for node in answer["data"]["stores"]["nodes"]}
    assert served == PARKING
    assert stewarded.rows(PARKED) == ((sum(PARKING.values()),),)
    asked = stewarded.ask(PARKING_QUESTION)
    assert sorted(row[1] for row in asked.rows) == sorted(PARKING.values())


def test_a_synonym_is_understood(stewarded: Stewarded) -> None:
    assert stewarded.ask(EMPORIA).rows == stewarded.ask("How many stores are there?").rows == ((len(PARKING),),)


def test_a_metric_is_governed(stewarded: Stewarded) -> None:
    assert stewarded.rows(MEASURED) == ((950,),)
    asked = stewarded.ask(CHESTS)
    assert sorted(row[1] for row in asked.rows) == [300, 650]
    assert [column.unit for column in asked.columns] == [None, "L"]


def test_a_policy_holds_at_every_door(stewarded: Stewarded) -> None:
    denied = stewarded.graphql(PARKING_QUERY, role="store-manager")
    assert denied["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert "no-parking-for-managers" in denied["errors"][0]["message"]
    with pytest.raises(PlanError, match="no-parking-for-managers"):
        stewarded.rows(PARKED, role="store-manager")
    asked = stewarded.ask(PARKING_QUESTION, role="store-manager")
    assert (asked.status, asked.rows) == ("refused", ())


def test_a_query_is_saved(stewarded: Stewarded) -> None:
    query = find_query(stewarded.service.workspace, "parking")
    rows = stewarded.service.answer(query.plan, stewarded.service.actor()).rows
    assert [row[1:] for row in rows] == [(25, 300), (40, 650)]
