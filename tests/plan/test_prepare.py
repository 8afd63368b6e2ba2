"""prepare: every pass in order, and nothing else makes a ReadyPlan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph_service.findings import PlanError
from graph_service.ontology.model import Datatype, Metric
from graph_service.plan.conditions import And, Exists, FilterRef, Not, Null
from graph_service.plan.expressions import Aggregate, MetricRef, Property, Step, walk
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.model import Entities, Named, Node, Plan, Table
from graph_service.plan.passes import PASSES
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Bounds, ReadyPlan, ResultColumn, Scope
from tests.plan.asking import library, ready, refusals, scope
from tests.world.entities import NOW


def table(document: dict[str, Any]) -> Table:
    body = ready({"table": document}).plan.body
    assert isinstance(body, Table)
    return body


def test_the_passes_have_an_order() -> None:
    assert [one.__name__ for one in PASSES] == ["resolve", "typecheck", "contextualize", "authorize", "bound"]


def test_a_ready_plan_is_made_by_prepare_only() -> None:
    made = ready({"entities": {"class": "Work"}})
    with pytest.raises(TypeError, match=r"made by plan\.prepare"):
        ReadyPlan(
            object(),
            asked=made.asked,
            plan=made.plan,
            ontology=library(),
            language="en",
            bounds=Bounds(),
            columns=(),
            step_columns={},
            decisions=(),
            seconds={},
        )


def test_it_keeps_what_was_asked() -> None:
    document = {"table": {"nodes": {"l": "Loan"}, "measures": {"x": {"metric": "fees"}}}}
    made = ready(document)
    assert made.asked == plan_from_form(document)
    assert isinstance(made.asked.body, Table) and isinstance(made.plan.body, Table)
    assert isinstance(made.asked.body.measures[0].of, MetricRef)
    assert isinstance(made.plan.body.measures[0].of, Aggregate)


def test_a_metric_is_moved_to_its_node_with_its_condition_and_unit() -> None:
    made = ready({"table": {"nodes": {"l": "Loan"}, "measures": {"x": {"metric": "fee_per_member"}}}})
    assert isinstance(made.plan.body, Table)
    parts = list(walk(made.plan.body.measures[0].of))
    assert {p.node for p in parts if isinstance(p, Property | Aggregate)} == {"l"}
    assert made.columns == (ResultColumn(name="x", datatype=Datatype.DOUBLE, unit="EUR"),)


def test_a_filter_is_put_in_place() -> None:
    body = table(
        {"nodes": {"l": "Loan"}, "where": {"filter": "overdue", "node": "l"}, "measures": {"n": {"count": "l"}}}
    )
    assert isinstance(body.where, And)
    assert body.where.conditions[0] == Null(of=Property(node="l", name="returnedOn"))


def test_a_link_as_value_is_the_iri_it_leads_to() -> None:
    body = table({"nodes": {"l": "Loan"}, "dimensions": {"m": "l.member"}, "measures": {"n": {"count": "l"}}})
    assert body.dimensions[0].of == Property(node="l", path=(Step(link="member"),), name="_iri")


def test_the_only_node_is_meant_where_none_is_said() -> None:
    body = table({"nodes": {"l": "Loan"}, "measures": {"n": {"count": True}, "fees": {"metric": "fees"}}})
    assert isinstance(body.measures[0].of, Aggregate) and body.measures[0].of.node == "l"


def test_several_links_to_many_are_nested_exists() -> None:
    made = ready({"entities": {"class": "District", "where": {"not": {"exists": "branches.copies.loans", "as": "l"}}}})
    assert isinstance(made.plan.body, Entities)
    loans = Exists(node="l.copies", link="loans", name="l")
    copies = Exists(node="l.branches", link="copies", name="l.copies", where=loans)
    assert made.plan.body.where == Not(condition=Exists(link="branches", name="l.branches", where=copies))


def test_nodes_between_get_their_class() -> None:
    edge = {"from": "l", "link": "copy.branch", "to": "b"}
    body = table({"nodes": {"l": "Loan", "b": "Branch"}, "edges": [edge], "measures": {"n": {"count": "l"}}})
    assert body.nodes == (Node(name="l", cls="Loan"), Node(name="b", cls="Branch"), Node(name="l.copy", cls="Copy"))


def test_nested_pages_get_their_class_and_a_size() -> None:
    made = ready({"entities": {"class": "Work", "links": {"copies": {"links": {"branch": {}}}}}})
    assert isinstance(made.plan.body, Entities)
    copies = made.plan.body.links[0].entities
    branch = copies.links[0].entities
    assert (copies.cls, copies.first) == ("Copy", 100)
    assert (branch.cls, branch.first) == ("Branch", None)
    assert made.plan.body.first == 100


def test_a_table_has_a_size_and_its_steps_have_none() -> None:
    made = ready(
        {
            "steps": {
                "totals": {"nodes": {"l": "Loan"}, "dimensions": {"m": "l.member"}, "measures": {"n": {"count": "l"}}}
            },
            "table": {"step": "totals", "measures": {"most": {"max": {"column": "n"}}}},
        }
    )
    assert isinstance(made.plan.body, Table)
    assert (made.plan.body.limit, made.plan.steps[0].table.limit) == (100, None)
    assert [column.name for column in made.step_columns["totals"]] == ["m", "n"]
    assert made.columns == (ResultColumn(name="most", datatype=Datatype.INTEGER),)


def test_columns_say_type_digits_unit_and_origin() -> None:
    made = ready(
        {
            "table": {
                "nodes": {"l": "Loan"},
                "dimensions": {"title": "l.copy.work.title"},
                "measures": {"fees": {"metric": "fees"}, "n": {"count": "l"}},
                "derived": {"each": {"divide": [{"column": "fees"}, {"column": "n"}]}},
            }
        }
    )
    assert made.columns == (
        ResultColumn(name="title", datatype=Datatype.STRING, property="Work.title"),
        ResultColumn(name="fees", datatype=Datatype.DECIMAL, scale=2, unit="EUR"),
        ResultColumn(name="n", datatype=Datatype.INTEGER),
        ResultColumn(name="each", datatype=Datatype.DOUBLE, unit="EUR"),
    )


@pytest.mark.parametrize(
    ("measure", "warned"),
    [
        ({"sum": "w.listPrice"}, "Warning: Work.listPrice is added up"),
        ({"avg": "w.listPrice"}, None),
        ({"sum": {"multiply": ["w.listPrice", 2]}}, None),
    ],
)
def test_a_sum_of_what_does_not_add_up_is_warned_of(measure: dict[str, Any], warned: str | None) -> None:
    decisions = ready({"table": {"nodes": {"w": "Work"}, "measures": {"x": measure}}}).decisions
    assert [d.what for d in decisions if d.by == "typecheck"] == ([warned] if warned else [])


def test_a_stock_is_added_up_over_time_only_with_a_warning() -> None:
    def warned(measure: dict[str, Any]) -> list[str]:
        decisions = ready({"table": {"nodes": {"s": "StockCount"}, "measures": {"x": measure}}}).decisions
        return [d.why for d in decisions if d.by == "typecheck"]

    assert warned({"sum": "s.onShelf"}) == ["a stock counts once over time; without latest, days are added up"]
    assert warned({"sum": "s.onShelf", "latest": "s.day"}) == []


def test_preparing_a_prepared_plan_changes_nothing() -> None:
    document = {
        "table": {
            "nodes": {"l": "Loan"},
            "where": {"and": [{"during": ["l.lentAt", "last month"]}, {"le": ["l.lentAt", "2026-06-01"]}]},
            "dimensions": {"m": "l.member"},
            "measures": {"x": {"metric": "fees"}},
        }
    }
    once = ready(document, scope(rules=()))
    assert prepare(once.plan, scope(rules=())).plan == once.plan


def test_a_plan_of_absurd_depth_is_refused() -> None:
    condition: Any = Null(of=Property(name="title"))
    for _ in range(400):
        condition = Not(condition=condition)
    with pytest.raises(PlanError, match="Nested more than 100 deep"):
        prepare(Plan(body=Entities(cls="Work", where=condition)), scope())


def test_a_metric_that_refers_to_itself_is_refused() -> None:
    endless = Metric(name="endless", cls="Loan", expression={"add": [{"metric": "endless"}, {"metric": "endless"}]})
    ontology = replace(library(), metrics={"endless": endless})
    asking = Scope(ontology=ontology, actor=scope().actor, now=NOW)
    document = {"table": {"nodes": {"l": "Loan"}, "measures": {"x": {"metric": "endless"}}}}
    [finding] = refusals(document, asking)
    assert "may refer to itself" in finding


def test_a_plan_of_too_many_parts_is_refused() -> None:
    columns = tuple(Named(name=f"c{i}", of=Property(node="l", name="fee")) for i in range(400))
    plan = Plan(body=Table(nodes=(Node(name="l", cls="Loan"),), dimensions=columns))
    with pytest.raises(PlanError, match="The plan has 401 parts; at most 300 are allowed"):
        prepare(plan, scope())


def test_a_list_is_one_part_and_its_length_has_a_bound_of_its_own() -> None:
    def asked(*lengths: int) -> dict[str, Any]:
        lists = [{"in": ["isbn", [f"{n}" for n in range(length)]]} for length in lengths]
        return {"entities": {"class": "Work", "where": {"or": lists}, "select": ["isbn"]}}

    assert ready(asked(5_000)).plan
    assert ready(asked(5_000, 5_000)).plan
    too_many = "The lists after 'in' have 10001 values; at most 10000 are allowed in one plan. Say what the values have"
    with pytest.raises(PlanError, match=too_many):
        ready(asked(5_000, 5_001))
    with pytest.raises(PlanError, match="The plan has 603 parts; at most 300 are allowed"):
        ready(asked(*[1] * 300))


def test_each_pass_is_timed() -> None:
    made = ready({"entities": {"class": "Work", "select": ["isbn"]}})
    assert list(made.seconds) == [one.__name__ for one in PASSES]
    assert all(seconds > 0 for seconds in made.seconds.values())


def test_selections_inside_each_other_have_a_bound() -> None:
    page: dict[str, Any] = {}
    for number in range(9):
        page = {"links": {"parent" if number % 2 else "children": page}}
    [finding] = refusals({"entities": {"class": "Genre", **page}})
    assert finding == "entities: 10 selections inside each other; at most 8 are allowed"


def test_no_filter_or_metric_is_left() -> None:
    made = ready(
        {
            "table": {
                "nodes": {"l": "Loan"},
                "where": {"not": {"filter": "overdue", "node": "l"}},
                "measures": {"x": {"divide": [{"metric": "fees"}, {"metric": "loan_count"}]}},
            }
        }
    )
    assert not [part for part in (FilterRef, MetricRef) if part.__name__ in repr(made.plan)]
