"""Conditions of policies are made fit for any place: links become exists, and negations keep their logic."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.plan.conditions import Compare, Comparison, Exists, Not, Null, expressions, walk_conditions
from graph_service.plan.expressions import Constant, Property, Step
from graph_service.plan.forms.form import condition_from_form
from graph_service.plan.model import Entities
from graph_service.plan.policies.narrowing import cast, linked, no_instance
from graph_service.plan.walking.rename import move_condition
from graph_service.stores.protocol import GraphStore
from tests.plan.asking import ready
from tests.plan.policies.ruling import asking, permit, rows


def test_links_of_a_condition_become_exists() -> None:
    found = linked(condition_from_form({"eq": ["copy.branch.code", "B1"]}))
    code = Compare(operator=Comparison.EQ, left=Property(name="code"), right=Constant(value="B1"))
    assert found == Exists(link="copy", where=Exists(link="branch", where=code))


def test_a_negation_keeps_its_logic_of_three_values() -> None:
    """`not (a.b = 1)` is unknown without an a, so it must not become `no a with b = 1`."""
    found = linked(condition_from_form({"not": {"eq": ["copy.barcode", "x"]}}))
    differs = Compare(operator=Comparison.NE, left=Property(name="barcode"), right=Constant(value="x"))
    assert found == Exists(link="copy", where=differs)
    missing = linked(condition_from_form({"null": "copy.barcode"}))
    assert missing == Not(condition=Exists(link="copy", where=Not(condition=Null(of=Property(name="barcode")))))


LINKED = [
    {"eq": ["copy.branch.code", "B1"]},
    {"not": {"eq": ["copy.branch.code", "B1"]}},
    {"null": "copy.branch.district.name"},
    {"not": {"null": "member.homeBranch"}},
    {"or": [{"gt": ["copy.work.listPrice", 9]}, {"not": {"in": ["member.homeBranch.code", ["B1", "B2"]]}}]},
    {"not": {"and": [{"starts": ["copy.work.title", "D"]}, {"null": "member.email"}]}},
    {"not": {"or": [{"lt": ["member.birthYear", 1980]}, {"exists": "copy.loans", "at_least": 2}]}},
    {"not": {"window": "copy.work.publishedOn", "from": "2000-01-01"}},
    {"gt": ["copy.work.rating", {"property": "copy.work.listPrice"}]},
    {"eq": ["copy.branch", {"property": "member.homeBranch"}]},
]


@pytest.mark.parametrize("document", LINKED, ids=str)
def test_linked_conditions_hold_for_the_same_rows(store: GraphStore, document: dict[str, Any]) -> None:
    asked = {"entities": {"class": "Loan", "where": document, "order": ["loanId"], "select": ["loanId"]}}
    guarded = {"entities": {"class": "Loan", "order": ["loanId"], "select": ["loanId"]}}
    rule = asking(permit("Loan", document))
    body = ready(guarded, rule).plan.body
    assert isinstance(body, Entities) and body.where is not None
    assert rows(store, guarded, rule) == rows(store, asked, asking())


def test_a_condition_over_a_subclass_reads_through_the_narrowing() -> None:
    found = cast(condition_from_form({"exists": "loans", "where": {"gt": ["fee", 1]}}), "Member")
    step = Step(cast="Member")
    more = Compare(operator=Comparison.GT, left=Property(name="fee"), right=Constant(value=1))
    assert found == Exists(path=(step,), link="loans", where=more)
    assert no_instance("Member") == Null(of=Property(path=(step,), name="_iri"))


def test_moving_a_condition_captures_no_name() -> None:
    inner = {"exists": "loans", "as": "m", "where": {"and": [{"gt": ["m.fee", 1]}, {"null": "this.email"}]}}
    moved = move_condition(condition_from_form(inner), "m")
    assert isinstance(moved, Exists) and moved.node == "m" and moved.name == "m_"
    spoken = {p.node for p in _properties(moved)}
    assert spoken == {"m", "m_"}


def _properties(condition: Any) -> list[Property]:
    return [e for c in walk_conditions(condition) for e in expressions(c) if isinstance(e, Property)]
