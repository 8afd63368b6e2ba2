"""Frames: the SELECT under construction, with the places its nodes have and the to-one joins its paths asked for.

A place is a class table under an alias. A path of to-one links becomes LEFT JOINs, each once per frame; a subquery is a
frame inside another one and sees the outer places. A guard stands in the join's ON, so that what fails it is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graph_service.findings import Finding, StoreError
from graph_service.ontology.model import Ontology
from graph_service.ontology.model import Property as OntologyProperty
from graph_service.plan.conditions import Condition
from graph_service.plan.expressions import Step
from graph_service.plan.ready import ResultColumn
from graph_service.stores.sql.values import Parameters, Value
from graph_service.stores.sql.writing import column, table_as

ENTITY = "entity"
LINEAGE = "lineage"


@dataclass(kw_only=True)
class Compilation:
    """What the whole statement shares: the ontology, languages by preference, parameters, tables named in front."""

    ontology: Ontology
    languages: tuple[str, ...]
    step_columns: Mapping[str, tuple[ResultColumn, ...]] = field(default_factory=dict)
    parameters: Parameters = field(default_factory=Parameters)
    steps: dict[str, dict[str, Value]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    def step_table(self, step: str) -> str:
        return f"step {step}"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the values of one entity are found: the row of class `cls` under `alias`.

    `certain` says that there is such a row; what a path reaches may be missing.
    """

    alias: str
    cls: str
    certain: bool = False

    @property
    def id(self) -> str:
        return column(self.alias, "id")


def table_of(compilation: Compilation, cls: str) -> str:
    """The table of a class; every entity, whatever its class, is in the table of entities."""
    return cls if cls in compilation.ontology.classes else ENTITY


class Frame:
    """One SELECT: `nodes` by name, `sources` after the first, `columns` where it reads a step or a computed table."""

    def __init__(
        self,
        compilation: Compilation,
        outer: Frame | None = None,
        nodes: Mapping[str, Place] | None = None,
        columns: Mapping[str, Value] | None = None,
    ) -> None:
        self.compilation = compilation
        self.outer = outer
        self.nodes = dict(nodes or {})
        self.columns = dict(columns or {})
        self.sources: list[str] = []
        self._reached: dict[tuple[str, object], Place] = {}
        self._aliases = {place.alias for place in self.nodes.values()}

    def within(self, nodes: Mapping[str, Place]) -> Frame:
        """The same SELECT seen by a condition that has names of its own: its joins are this frame's joins."""
        inner = Frame(self.compilation, self, nodes)
        inner.sources, inner._reached, inner._aliases = self.sources, self._reached, self._aliases
        return inner

    @property
    def parameters(self) -> Parameters:
        return self.compilation.parameters

    @property
    def ontology(self) -> Ontology:
        return self.compilation.ontology

    def chain(self) -> Iterator[Frame]:
        """This frame, then those around it."""
        yield self
        if self.outer is not None:
            yield from self.outer.chain()

    def place(self, node: str) -> Place:
        """The place of a node of this scope or an enclosing one."""
        found = next((frame.nodes[node] for frame in self.chain() if node in frame.nodes), None)
        if found is None:
            raise unsupported(f"The node '{node}' is not in reach here")
        return found

    def alias(self, wanted: str) -> str:
        """An alias nobody in sight has, in any case (SQL's names ignore it): the wanted one, else with a number."""
        taken = {alias.lower() for frame in self.chain() for alias in frame._aliases}
        found, number = wanted, 2
        while found.lower() in taken:
            found, number = f"{wanted}_{number}", number + 1
        self._aliases.add(found)
        return found

    def entity(self, place: Place) -> str:
        """The alias of the entity row of a place: IRI, class and label."""
        if table_of(self.compilation, place.cls) == ENTITY:
            return place.alias
        return self._joined(place, ENTITY, f"{place.alias}:entity", ENTITY, place.id)

    def lineage(self, place: Place) -> str:
        """The alias of the lineage row of a place."""
        entity = self.entity(place)
        return self._joined(place, LINEAGE, f"{place.alias}:lineage", LINEAGE, column(entity, "lineage"))

    def follow(self, place: Place, path: Iterable[Step]) -> Place:
        """The place after to-one steps; its columns are null where a step leads nowhere."""
        for step in path:
            place = self._step(place, step)
        return place

    def reach_by(self, place: Place, link: str, reached: Place, guard: Condition | None) -> None:
        """Let paths from the place over a link to one, guarded like this or not at all, read what is joined already."""
        for step in (Step(link=link), Step(link=link, guard=guard)):
            self._reached.setdefault((place.alias, step), reached)

    def link(self, cls: str, name: str) -> OntologyProperty:
        """The link of a class by name."""
        prop = self.ontology.property_of(cls, name)
        if prop is None or prop.range is None:
            raise unsupported(f"{cls} has no link '{name}'")
        return prop

    def _step(self, place: Place, step: Step) -> Place:
        from graph_service.stores.sql.links import follow_step

        if found := self._known(place, step):
            return found
        reached = follow_step(self, place, step)
        self._reached[(place.alias, step)] = reached
        return reached

    def _joined(self, place: Place, key: str, alias: str, table: str, key_text: str) -> str:
        if found := self._known(place, key):
            return found.alias
        alias = self.alias(alias)
        word = "JOIN" if place.certain else "LEFT JOIN"
        self.sources.append(f"{word} {table_as(table, alias)} ON {column(alias, 'id')} = {key_text}")
        self._reached[(place.alias, key)] = Place(alias=alias, cls=place.cls)
        return alias

    def _known(self, place: Place, key: object) -> Place | None:
        return next((f._reached[(place.alias, key)] for f in self.chain() if (place.alias, key) in f._reached), None)


def tell_apart(names: Iterable[str], what: str) -> None:
    """Refuse names that differ in case only: SQL would take them for one."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.lower(), name)
        if other != name:
            raise unsupported(f"The {what} '{other}' and '{name}' differ in case only; rename one")


def unsupported(message: str) -> StoreError:
    """What this compiler cannot say in SQL."""
    return StoreError(Finding(rule="store-unsupported", message=f"The embedded store cannot run this plan. {message}."))
