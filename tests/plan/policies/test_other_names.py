"""What is denied is denied under its other names: from a link's other end, as a label, as a thing found by its IRI."""

from __future__ import annotations

from graph_service.stores.protocol import GraphStore
from tests.plan.asking import refusals
from tests.plan.policies.ruling import asking, deny, names, rows


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
