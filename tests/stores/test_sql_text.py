"""Compiled SQL is readable and stays what it is: a snapshot each, named after the plan case it compiles.

After a change that is meant: `pytest tests/stores/test_sql_text.py --update-snapshots`, then read the difference.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph_service.findings import StoreError
from graph_service.governance.policies import read_policies
from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Compare, Comparison
from graph_service.plan.expressions import Constant, Property, Step
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.model import Table
from graph_service.plan.policies.policy import Actor
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Scope
from graph_service.stores.sql import compile_sql
from graph_service.stores.sql.frames import Compilation, Frame
from graph_service.stores.sql.pattern import arranged
from tests.plans.cases import read_cases
from tests.plans.test_plans import ready_plan
from tests.world.entities import HERE, NOW

SNAPSHOTS = Path(__file__).parent / "snapshots"

TEXTS = {
    "page": "a page in order, with its total",
    "cursor": "after a cursor over two keys, one descending",
    "nested": "links to one and to many, limited and ordered per parent",
    "link_aggregates": "the latest over a link, beside all of it",
    "exists_inside_exists": "exists inside exists",
    "exists_counted": "at least two",
    "text": "contains ignores case",
    "table": "count and sum by a dimension two links away",
    "drill_across": "the latest stock of each branch and work, beside loans",
    "fan_out": "an entity reached twice counts once in a group",
    "outside_filter": "conditions on the same outside entity speak of one entity",
    "limit_per": "the first of each group",
    "step": "how many members have how many loans",
    "in_step": "entities not among those of a step",
    "any_number_of_links": "a link any number of times",
    "policy": "nor through links",
    "policy_on_a_way": "a link to one whose entity may not be seen leads nowhere",
    "policy_on_a_shared_join": "an edge and a path over the same link read one entity, which the policy narrows",
    "language": "localized text is found in the language of the plan",
}


@pytest.mark.parametrize("snapshot", TEXTS)
def test_text_is_as_it_was(snapshot: str, world: Ontology, request: pytest.FixtureRequest) -> None:
    case = next(case for case in read_cases() if case.name == TEXTS[snapshot])
    policies = read_policies(HERE / "ontology" / "policies.yaml", world)
    statement = compile_sql(ready_plan(case, world, policies))
    values = "".join(f"-- :{name} = {value!r}\n" for name, value in statement.parameters.items())
    text = f"-- {case.name}\n{values}{statement.text}\n"
    path = SNAPSHOTS / f"{snapshot}.sql"
    if request.config.getoption("--update-snapshots"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_every_snapshot_has_its_test() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.sql")} == set(TEXTS)
    assert len(TEXTS) == 19


def test_an_edge_and_a_path_over_one_link_are_one_join(world: Ontology) -> None:
    """The policy's condition is still there, beside the plan's own."""
    policies = read_policies(HERE / "ontology" / "policies.yaml", world)
    case = next(case for case in read_cases() if case.name == TEXTS["policy_on_a_shared_join"])
    text = compile_sql(ready_plan(case, world, policies)).text
    assert text.count('"Work" AS "w"') == 1
    assert text.count('JOIN "Work"') + text.count('FROM "Work"') == 1
    assert text.count('"w"."rating" >=') == 2


def test_a_guarded_path_shares_no_join_without_its_guard(world: Ontology) -> None:
    """Only what the node's own guard has let through may be read by a path under the same guard."""
    guard = Compare(operator=Comparison.GE, left=Property(name="rating"), right=Constant(value=4.0))
    edge = {"from": "c", "link": "work", "to": "w"}
    document = {"nodes": {"c": "Copy", "w": "Work"}, "edges": [edge], "dimensions": {"t": "w.title"}}
    table = plan_from_form({"table": {**document, "measures": {"n": {"count": "c"}}}}).body
    compilation = Compilation(ontology=world, languages=("en",))
    assert isinstance(table, Table)
    for node_guard, shared in ((guard, True), (None, False)):
        nodes = tuple(replace(node, guard=node_guard if node.name == "w" else None) for node in table.nodes)
        frame = Frame(compilation)
        arranged(frame, nodes, table.edges, "c")
        reached = frame.follow(frame.place("c"), (Step(link="work", guard=guard),))
        assert (reached == frame.place("w")) is shared
        assert frame.follow(frame.place("c"), (Step(link="work"),)) == frame.place("w")


def test_values_never_stand_in_the_text(world: Ontology) -> None:
    """Whatever text a case compares with, the statement holds only its parameter."""
    policies = read_policies(HERE / "ontology" / "policies.yaml", world)
    case = next(case for case in read_cases() if case.name == "text that looks like a statement is text")
    statement = compile_sql(ready_plan(case, world, policies))
    assert "drop table" not in statement.text.lower()
    assert any("drop table" in str(value) for value in statement.parameters.values())


def test_names_that_differ_in_case_are_told_apart(world: Ontology) -> None:
    """SQL's names ignore case: nodes get aliases of their own, columns are refused."""
    scope = Scope(ontology=world, actor=Actor(role="librarian"), now=NOW)
    table: dict[str, Any] = {
        "nodes": {"b": "Branch", "B": "District"},
        "edges": [{"from": "b", "link": "district", "to": "B"}],
    }
    nodes = plan_from_form({"table": {**table, "dimensions": {"name": "B.name", "code": "b.code"}}})
    assert '"District" AS "B_2"' in compile_sql(prepare(nodes, scope)).text
    columns = plan_from_form({"table": {**table, "dimensions": {"name": "B.name", "Name": "b.code"}}})
    with pytest.raises(StoreError, match="'name' and 'Name' differ in case only"):
        compile_sql(prepare(columns, scope))
