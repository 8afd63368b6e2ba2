"""A permission with a condition narrows rows, in every place of a plan where they could show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_service.findings import PlanError
from graph_service.plan.conditions import Null
from graph_service.plan.expressions import Property
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.model import Table
from graph_service.plan.policies.rights import rights_of
from graph_service.plan.prepare import prepare
from graph_service.stores.protocol import GraphStore
from tests.plan.asking import refusals
from tests.plan.policies.ruling import asking, deny, permit, rows

OWN = permit("Loan", {"eq": ["copy.branch.district.name", {"actor": "district"}]}, name="own")


def test_several_permissions_with_conditions_permit_any_of_them(store: GraphStore) -> None:
    count = {"table": {"nodes": {"l": "Loan"}, "measures": {"n": {"count": "l"}}}}
    nord, south = (permit("Loan", {"eq": ["copy.branch.district.name", d]}, name=d) for d in ("Nord", "Süd"))
    both = [rows(store, count, asking(*rules))[0][0] for rules in ((nord,), (south,), (nord, south))]
    assert both[0] and both[1] and both[2] == both[0] + both[1]


def test_one_permission_without_a_condition_permits_all_rows() -> None:
    assert rights_of(asking(OWN, permit("Loan"))).rows == {}


def test_a_permission_of_the_role_stands_before_everybodys() -> None:
    mine = permit("Loan", {"eq": ["renewals", 0]}, to="reader", name="mine")
    assert rights_of(asking(OWN, mine)).rows["Loan"].policies == (mine,)


def test_an_attribute_the_actor_lacks_refuses_the_plan() -> None:
    document = {"entities": {"class": "Loan"}}
    assert refusals(document, asking(OWN)) == [
        "policy own.exists.where.exists.where.exists.where.eq[1]: "
        "The actor has no attribute 'district', which this needs (role reader)"
    ]


def test_rows_are_guarded_in_every_position(store: GraphStore) -> None:
    """Node, step of a path, exists, nested page and aggregate over a link: none shows another district's loans."""
    mine, all_ = asking(OWN, district="Nord"), asking()
    loans = {"table": {"nodes": {"l": "Loan"}, "dimensions": {"id": "l.loanId"}}}
    own = {loan for [loan] in rows(store, loans, mine)}
    assert own and len(own) < len(rows(store, loans, all_))
    nested = {"entities": {"class": "Member", "links": {"loans": {"select": ["loanId"]}}}}
    assert {loan["loanId"] for member in rows(store, nested, mine) for loan in member["loans"]} == own
    counted = {
        "entities": {"class": "Member", "aggregates": {"n": {"link": "loans", "measures": {"n": {"count": True}}}}}
    }
    assert sum(member["n"]["n"] for member in rows(store, counted, mine)) == len(own)
    edge = {"from": "m", "link": "loans", "to": "l"}
    pattern = {"nodes": {"m": "Member", "l": "Loan"}, "edges": [edge], "dimensions": {"id": "l.loanId"}}
    assert {loan for [loan] in rows(store, {"table": pattern}, mine)} == own
    having = {"entities": {"class": "Member", "where": {"exists": "loans"}, "select": ["memberNumber"]}}
    assert len(rows(store, having, mine)) < len(rows(store, having, all_))
    none = {"entities": {"class": "Member", "where": {"not": {"exists": "loans"}}, "select": ["memberNumber"]}}
    assert len(rows(store, none, mine)) > len(rows(store, none, all_))
    metric = {"table": {"nodes": {"l": "Loan"}, "measures": {"n": {"metric": "loan_count"}}}}
    assert rows(store, metric, mine) == [[len(own)]]


def test_an_entity_on_the_way_that_is_not_permitted_is_missing(store: GraphStore) -> None:
    rule = asking(permit("Branch", {"eq": ["code", "B1"]}))
    page = {"entities": {"class": "Copy", "order": ["barcode"], "select": ["barcode", "branch.code", "branch._iri"]}}
    for entity, told in zip(rows(store, page, asking()), rows(store, page, rule), strict=True):
        same = entity["branch.code"] == "B1"
        assert told["branch.code"] == (entity["branch.code"] if same else None)
        assert told["branch._iri"] == (entity["branch._iri"] if same else None)


def test_a_link_followed_several_times_cannot_be_guarded() -> None:
    rule = asking(permit("Genre", {"eq": ["code", "x"]}))
    edge = {"from": "g", "link": "parent", "to": "h", "most": 3}
    table = {"nodes": {"g": "Genre", "h": "Genre"}, "edges": [edge], "measures": {"n": {"count": "g"}}}
    [finding] = refusals({"table": table}, rule)
    assert "'parent' cannot be followed several times here" in finding


def test_guards_in_a_plan_as_asked_are_refused() -> None:
    plan = plan_from_form({"table": {"nodes": {"m": "Member"}, "measures": {"n": {"count": "m"}}}})
    assert isinstance(plan.body, Table)
    node = replace(plan.body.nodes[0], guard=Null(of=Property(name="email")))
    with pytest.raises(PlanError, match="Guards are set by policies only"):
        prepare(replace(plan, body=replace(plan.body, nodes=(node,))), asking(deny("Member.email")))
