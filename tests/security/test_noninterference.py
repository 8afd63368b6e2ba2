"""What may not be read changes nothing: two worlds that differ in it only give the same answers, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graph_service.findings import PlanError, StoreError
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.policies.policy import Policy
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import ReadyPlan, Scope
from graph_service.stores.protocol import GraphStore
from graph_service.stores.sqlite import SqliteStore
from tests.plan.asking import library, scope
from tests.plan.policies.ruling import deny, permit
from tests.plans.cases import read_cases
from tests.security.questions import every_plan
from tests.world.build import build
from tests.world.entities import BASE, Entity, read_entities

pytestmark = pytest.mark.embedded
Change = Callable[[list[Entity]], list[Entity]]
LEAST_PLANS, LEAST_ANSWERED, WORLDS = 4_500, 2_500, 19
TWO_FACED = {"person/3": "Branch", "member/101": "Genre", "work/6": "Publisher"}  # nothing connects these classes


def is_a(entity: Entity, cls: str) -> bool:
    return any(library().is_a(own, cls) for own in entity.classes)


def told(cls: str, name: str, value: Any) -> Change:
    """Every entity of the class says something else."""
    return lambda entities: [replace(e, values={**e.values, name: value}) if is_a(e, cls) else e for e in entities]


def untold(cls: str, name: str) -> Change:
    """No entity of the class says anything."""
    return lambda entities: [
        replace(e, values={k: v for k, v in e.values.items() if k != name}) if is_a(e, cls) else e for e in entities
    ]


def gone(cls: str, kept: Callable[[Entity], bool] = lambda entity: False) -> Change:
    """The entities of the class are not there, and nothing leads to them."""

    def change(entities: list[Entity]) -> list[Entity]:
        dropped = {e.iri for e in entities if is_a(e, cls) and not kept(e)}
        return [replace(e, values=dict(_left(e, dropped))) for e in entities if e.iri not in dropped]

    return change


def _left(entity: Entity, dropped: set[str]) -> list[tuple[str, Any]]:
    lists = [
        (k, [one for one in v if one not in dropped] if isinstance(v, list) else v) for k, v in entity.values.items()
    ]
    return [(k, v) for k, v in lists if not (isinstance(v, str) and v in dropped)]


def mixed(entities: list[Entity]) -> list[Entity]:
    """The world with some entities that are of another class too."""
    also = {f"{BASE}{name}": cls for name, cls in TWO_FACED.items()}
    assert set(also) <= {entity.iri for entity in entities}
    return [replace(e, classes=(*e.classes, also[e.iri])) if e.iri in also else e for e in entities]


SECRETS: dict[str, tuple[tuple[Policy, ...], Change]] = {
    "a value denied": ((deny("Member.email"),), told("Member", "email", "zzz@leak.example")),
    "a value hidden": ((deny("Member.email", hidden=True),), told("Member", "email", "zzz@leak.example")),
    "a value denied on a subclass": ((deny("Member.birthYear"),), told("Member", "birthYear", 1)),
    "a value hidden on a subclass": ((deny("Member.birthYear", hidden=True),), told("Member", "birthYear", 1)),
    "a label denied on a subclass": ((deny("Member.agentName"),), told("Member", "agentName", "ZZZ")),
    "a label denied": ((deny("Film.title"),), told("Film", "title", "ZZZ")),
    "a class denied": ((deny("Film"),), gone("Film")),
    "a class denied whose entities are of others too": ((deny("Member"),), gone("Member")),
    "a class hidden whose entities are of others too": ((deny("Member", hidden=True),), gone("Member")),
    "rows of a class": (
        (permit("Loan", {"gt": ["fee", 0.5]}),),
        gone("Loan", lambda e: (e.values.get("fee") or 0) > 50),
    ),
    "rows of a superclass": (
        (permit("Work", {"ge": ["rating", 3.0]}),),
        gone("Work", lambda e: (e.values.get("rating") or 0) >= 3.0),
    ),
    "rows of a subclass": (
        (permit("Member", {"eq": ["active", True]}),),
        gone("Member", lambda e: bool(e.values.get("active"))),
    ),
    "rows by a number": (
        (permit("Member", {"gt": ["memberNumber", 105]}),),
        gone("Member"),
    ),
    "rows of two classes": (
        (permit("Loan", {"gt": ["fee", 999]}), permit("Member", {"eq": ["active", True]})),
        lambda entities: gone("Loan")(gone("Member", lambda e: bool(e.values.get("active")))(entities)),
    ),
    "a class denied whose entities are of one that nothing connects with it": ((deny("Genre"),), gone("Genre")),
    "rows of such a class": (
        (permit("Branch", {"eq": ["code", "B1"]}),),
        gone("Branch", lambda e: e.values.get("code") == "B1"),
    ),
    "a label denied on such a class": ((deny("Film.title"), deny("Publisher.agentName")), told("Film", "title", "ZZZ")),
    "a link denied": ((deny("Genre.parent"),), untold("Genre", "parent")),
    "a link denied from its other end": ((deny("Member.loans"),), untold("Loan", "member")),
}


@cache
def plans() -> tuple[dict[str, Any], ...]:
    return (*(case.plan for case in read_cases()), *every_plan(library()))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> SqliteStore:
    return _store(tmp_path_factory.mktemp("real"), lambda entities: entities)


def _store(folder: Path, change: Change) -> SqliteStore:
    build(folder / "graph.sqlite", library(), change(mixed(read_entities(library()))))
    return SqliteStore(folder / "graph.sqlite")


def _ready(document: dict[str, Any], asking: Scope) -> ReadyPlan | None:
    try:
        return prepare(plan_from_form(document), asking)
    except PlanError:
        return None


def _told(store: GraphStore, ready: ReadyPlan) -> Any:
    """Everything that comes back."""
    try:
        found = store.run(ready)
    except StoreError as error:
        return error.findings
    return found.rows, found.entities, found.total, found.more


@pytest.mark.parametrize("secret", SECRETS)
def test_what_may_not_be_read_changes_nothing(secret: str, real: SqliteStore, tmp_path: Path) -> None:
    policies, change = SECRETS[secret]
    asking = replace(scope("reader", rules=policies), beside=real.state().beside)
    assert asking.beside
    other = _store(tmp_path, change)
    asked = [(document, ready) for document in plans() if (ready := _ready(document, asking)) is not None]
    for document, ready in asked:
        assert _told(real, ready) == _told(other, ready), document
    other.close()
    assert len(asked) >= LEAST_ANSWERED


def test_the_worlds_do_differ_for_who_may_read_it(real: SqliteStore, tmp_path: Path) -> None:
    assert len(SECRETS) == WORLDS and len(plans()) >= LEAST_PLANS
    everything = [ready for one in plans() if (ready := _ready(one, scope("reader", rules=()))) is not None]
    for number, (_, change) in enumerate(SECRETS.values()):
        (tmp_path / str(number)).mkdir()
        other = _store(tmp_path / str(number), change)
        assert any(_told(real, ready) != _told(other, ready) for ready in everything)
        other.close()
