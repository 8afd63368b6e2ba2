"""What is hidden is gone, with everything that speaks of it."""

from __future__ import annotations

from graph_service.plan.policies.rights import compile_rights, rights_of
from graph_service.stores.protocol import GraphStore
from tests.plan.asking import NOT_BESIDE, library, ready, refusals
from tests.plan.policies.ruling import asking, deny, names, permit


def test_without_policies_everything_is_seen() -> None:
    rights = compile_rights(library(), (), "reader", beside=NOT_BESIDE)
    assert rights.unlimited and rights.visible is library()


def test_rights_are_worked_out_once() -> None:
    one = asking(deny("Loan"))
    assert rights_of(one) is rights_of(one)
    assert rights_of(one) is not rights_of(asking(deny("Loan"), role="other"))


def test_a_hidden_class_is_gone_with_everything_that_speaks_of_it() -> None:
    view = compile_rights(library(), (deny("Loan", hidden=True),), "reader", beside=NOT_BESIDE).visible
    assert "Loan" not in view.classes
    assert not [prop for prop in view.properties.values() if "Loan" in (*prop.domains, prop.range)]
    assert view.property_of("Member", "loans") is None and view.property_of("Copy", "loans") is None
    assert set(view.metrics) == {"books_on_shelf"} and not view.filters
    assert view.property_of("Copy", "work") is library().property_of("Copy", "work")


def test_a_property_hidden_on_a_subclass_stays_on_its_superclass() -> None:
    view = compile_rights(library(), (deny("Film.listPrice", hidden=True),), "reader", beside=NOT_BESIDE).visible
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


def test_what_is_done_about_a_hidden_class_is_not_told() -> None:
    hidden = (deny("Member", hidden=True), permit("Member", {"eq": ["active", True]}), deny("Member.agentName"))
    document = {"entities": {"class": "Agent", "select": ["agentName", "_label"]}}
    assert "Member" not in str(ready(document, asking(*hidden)).decisions)
    assert "Member" in str(ready(document, asking(*hidden[1:])).decisions)


def test_a_hidden_display_property_names_nothing() -> None:
    view = compile_rights(library(), (deny("Branch.title", hidden=True),), "reader", beside=NOT_BESIDE).visible
    assert view.display_of("Branch") is None
    [finding] = refusals(
        {"entities": {"class": "Branch", "select": ["_label"]}}, asking(deny("Branch.title", hidden=True))
    )
    assert finding == "entities.select._label: Branch._label is not readable here"


def test_a_guard_may_read_what_the_actor_may_not(store: GraphStore) -> None:
    rules = (deny("Member.active", hidden=True), permit("Member", {"eq": ["active", True]}))
    some = names(store, "Member", asking(*rules))
    assert some and len(some) < len(names(store, "Member", asking()))
