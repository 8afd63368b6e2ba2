"""Tables nobody thought of: random ones give the rows that brute force over the entities gives."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from graph_service.ontology.model import Ontology
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.policies.policy import Actor
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Scope
from graph_service.stores.protocol import GraphStore
from tests.plans.reference import NODES, Asked, Condition, Measure, Reference
from tests.world.entities import NOW, read_entities

TABLES = 60
DIMENSIONS = (
    ("b", "code"),
    ("b", "title"),
    ("g", "code"),
    ("w", "format"),
    ("w", "title"),
    ("m", "active"),
    ("l", "renewals"),
    ("a", "agentName"),
    ("s", "day"),
    ("c", "barcode"),
)
NUMBERS = (
    ("l", "fee"),
    ("l", "renewals"),
    ("s", "onShelf"),
    ("w", "listPrice"),
    ("w", "rating"),
    ("b", "floorArea"),
    ("m", "birthYear"),
    ("a", "birthYear"),
)
CONDITIONS = (
    Condition(kind="gt", node="l", property="fee", value=0),
    Condition(kind="null", node="l", property="returnedOn"),
    Condition(kind="eq", node="b", property="code", value="HAF"),
    Condition(kind="ne", node="g", property="code", value="cri"),
    Condition(kind="lt", node="a", property="birthYear", value=1980),
    Condition(kind="eq", node="m", property="active", value=True),
    Condition(kind="gt", node="s", property="onShelf", value=0),
    Condition(kind="ge", node="w", property="rating", value=3),
    Condition(kind="lt", node="w", property="listPrice", value=10),
)


def drawn(seed: int) -> Asked:
    """A table drawn from a seed."""
    luck = random.Random(seed)
    return Asked(
        dimensions=tuple(luck.sample(DIMENSIONS, luck.randrange(3))),
        measures=tuple(dict.fromkeys(_measure(luck) for _ in range(luck.randrange(1, 4)))),
        where=tuple(luck.sample(CONDITIONS, luck.randrange(3))),
        keep_empty=luck.random() < 0.3,
    )


def _measure(luck: random.Random) -> Measure:
    where = luck.choice(CONDITIONS) if luck.random() < 0.3 else None
    if luck.random() < 0.3:
        return Measure(function="count", node=luck.choice(list(NODES)), where=where)
    function, (node, prop) = luck.choice(("count", "sum", "avg", "min", "max", "median")), luck.choice(NUMBERS)
    return Measure(function=function, node=node, property=prop, where=where, distinct=luck.random() < 0.2)


@pytest.fixture(scope="module")
def reference(world: Ontology) -> Reference:
    return Reference(world, read_entities(world))


@pytest.mark.parametrize("seed", range(TABLES))
def test_a_random_table_gives_what_brute_force_gives(
    seed: int, store: GraphStore, world: Ontology, reference: Reference
) -> None:
    asked = drawn(seed)
    scope = Scope(ontology=world, actor=Actor(role="librarian"), now=NOW)
    result = store.run(prepare(plan_from_form({"table": asked.form()}), scope))
    assert _comparable(result.rows) == _comparable(reference.rows(asked)), result.statement.text


def test_random_tables_are_of_every_kind() -> None:
    tables = [drawn(seed) for seed in range(TABLES)]
    assert {len(table.dimensions) for table in tables} == {0, 1, 2}
    assert any(len({m.node for m in table.measures}) > 1 for table in tables)
    assert any(table.keep_empty and table.where for table in tables)


def _comparable(rows: Any) -> list[str]:
    return sorted(repr([_plain(cell) for cell in row]) for row in rows)


def _plain(cell: Any) -> Any:
    if isinstance(cell, bool) or cell is None:
        return cell
    if isinstance(cell, int | float | Decimal):
        return float(f"{float(cell):.9g}")
    return cell.isoformat() if hasattr(cell, "isoformat") else cell
