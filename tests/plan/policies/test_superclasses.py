"""A policy on a class holds where its entities are read as those of a superclass."""

from __future__ import annotations

import pytest

from graph_service.plan.conditions import Or
from graph_service.plan.model import Entities
from graph_service.plan.policies.rights import compile_rights
from graph_service.stores.protocol import GraphStore
from tests.plan.asking import NOT_BESIDE, library, ready, refusals
from tests.plan.policies.ruling import asking, deny, names, permit, rows


def test_policies_of_a_class_hold_for_its_subclasses() -> None:
    rights = compile_rights(library(), (deny("Person"), permit("Author", to="reader")), "reader", beside=NOT_BESIDE)
    assert set(rights.classes) == {"Person", "Member"}


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


def test_an_exclusion_says_why() -> None:
    decisions = ready({"entities": {"class": "Person"}}, asking(deny("Member"))).decisions
    told = [(d.what, d.why) for d in decisions if d.by == "authorize"]
    assert told == [("only rows of Member that are permitted", "prohibition 'no-Member'")]
    hidden = ready({"entities": {"class": "Person"}}, asking(deny("Member", hidden=True))).decisions
    assert not [d for d in hidden if d.by == "authorize"]


def test_a_row_guard_on_a_superclass_is_a_choice() -> None:
    body = ready({"entities": {"class": "Person"}}, asking(permit("Member", {"eq": ["active", True]}))).plan.body
    assert isinstance(body, Entities) and isinstance(body.where, Or)
