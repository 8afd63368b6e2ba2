"""Provenance: where each value of one entity comes from, as far as an actor may read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph_service.findings import Finding, StoreError, closest
from graph_service.plan.ready import Scope
from graph_service.plan.rights import rights_of
from graph_service.stores.protocol import Contribution


@dataclass(frozen=True, kw_only=True)
class ValueSource:
    """One value of one property as one record said it. `served` marks what is shown; others disagree."""

    property: str
    value: Any
    served: bool
    product: str
    version: str
    run: int
    loaded_at: str
    source: str
    record: int


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """The values of an entity with their sources, best source first."""

    iri: str
    cls: str
    values: tuple[ValueSource, ...]
    withheld: tuple[str, ...] = ()


def provenance(
    iri: str, cls: str, contributions: tuple[Contribution, ...], scope: Scope, name: str | None = None
) -> Provenance:
    """The values this actor may read; of properties he may not, only those names that are public."""
    rights = rights_of(scope)
    visible = rights.visible.properties_of(cls)
    denied = {prop for (owner, prop), policy in rights.properties.items() if owner == cls and not policy.hidden}
    names = {key.partition("@")[0] for one in contributions for key in one.values}
    readable = (names & set(visible)) - denied
    if name is not None and name in denied:
        message = f"{cls}.{name} is not readable here: role {scope.actor.role}"
        raise StoreError(Finding(rule="denied", message=message))
    if name is not None and name not in readable:
        message = f"Nobody says anything about '{name}' of <{iri}>."
        raise StoreError(Finding(rule="unknown-property", message=message, suggestions=closest(name, readable)))
    wanted = {name} if name else readable
    values = tuple(
        one for key in _ordered(contributions) if key.partition("@")[0] in wanted for one in _said(key, contributions)
    )
    return Provenance(iri=iri, cls=cls, values=values, withheld=tuple(sorted(names & denied)) if name is None else ())


def _ordered(contributions: tuple[Contribution, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for one in contributions for key in one.values))


def _said(key: str, contributions: tuple[Contribution, ...]) -> Iterator[ValueSource]:
    """Contributions come best source first: what the first says is served, and who says the same agrees."""
    speaking = [one for one in contributions if one.values.get(key) is not None]
    for one in speaking:
        yield ValueSource(
            property=key,
            value=one.values[key],
            served=one.values[key] == speaking[0].values[key],
            product=one.product,
            version=one.version,
            run=one.run,
            loaded_at=one.loaded_at,
            source=one.source,
            record=one.record,
        )
