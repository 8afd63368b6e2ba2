"""What a role may not see it does not see: in no place of a plan, through no superclass, link, inverse or label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from graph_service.findings import PlanError
from graph_service.plan.conditions import Compare, Comparison, Exists, Not, Null, Or, expressions, walk_conditions
from graph_service.plan.expressions import Constant, Property, Step
from graph_service.plan.form import condition_from_form, plan_from_form
from graph_service.plan.model import Entities, Table
from graph_service.plan.narrowing import cast, linked, no_instance
from graph_service.plan.policy import EVERYBODY, Kind, Policy
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Scope
from graph_service.plan.rename import move_condition
from graph_service.plan.rights import compile_rights, rights_of, verdict
from graph_service.stores.protocol import GraphStore
from tests.plan.asking import library, ready, refusals, scope


def deny(target: str, *, hidden: bool = False, to: str = EVERYBODY) -> Policy:
    return Policy(name=f"no-{target}", kind=Kind.PROHIBITION, target=target, hidden=hidden, assignees=(to,))


def permit(target: str, constraint: Any = None, *, to: str = EVERYBODY, name: str = "some") -> Policy:
    condition = None if constraint is None else condition_from_form(constraint)
    return Policy(name=name, kind=Kind.PERMISSION, target=target, constraint=condition, assignees=(to,))


def asking(*rules: Policy, role: str = "reader", **attributes: str) -> Scope:
    return scope(role, rules=rules, **attributes)


def rows(store: GraphStore, document: Mapping[str, Any], asking: Scope) -> Any:
    result = store.run(ready(document, asking))
    return [list(row) for row in result.rows] if result.entities is None else result.entities


def names(store: GraphStore, cls: str, asking: Scope, path: str = "agentName") -> list[Any]:
    document = {"entities": {"class": cls, "order": ["_iri"], "select": {"x": path}}}
    return [entity["x"] for entity in rows(store, document, asking)]


# who wins


def test_a_prohibition_that_names_the_role_beats_its_permission() -> None:
    rules = (permit("Loan", to="reader"), deny("Loan", to="reader"))
    assert verdict(rules, "reader") == rules[1]


def test_a_permission_that_names_the_role_beats_a_prohibition_for_everybody() -> None:
    rules = [deny("Loan"), permit("Loan", to="reader")]
    assert verdict(rules, "reader") is None
    assert verdict(rules[:1], "reader") == rules[0]


def test_a_permission_for_everybody_does_not() -> None:
    assert verdict([deny("Loan"), permit("Loan")], "reader") is not None


def test_without_policies_everything_is_seen() -> None:
    rights = compile_rights(library(), (), "reader")
    assert rights.unlimited and rights.visible is library()


def test_rights_are_worked_out_once() -> None:
    one = asking(deny("Loan"))
    assert rights_of(one) is rights_of(one)
    assert rights_of(one) is not rights_of(asking(deny("Loan"), role="other"))


def test_policies_of_a_class_hold_for_its_subclasses() -> None:
    rights = compile_rights(library(), (deny("Person"), permit("Author", to="reader")), "reader")
    assert set(rights.classes) == {"Person", "Member"}


# superclasses


def test_a_denied_subclass_is_left_out_of_its_superclass(store: GraphStore) -> None:
    everyone, some = names(store, "Person", asking()), names(store, "Person", asking(deny("Member")))
    members = names(store, "Member", asking())
    assert members and sorted(some) == sorted(name for name in everyone if name not in members)
    agents = names(store, "Agent", asking(deny("Member")))
    assert not set(agents) & set(members)


def test_a_permitted_subclass_of_a_denied_class_stays(store: GraphStore) -> None:
    rules = (deny("Person"), permit("Author", to="reader"))
    authors, publishers = names(store, "Author", asking()), names(store, "Publisher", asking())
    assert authors and publishers
    assert sorted(names(store, "Agent", asking(*rules))) == sorted(authors + publishers)


def test_a_row_condition_of_a_subclass_holds_on_its_superclass(store: GraphStore) -> None:
    rule = permit("Member", {"eq": ["active", True]})
    everyone, inactive = names(store, "Person", asking()), []
    where = {"entities": {"class": "Member", "where": {"not": {"eq": ["active", True]}}, "select": {"x": "agentName"}}}
    inactive = [entity["x"] for entity in rows(store, where, asking())]
    unknown = {"entities": {"class": "Member", "where": {"null": "active"}, "select": {"x": "agentName"}}}
    inactive += [entity["x"] for entity in rows(store, unknown, asking())]
    assert inactive
    seen = names(store, "Person", asking(rule))
    assert sorted(seen) == sorted(name for name in everyone if name not in inactive)


PRICES = {"entities": {"class": "Work", "order": ["isbn"], "select": ["isbn", "listPrice"]}}


def test_a_property_denied_on_a_subclass_is_left_out_of_its_superclass(store: GraphStore) -> None:
    films = {"entities": {"class": "Film", "order": ["isbn"], "select": ["isbn"]}}
    isbns = {entity["isbn"] for entity in rows(store, films, asking())}
    assert isbns
    denied = asking(deny("Film.listPrice"))
    for entity, told in zip(rows(store, PRICES, asking()), rows(store, PRICES, denied), strict=True):
        assert told["isbn"] == entity["isbn"]
        assert told["listPrice"] == (None if entity["isbn"] in isbns else entity["listPrice"])
    [finding] = refusals({"entities": {"class": "Film", "select": ["listPrice"]}}, denied)
    assert finding.endswith("Film.listPrice is not readable here: prohibition 'no-Film.listPrice' for role reader")


@pytest.mark.parametrize("hidden", [False, True])
def test_nor_can_it_be_filtered_sorted_grouped_or_added_up(store: GraphStore, hidden: bool) -> None:
    denied = asking(deny("Film.listPrice", hidden=hidden))
    priced = {"entities": {"class": "Work", "where": {"gt": ["listPrice", 0]}, "order": ["isbn"], "select": ["isbn"]}}
    films = rows(store, {"entities": {"class": "Film", "select": ["isbn"]}}, asking())
    assert any(film in rows(store, priced, asking()) for film in films)
    assert not any(film in rows(store, priced, denied) for film in films)
    ordered = {"entities": {"class": "Work", "order": ["-listPrice"], "select": ["isbn"]}}
    assert {entity["isbn"] for entity in rows(store, ordered, denied)[-len(films) :]} >= {f["isbn"] for f in films}
    total = {"table": {"nodes": {"w": "Work"}, "measures": {"x": {"sum": "w.listPrice"}}}}
    of_films = {"table": {"nodes": {"f": "Film"}, "measures": {"x": {"sum": "f.listPrice"}}}}
    [[all_works]], [[only_films]] = rows(store, total, asking()), rows(store, of_films, asking())
    assert rows(store, total, denied) == [[all_works - only_films]]
    groups = {"table": {"nodes": {"w": "Work"}, "dimensions": {"p": "w.listPrice"}, "measures": {"n": {"count": "w"}}}}
    assert sum(count for _, count in rows(store, groups, denied)) == sum(n for _, n in rows(store, groups, asking()))


def test_a_link_denied_on_a_subclass_is_not_followed_from_its_superclass(store: GraphStore) -> None:
    denied = asking(deny("Film.genre"))
    page = {"entities": {"class": "Work", "order": ["isbn"], "select": ["isbn", "genre.code"]}}
    films = [film["isbn"] for film in rows(store, {"entities": {"class": "Film", "select": ["isbn"]}}, asking())]
    assert films
    assert all(e["genre.code"] is None for e in rows(store, page, denied) if e["isbn"] in films)
    nested = {"entities": {"class": "Work", "select": ["isbn"], "links": {"genre": {"select": ["code"]}}}}
    assert not [e for e in rows(store, nested, denied) if e["isbn"] in films]
    edge = {"from": "w", "link": "genre", "to": "g"}
    table = {"nodes": {"w": "Work", "g": "Genre"}, "edges": [edge], "dimensions": {"i": "w.isbn"}}
    assert not [isbn for [isbn] in rows(store, {"table": table}, denied) if isbn in films]


def test_a_link_denied_is_denied_from_its_other_end() -> None:
    denied = asking(deny("Loan.member"))
    refused = "Member.loans is not readable here: prohibition 'no-Loan.member' for role reader"
    for document in (
        {"entities": {"class": "Member", "where": {"exists": "loans"}}},
        {"entities": {"class": "Member", "links": {"loans": {"select": ["loanId"]}}}},
        {"entities": {"class": "Member", "aggregates": {"loans": {"measures": {"n": {"count": True}}}}}},
        {
            "table": {
                "nodes": {"m": "Member", "l": "Loan"},
                "edges": [{"from": "m", "link": "loans", "to": "l"}],
                "measures": {"n": {"count": "l"}},
            }
        },
    ):
        [finding] = refusals(document, denied)
        assert finding.endswith(refused)
    assert refusals({"entities": {"class": "Copy", "where": {"exists": "loans"}}}, denied) == []


def test_a_denied_inverse_denies_the_link_itself() -> None:
    denied = asking(deny("Work.copies"))
    assert refusals({"entities": {"class": "Copy", "select": ["work.title"]}}, denied)
    assert refusals({"entities": {"class": "StockCount", "select": ["work.title"]}}, denied) == []
    assert refusals({"entities": {"class": "Branch", "where": {"exists": "copies"}}}, denied) == []


def test_a_hidden_link_is_hidden_from_its_other_end() -> None:
    hidden = asking(deny("Loan.member", hidden=True))
    assert refusals({"entities": {"class": "Member", "where": {"exists": "loans"}}}, hidden) == [
        "entities.where: Unknown link on Member: 'loans'"
    ]


# labels, everything, the pseudo class of all things


def test_a_label_is_the_display_property_by_another_name(store: GraphStore) -> None:
    denied = asking(deny("Agent.agentName"))
    for cls in ("Agent", "Member"):
        [finding] = refusals({"entities": {"class": cls, "select": ["_label"]}}, denied)
        assert f"{cls}._label is not readable here: prohibition 'no-Agent.agentName'" in finding
    of_members = asking(deny("Member.agentName"))
    labels = names(store, "Person", of_members, "_label")
    assert labels.count(None) == len(names(store, "Member", asking()))


def test_a_thing_of_a_denied_class_is_not_found_by_its_iri(store: GraphStore) -> None:
    [first, *_] = names(store, "Member", asking(), "_iri")
    look_up = {"entities": {"class": "Thing", "where": {"eq": ["_iri", first]}, "select": ["_class", "_label"]}}
    assert rows(store, look_up, asking()) != []
    assert rows(store, look_up, asking(deny("Member"))) == []
    assert rows(store, look_up, asking(deny("Agent", hidden=True))) == []
    assert rows(store, look_up, asking(deny("Member.agentName")))[0]["_label"] is None


# hidden classes and what speaks of them


def test_a_hidden_class_is_gone_with_everything_that_speaks_of_it() -> None:
    view = compile_rights(library(), (deny("Loan", hidden=True),), "reader").visible
    assert "Loan" not in view.classes
    assert not [prop for prop in view.properties.values() if "Loan" in (*prop.domains, prop.range)]
    assert view.property_of("Member", "loans") is None and view.property_of("Copy", "loans") is None
    assert set(view.metrics) == {"books_on_shelf"} and not view.filters
    assert view.property_of("Copy", "work") is library().property_of("Copy", "work")


def test_a_property_hidden_on_a_subclass_stays_on_its_superclass() -> None:
    view = compile_rights(library(), (deny("Film.listPrice", hidden=True),), "reader").visible
    assert view.property_of("Film", "listPrice") is None
    assert view.property_of("Work", "listPrice") and view.property_of("Book", "listPrice")


def test_a_metric_over_a_hidden_property_is_unknown() -> None:
    hidden = asking(deny("Loan.fee", hidden=True))
    document = {"table": {"nodes": {"l": "Loan"}, "measures": {"x": {"metric": "fees"}}}}
    assert refusals(document, hidden) == ["table.measures.x: Unknown metric: 'fees'"]
    denied = asking(deny("Loan.fee"))
    assert refusals(document, denied) == [
        "table.measures.x.sum: Loan.fee is not readable here: prohibition 'no-Loan.fee' for role reader"
    ]


def test_a_hidden_display_property_names_nothing() -> None:
    view = compile_rights(library(), (deny("Branch.title", hidden=True),), "reader").visible
    assert view.display_of("Branch") is None
    [finding] = refusals(
        {"entities": {"class": "Branch", "select": ["_label"]}}, asking(deny("Branch.title", hidden=True))
    )
    assert finding == "entities.select._label: Branch._label is not readable here"


def test_a_guard_may_read_what_the_actor_may_not(store: GraphStore) -> None:
    rules = (deny("Member.active", hidden=True), permit("Member", {"eq": ["active", True]}))
    some = names(store, "Member", asking(*rules))
    assert some and len(some) < len(names(store, "Member", asking()))


# rows


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


# conditions made fit for any place


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


def test_an_exclusion_says_why() -> None:
    decisions = ready({"entities": {"class": "Person"}}, asking(deny("Member"))).decisions
    told = [(d.what, d.why) for d in decisions if d.by == "authorize"]
    assert told == [("only rows of Member that are permitted", "prohibition 'no-Member'")]
    hidden = ready({"entities": {"class": "Person"}}, asking(deny("Member", hidden=True))).decisions
    assert not [d for d in hidden if d.by == "authorize"]


def test_a_row_guard_on_a_superclass_is_a_choice() -> None:
    body = ready({"entities": {"class": "Person"}}, asking(permit("Member", {"eq": ["active", True]}))).plan.body
    assert isinstance(body, Entities) and isinstance(body.where, Or)
