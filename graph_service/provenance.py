"""Provenance: where each value of one entity comes from, as far as an actor may read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph_service.findings import Finding, StoreError, closest
from graph_service.plan.policies.rights import Rights
from graph_service.stores.protocol import Contribution
from graph_service.stores.sight import Sight


@dataclass(frozen=True, kw_only=True)
class ValueSource:
    """One value of one property as one record said it. `served` marks what is shown; others disagree.

    `further` is how many more records of the product speak of the property and are not listed.
    """

    property: str
    value: Any
    served: bool
    product: str
    version: str
    run: int
    loaded_at: str
    source: str
    record: int
    further: int = 0


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """The values of an entity with their sources, best source first."""

    iri: str
    cls: str
    values: tuple[ValueSource, ...]
    withheld: tuple[str, ...] = ()


def provenance(
    iri: str, classes: Sequence[str], contributions: tuple[Contribution, ...], sight: Sight, name: str | None = None
) -> Provenance:
    """The values this actor may read; of properties he may not, only those names that are public.

    `classes` are the class it is shown as and others of it. A link to what the actor may not see is not told.
    """
    cls = classes[0]
    hidden, denied = _refused(classes, sight.rights)
    names = {key.partition("@")[0] for one in contributions for key in one.values} - hidden
    readable = (names & set(sight.rights.visible.properties_of(cls))) - denied
    if name is not None and name in denied:
        message = f"{cls}.{name} is not readable here: role {sight.scope.actor.role}"
        raise StoreError(Finding(rule="denied", message=message))
    if name is not None and name not in readable:
        message = f"Nobody says anything about '{name}' of <{iri}>."
        raise StoreError(Finding(rule="unknown-property", message=message, suggestions=closest(name, readable)))
    wanted = {name} if name else readable
    told = _without_unseen(contributions, cls, wanted, sight)
    keys = [key for key in _ordered(told) if key.partition("@")[0] in wanted]
    values = tuple(one for key in keys for one in _said(key, told, cls, sight.rights))
    return Provenance(iri=iri, cls=cls, values=values, withheld=tuple(sorted(names & denied)) if name is None else ())


def _refused(classes: Sequence[str], rights: Rights) -> tuple[set[str], set[str]]:
    """The properties that any of the classes hides, and those that any denies or that lead to a denied class."""
    policies = [(name, policy) for (owner, name), policy in rights.properties.items() if owner in classes]
    hidden = {name for name, policy in policies if policy.hidden}
    links = rights.visible.properties_of(classes[0]).values()
    closed = {link.name for link in links if link.range in rights.classes}
    return hidden, closed | {name for name, policy in policies if not policy.hidden}


def _without_unseen(
    contributions: tuple[Contribution, ...], cls: str, wanted: set[str], sight: Sight
) -> tuple[Contribution, ...]:
    """The contributions without links to entities that the actor may not see."""
    properties = sight.rights.visible.properties_of(cls)
    links = {name for name in wanted if name in properties and properties[name].is_link}
    unseen = sight.unseen({iri for one in contributions for name in links for iri in _several(one.values.get(name))})
    if not unseen:
        return contributions
    return tuple(replace(one, values=dict(_seen(one.values, links, unseen))) for one in contributions)


def _seen(values: Mapping[str, Any], links: set[str], unseen: set[str]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if name not in links:
            yield name, value
        elif left := tuple(iri for iri in _several(value) if iri not in unseen):
            yield name, left if isinstance(value, list | tuple) else left[0]


def _several(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else () if value is None else (value,)


def _ordered(contributions: tuple[Contribution, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for one in contributions for key in one.values))


def _said(key: str, contributions: tuple[Contribution, ...], cls: str, rights: Rights) -> Iterator[ValueSource]:
    """Contributions come best source first: what the first says is served, and who says the same agrees.

    Of many values every one is served. Links to what the actor may see in part are not counted.
    """
    prop = rights.visible.properties_of(cls)[key.partition("@")[0]]
    counted = not (prop.is_link and rights.guards(prop.range or ""))
    speaking = [one for one in contributions if one.values.get(key) is not None]
    for one in speaking:
        yield ValueSource(
            property=key,
            value=one.values[key],
            served=prop.many or one.values[key] == speaking[0].values[key],
            product=one.product,
            version=one.version,
            run=one.run,
            loaded_at=one.loaded_at,
            source=one.source,
            record=one.record,
            further=one.further.get(key, 0) if counted else 0,
        )
