"""Cursors lead through every page: whatever the order, pages after pages are the whole."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.ontology.model import Ontology
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.policies.policy import Actor
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Scope
from graph_service.stores.protocol import GraphStore, Result
from tests.world.entities import NOW

ORDERS = [
    ("Work", []),
    ("Work", ["title"]),
    ("Work", ["-title"]),
    ("Work", ["listPrice"]),
    ("Work", ["-listPrice"]),
    ("Work", ["rating", "-title"]),
    ("Work", ["-publishedOn", "title"]),
    ("Work", ["publishedOn", "-rating"]),
    ("Work", ["format", "-weight"]),
    ("Work", ["genre.genreLabel", "-isbn"]),
    ("Loan", ["fee"]),
    ("Loan", ["-fee", "renewals"]),
    ("Loan", ["renewals", "-returnedOn", "fee"]),
    ("Loan", ["-member.active", "copy.branch.title"]),
    ("Loan", ["member.agentName", "-lentAt"]),
    ("Loan", ["_run", "-_label"]),
    ("Agent", ["agentName"]),
]


def page(store: GraphStore, world: Ontology, **entities: Any) -> Result:
    """A page of entities, whoever may ask."""
    scope = Scope(ontology=world, actor=Actor(role="librarian"), now=NOW)
    return store.run(prepare(plan_from_form({"entities": {"select": ["_iri"], "cursor": True, **entities}}), scope))


@pytest.mark.parametrize(("cls", "order"), ORDERS, ids=lambda value: str(value))
@pytest.mark.parametrize("size", [1, 3])
def test_pages_after_pages_are_the_whole(
    store: GraphStore, world: Ontology, cls: str, order: list[str], size: int
) -> None:
    whole = page(store, world, **{"class": cls}, order=order).entities
    found: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"class": cls, "order": order, "first": size}
    for _ in range(40):
        result = page(store, world, **asked)
        found += result.entities or []
        if not result.more:
            break
        asked["after"] = found[-1]["_cursor"]
    assert found == whole


def test_many_orders_are_tried() -> None:
    assert len(ORDERS) == 17
