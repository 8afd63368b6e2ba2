"""Every face of the system, asked by every role for what it may not read: nothing of it comes back, in no form.

The secrets are the sample's own: customers' e-mail addresses and birth dates, and the sales of another region.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from graph_service.api.app import build_app
from graph_service.loads import Loaded
from graph_service.plan.forms.form import plan_from_form
from graph_service.service import GraphService
from graph_service.workspace import Workspace
from tests.cli.running import run

CASES = yaml.safe_load((Path(__file__).parent / "faces.yaml").read_text(encoding="utf-8"))
COUNT = 123


@pytest.fixture(scope="module")
def client(sample_service: GraphService) -> Iterator[TestClient]:
    with TestClient(build_app(sample_service), base_url="http://localhost", raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="module")
def customers(sample_workspace: Workspace) -> list[dict[str, str]]:
    with (sample_workspace.data / "customers" / "customers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def personal(customers: list[dict[str, str]]) -> re.Pattern[str]:
    """E-mail addresses and birth dates of all customers, those in quarantine included."""
    values = {one[name] for one in customers for name in ("email", "birth_date") if one[name]}
    assert len(values) > 500
    return re.compile("|".join(map(re.escape, sorted(values))))


@pytest.fixture(scope="module")
def elsewhere(sample_workspace: Workspace) -> re.Pattern[str]:
    """Baskets and lines of the stores outside of the region Nord: their ids begin with the till's code."""
    with (sample_workspace.data / "stores" / "stores.csv").open(encoding="utf-8", newline="") as file:
        codes = [one["till_code"] for one in csv.DictReader(file) if one["region"] != "Nord"]
    assert codes
    return re.compile(rf"(?:{'|'.join(codes)})-\d")


@pytest.fixture(scope="module")
def names(sample_service: GraphService, customers: list[dict[str, str]]) -> dict[str, str]:
    """What the cases speak of by name."""
    customer = next(one for one in customers if one["email"] and one["birth_date"])
    base = sample_service.workspace.settings.base
    return {
        "$CUSTOMER": f"{base}Customer/customerNumber/{customer['customer_no']}",
        "$EMAIL": customer["email"],
        "$BIRTH": customer["birth_date"],
        "$BASKET": _basket(sample_service),
    }


def _basket(service: GraphService) -> str:
    where = {"eq": ["store.region.name", "Ost"]}
    plan = plan_from_form({"entities": {"class": "Basket", "where": where, "select": ["_iri"], "first": 1}})
    found = service.answer(plan, service.actor(role="analyst")).entities
    assert found
    return str(found[0]["_iri"])


Face = Callable[[str, str], str]


@pytest.fixture(scope="module")
def faces(client: TestClient, sample_workspace: Workspace, store_name: str, tmp_path_factory: Any) -> dict[str, Face]:
    """Each face as a function of a request and an actor; gives everything that comes back, as text."""
    folder, place = tmp_path_factory.mktemp("plans"), ("--workspace", sample_workspace.root, "--store", store_name)

    def graphql(request: str, who: str) -> str:
        return client.post("/graphql", json={"query": request}, headers=_as(who)).text

    def ask(request: str, who: str) -> str:
        return client.post("/ask", json={"question": request}, headers=_as(who)).text

    def get(request: str, who: str) -> str:
        return client.get(request, headers=_as(who)).text

    def page(request: str, who: str) -> str:
        return client.get(request, headers={**_as(who), "accept": "text/html"}).text

    def query(request: str, who: str) -> str:
        return command("query", _file(folder, request), "--as", who, "--format", "json")

    def explain(request: str, who: str) -> str:
        return command("explain", _file(folder, request), "--as", who)

    def why(request: str, who: str) -> str:
        return command("why", *request.split(), "--as", who)

    def cli_ask(request: str, who: str) -> str:
        return command("ask", request, "--as", who, "--format", "json")

    def quarantine(request: str, who: str) -> str:
        return command("quarantine", *request.split(), "--limit", 10_000)

    def status(request: str, who: str) -> str:
        return command("status", "--format", "json")

    def command(*words: object) -> str:
        ran = run(*words, *(place if words[0] != "quarantine" else place[:2]))
        assert "Traceback" not in ran.err and ran.code in (0, 1, 2)
        return ran.out + ran.err

    made = (graphql, ask, get, page, query, explain, why, cli_ask, quarantine, status)
    return {face.__name__: face for face in made}


def _as(who: str) -> dict[str, str]:
    return {"x-graph-service-as": who}


def _file(folder: Path, request: str) -> Path:
    path = folder / f"{abs(hash(request))}.yaml"
    path.write_text(request, encoding="utf-8")
    return path


def _asked(request: Any, names: dict[str, str]) -> str:
    text = request if isinstance(request, str) else json.dumps(request, ensure_ascii=False)
    for name, value in names.items():
        text = text.replace(name, value)
    return text


def _each() -> list[Any]:
    return [
        pytest.param(case["face"], who, case["ask"], id=f"{number}-{case['face']}-{who}")
        for number, case in enumerate(CASES)
        for who in case["as"]
    ]


def test_every_case_is_run() -> None:
    assert len(_each()) == COUNT
    assert {case["face"] for case in CASES} == {
        "graphql", "ask", "get", "page", "query", "explain", "why", "cli_ask", "quarantine", "status"
    }  # fmt: skip


@pytest.mark.parametrize(("face", "who", "request_"), _each())
def test_nothing_of_it_comes_back(
    face: str,
    who: str,
    request_: Any,
    faces: dict[str, Face],
    names: dict[str, str],
    personal: re.Pattern[str],
    elsewhere: re.Pattern[str],
) -> None:
    asked = _asked(request_, names)
    found = faces[face](asked, who)
    for value in names.values():
        if value in asked:  # what was said by who asks may be said back
            found = found.replace(value, "")
    assert not personal.search(found)
    assert who != "manager-nord" or not elsewhere.search(found)
    assert '"INTERNAL"' not in found and "Traceback" not in found


def test_who_may_read_it_does(
    faces: dict[str, Face],
    names: dict[str, str],
    personal: re.Pattern[str],
    elsewhere: re.Pattern[str],
    store_name: str,
) -> None:
    """The same requests by others do bring it back, so that the cases above ask for something."""
    customers = "{ customers(first: 5) { nodes { email birthDate } } }"
    assert personal.search(faces["graphql"](customers, "care"))
    if store_name == "sqlite":  # the lineage on Neo4j's nodes never holds personal values
        assert personal.search(faces["why"](names["$CUSTOMER"], "care"))
    baskets = '{ baskets(where: {store: {region: {name: {eq: "Ost"}}}}, first: 5) { nodes { basketId } } }'
    assert elsewhere.search(faces["graphql"](baskets, "analyst"))
    assert elsewhere.search(faces["why"](names["$BASKET"], "analyst"))


def test_counts_are_of_what_may_be_seen(faces: dict[str, Face], sample_load: Loaded) -> None:
    everything = json.loads(faces["get"]("/", "analyst"))["entities"]
    some = json.loads(faces["get"]("/", "manager-nord"))["entities"]
    counted = json.loads(faces["graphql"]("{ baskets { totalCount } salesLines { totalCount } }", "manager-nord"))
    assert some["Basket"] == counted["data"]["baskets"]["totalCount"] < everything["Basket"]
    assert some["SalesLine"] == counted["data"]["salesLines"]["totalCount"] < everything["SalesLine"]
    whole, part = (json.loads(faces["get"]("/health", who)) for who in ("analyst", "manager-nord"))
    assert part["store"]["entities"] == sum(some.values()) < whole["store"]["entities"] == sum(everything.values())


def test_the_hidden_is_as_what_does_not_exist(faces: dict[str, Face], names: dict[str, str]) -> None:
    """Answers about a hidden name and about one that never was differ in that name only."""
    for face, request in (
        ("graphql", "{ customers(first: 1) { nodes { NAME } } }"),
        ("graphql", "{ customers(where: {NAME: {isNull: true}}) { totalCount } }"),
        ("graphql", "{ customers(orderBy: [{NAME: ASC}], first: 1) { nodes { id } } }"),
        ("query", "entities: {class: Customer, select: [NAME]}"),
        ("query", "table: {nodes: {c: Customer}, measures: {n: {min: c.NAME}}}"),
        ("why", f"{names['$CUSTOMER']} NAME"),
    ):
        hidden = faces[face](request.replace("NAME", "birthDate"), "analyst")
        unknown = faces[face](request.replace("NAME", "birthDatf"), "analyst")
        assert hidden.replace("birthDate", "NAME") == unknown.replace("birthDatf", "NAME"), request
    assert "birthDate" not in faces["get"]("/graphql/schema", "analyst")
    assert "birthDate" in faces["get"]("/graphql/schema", "care")
