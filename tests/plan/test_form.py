"""Documents become plans and plans documents; what is no plan says where and why."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.findings import PlanError
from graph_service.plan.conditions import Compare, Comparison, Exists, Null
from graph_service.plan.expressions import (
    Aggregate,
    AggregateFunction,
    Column,
    Constant,
    Property,
    Step,
)
from graph_service.plan.forms.form import (
    condition_from_form,
    condition_to_form,
    expression_from_form,
    expression_to_form,
    plan_from_form,
    plan_to_form,
)
from graph_service.plan.forms.reading import DEEPEST, MOST_MAPPINGS
from graph_service.plan.model import Edge, Node, Table
from tests.plan.asking import STEADY, read
from tests.plan.making import plans
from tests.plans.cases import read_cases

MALFORMED = read("forms.yaml")
SOUND = [case for case in read_cases() if "finding" not in case.stated]


def test_all_cases_are_here() -> None:
    assert len(MALFORMED) == 42
    assert len(SOUND) > 100


@pytest.mark.parametrize("case", MALFORMED, ids=lambda case: str(case["document"])[:80])
def test_a_document_that_is_no_plan_says_why(case: dict[str, Any]) -> None:
    with pytest.raises(PlanError) as refused:
        plan_from_form(case["document"])
    assert [str(finding) for finding in refused.value.findings] == case["findings"]


def test_findings_start_at_the_place_given() -> None:
    with pytest.raises(PlanError, match=r"^queries/x\.yaml\.table\.measures\.n: "):
        plan_from_form({"table": {"nodes": {"b": "Book"}, "measures": {"n": {"x": 1}}}}, where="queries/x.yaml")


@pytest.mark.parametrize("case", SOUND, ids=lambda case: f"{case.file}: {case.name}")
def test_every_plan_case_comes_back_from_its_form(case: Any) -> None:
    plan = plan_from_form(case.plan)
    form = plan_to_form(plan)
    assert plan_from_form(json.loads(json.dumps(form))) == plan


@STEADY
@given(plans())
def test_every_plan_comes_back_from_its_form(plan: Any) -> None:
    assert plan_from_form(json.loads(json.dumps(plan_to_form(plan)))) == plan


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)
WORDS = "table entities nodes edges where dimensions measures select links eq in and not exists count sum value"
KEYS = st.sampled_from(WORDS.split())
ALMOST = st.recursive(JSON, lambda inner: st.dictionaries(KEYS, inner, max_size=4) | st.lists(inner, max_size=3))


@STEADY
@given(st.dictionaries(KEYS, ALMOST, max_size=5))
def test_no_document_breaks_it(document: dict[str, Any]) -> None:
    try:
        plan_from_form(document)
    except PlanError as refused:
        assert refused.findings


def test_a_document_that_nests_without_end_is_refused() -> None:
    condition: dict[str, Any] = {"null": "title"}
    for _ in range(DEEPEST + 1):
        condition = {"not": condition}
    with pytest.raises(PlanError, match=f"Nested more than {DEEPEST} deep"):
        condition_from_form(condition)


def test_a_small_file_that_aliases_into_a_huge_document_is_refused() -> None:
    condition: dict[str, Any] = {"null": "title"}
    for _ in range(20):
        condition = {"and": [condition, condition]}
    with pytest.raises(PlanError, match=f"More than {MOST_MAPPINGS} parts"):
        condition_from_form(condition)


def test_the_first_segment_of_a_path_is_a_node_if_one_is_so_named() -> None:
    named = expression_from_form("l.copy.barcode", nodes=frozenset({"l"}))
    assert named == Property(node="l", path=(Step(link="copy"),), name="barcode")
    assert expression_from_form("l.copy.barcode") == Property(path=(Step(link="l"), Step(link="copy")), name="barcode")
    assert expression_from_form("l", nodes=frozenset({"l"})) == Property(node="l", name="_iri")
    assert expression_from_form("this.title") == Property(name="title")


def test_a_path_may_narrow_to_a_class() -> None:
    narrowed = expression_from_form("work.<Book>.pages")
    assert narrowed == Property(path=(Step(link="work"), Step(cast="Book")), name="pages")


def test_text_is_a_constant_on_the_right_of_a_comparison_only() -> None:
    condition = condition_from_form({"eq": ["title", "pages"]})
    assert condition == Compare(operator=Comparison.EQ, left=Property(name="title"), right=Constant(value="pages"))
    other = condition_from_form({"eq": ["title", {"property": "pages"}]})
    assert other == Compare(operator=Comparison.EQ, left=Property(name="title"), right=Property(name="pages"))
    assert condition_from_form(condition_to_form(other)) == other


def test_yaml_reads_the_key_null_as_null() -> None:
    assert condition_from_form({None: "title"}) == Null(of=Property(name="title"))


def test_what_counts_is_the_node_an_aggregate_names() -> None:
    nodes = frozenset({"l"})
    assert expression_from_form({"count": "l"}, nodes=nodes) == Aggregate(function=AggregateFunction.COUNT, node="l")
    assert expression_from_form({"count": True}) == Aggregate(function=AggregateFunction.COUNT)
    distinct = expression_from_form({"count": "l.member", "distinct": True}, nodes=nodes)
    member = Property(node="l", name="member")
    assert distinct == Aggregate(function=AggregateFunction.COUNT, of=member, node="l", distinct=True)
    assert expression_from_form(expression_to_form(distinct), nodes=nodes) == distinct


def test_a_path_as_edge_is_spelled_out_and_shared() -> None:
    document = {
        "table": {
            "nodes": {"l": "Loan", "b": "Branch", "w": "Work"},
            "edges": [
                {"from": "l", "link": "copy.branch", "to": "b"},
                {"from": "l", "link": "copy.work", "to": "w"},
            ],
            "measures": {"n": {"count": "l"}},
        }
    }
    plan = plan_from_form(document)
    assert isinstance(plan.body, Table)
    assert plan.body.nodes[-1] == Node(name="l.copy", cls="")
    assert plan.body.edges == (
        Edge(source="l", link="copy", target="l.copy"),
        Edge(source="l.copy", link="branch", target="b"),
        Edge(source="l.copy", link="work", target="w"),
    )
    assert plan_from_form(plan_to_form(plan)) == plan


def test_the_columns_of_a_step_are_meant_where_its_rows_are_read() -> None:
    document = {
        "steps": {
            "totals": {"nodes": {"l": "Loan"}, "dimensions": {"m": "l.member"}, "measures": {"n": {"count": "l"}}}
        },
        "table": {
            "step": "totals",
            "measures": {"most": {"max": {"column": "n"}}},
            "having": {"gt": [{"column": "most"}, 1]},
        },
    }
    body = plan_from_form(document).body
    assert isinstance(body, Table) and isinstance(body.having, Compare)
    assert body.measures[0].of == Aggregate(function=AggregateFunction.MAX, of=Column(name="n", step="totals"))
    assert body.having.left == Column(name="most")


def test_mappings_by_name_and_lists_with_names_are_the_same() -> None:
    by_name = {"table": {"nodes": {"l": "Loan"}, "dimensions": {"m": "l.member"}, "measures": {"n": {"count": "l"}}}}
    listed = {
        "table": {
            "nodes": [{"name": "l", "class": "Loan"}],
            "edges": [],
            "where": None,
            "dimensions": [{"name": "m", "of": {"property": "member", "node": "l", "path": []}}],
            "measures": [{"name": "n", "of": {"count": True, "node": "l", "where": None, "per": []}}],
        },
        "entities": None,
    }
    assert plan_from_form(by_name) == plan_from_form(listed)


def test_an_exists_may_say_its_way_in_parts() -> None:
    whole = condition_from_form({"exists": "this.copy.loans"})
    assert whole == Exists(path=(Step(link="copy"),), link="loans")
    assert condition_from_form({"exists": "loans", "node": "this", "path": ["copy"]}) == whole
