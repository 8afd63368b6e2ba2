"""Why: for every value that is served, which contribution won, and who said something else.

Values are shown as the ledger has them; whoever prints them masks those of sensitive properties (`PropertyWhy.of`
says which property it is).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph_service.findings import Finding, StoreError, closest
from graph_service.ontology.model import Ontology, Property
from graph_service.stores.connection import Connection, reading, rows
from graph_service.stores.contributions import aliases_of, lineage
from graph_service.stores.protocol import Contribution


@dataclass(frozen=True, kw_only=True)
class PropertyWhy:
    """A property of one entity: the value served, the contributions that say so, and those that say otherwise.

    `name` has the language of a localized text (`label@de`). A many-valued property is served as the union of what
    `said` says and nobody disagrees.
    """

    name: str
    of: Property
    value: Any
    said: tuple[Contribution, ...]
    otherwise: tuple[Contribution, ...] = ()

    @property
    def winner(self) -> Contribution:
        """The best source among those that say what is served."""
        return self.said[0]


@dataclass(frozen=True, kw_only=True)
class Why:
    """An entity, its aliases, and the sources of its properties."""

    iri: str
    cls: str
    label: str
    aliases: tuple[str, ...]
    contributions: tuple[Contribution, ...]
    properties: tuple[PropertyWhy, ...]


def why(connection: Connection, ontology: Ontology, iri: str, name: str | None = None) -> Why:
    """The sources of an entity (by IRI or alias), or of one of its properties. StoreError if nobody speaks about it."""
    with reading(connection):
        contributions = lineage(connection, iri)
        if not contributions:
            raise StoreError(Finding(rule="unknown-entity", message=f"Nobody speaks about <{iri}>", where=iri))
        canonical, cls, label = _served(connection, iri)
        properties = _properties(connection, ontology, contributions)
        return Why(
            iri=canonical,
            cls=cls,
            label=label,
            aliases=_alias_iris(connection, iri),
            contributions=contributions,
            properties=properties if name is None else _only(properties, name, iri),
        )


def _served(connection: Connection, iri: str) -> tuple[str, str, str]:
    """IRI, class and label; a withheld entity is known but not served."""
    query = 'SELECT e.iri, e.class, e.label FROM "ledger:alias" a JOIN entity e ON e.id = a.entity WHERE a.iri = ?'
    found = list(rows(connection, query, (iri,)))
    return found[0] if found else (iri, "", "")


def _alias_iris(connection: Connection, iri: str) -> tuple[str, ...]:
    query = 'SELECT iri FROM "ledger:alias" WHERE id = ?'
    return tuple(str(connection.execute(query, (alias,)).get) for alias in aliases_of(connection, iri))


def _properties(
    connection: Connection, ontology: Ontology, contributions: tuple[Contribution, ...]
) -> tuple[PropertyWhy, ...]:
    names = dict.fromkeys(name for contribution in contributions for name in contribution.values)
    found = ((name, ontology.properties.get(name.partition("@")[0])) for name in names)
    return tuple(_property(connection, name, prop, contributions) for name, prop in found if prop)


def _property(
    connection: Connection, name: str, prop: Property, contributions: tuple[Contribution, ...]
) -> PropertyWhy:
    """Contributions come best source first: what the first of them says is served, of links the first that arrived."""
    speaking = tuple(one for one in contributions if name in one.values)
    if prop.many:
        values = dict.fromkeys(value for one in speaking for value in _several(one.values[name]))
        return PropertyWhy(name=name, of=prop, value=tuple(values), said=speaking)
    if prop.is_link:
        speaking = tuple(sorted(speaking, key=lambda one: not _is_served(connection, _several(one.values[name])[0])))
    value = _several(speaking[0].values[name])[0]
    said = tuple(one for one in speaking if _several(one.values[name])[0] == value)
    otherwise = tuple(one for one in speaking if one not in said)
    return PropertyWhy(name=name, of=prop, value=value, said=said, otherwise=otherwise)


def _is_served(connection: Connection, iri: str) -> bool:
    return connection.execute("SELECT 1 FROM entity WHERE iri = ?", (iri,)).get is not None


def _several(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _only(properties: tuple[PropertyWhy, ...], name: str, iri: str) -> tuple[PropertyWhy, ...]:
    found = tuple(one for one in properties if name in (one.name, one.of.name))
    if not found:
        hints = closest(name, (one.name for one in properties))
        message = f"Nobody says anything about '{name}' of <{iri}>"
        raise StoreError(Finding(rule="unknown-property", message=message, where=iri, suggestions=hints))
    return found
