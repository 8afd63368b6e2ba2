"""Sight: which entities an actor may see, asked by IRI through prepared plans, so that policies hold here too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph_service.plan.conditions import In
from graph_service.plan.expressions import THING, Aggregate, AggregateFunction, Constant, Meta, Property, Step
from graph_service.plan.model import Entities, Named, Node, Plan, Table
from graph_service.plan.policies.rights import Rights, rights_of
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Scope
from graph_service.stores.protocol import GraphStore

AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One actor before one store."""

    store: GraphStore
    scope: Scope

    @property
    def rights(self) -> Rights:
        """What the actor's role may read."""
        return rights_of(self.scope)

    def classes(self, iri: str) -> tuple[str, ...]:
        """The class an entity is shown as, then those others of it that have policies on properties; () if unseen."""
        rights = self.rights
        owners = sorted({owner for owner, _ in rights.properties} & set(rights.visible.classes) - set(rights.classes))
        flags = [Property(path=(Step(cast=owner),), name=Meta.IRI.value) for owner in owners]
        for _, cls, *is_one in self._asked((iri,), flags):
            return (cls, *(owner for owner, found in zip(owners, is_one, strict=True) if found and owner != cls))
        return ()

    def unseen(self, iris: Iterable[str]) -> set[str]:
        """Those of the IRIs and aliases whose entity this actor may not see; what is no entity is nobody's secret."""
        if not self.rights.rows and not self.rights.classes:
            return set()
        known = {iri: canonical for iri in iris if (canonical := self.store.resolve(iri)) is not None}
        wanted = sorted(set(known.values()))
        batches = [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]
        seen = {row[0] for batch in batches for row in self._asked(batch, ())}
        return {iri for iri, canonical in known.items() if canonical not in seen}

    def counts(self) -> dict[str, int]:
        """Entities by the class they are shown as; where only some rows may be seen, only those are counted."""
        rights = self.rights
        kept = {
            cls: count
            for cls, count in self.store.state().entities.items()
            if cls in rights.visible.classes and cls not in rights.classes
        }
        counted = {cls: self._counted(cls) if rights.guards(cls) else count for cls, count in kept.items()}
        return {cls: count for cls, count in counted.items() if count}

    def _counted(self, cls: str) -> int:
        shown = Named(name="class", of=Property(node="x", name=Meta.CLASS.value))
        count = Named(name="count", of=Aggregate(function=AggregateFunction.COUNT, node="x"))
        body = Table(nodes=(Node(name="x", cls=cls),), dimensions=(shown,), measures=(count,))
        rows = self.store.run(prepare(Plan(body=body), self.scope)).rows
        return next((int(str(number)) for name, number in rows if name == cls), 0)

    def _asked(self, iris: Sequence[str], also: Sequence[Property]) -> Iterator[tuple[str, ...]]:
        """IRI, class and more of each of the entities that are seen."""
        of = (Property(name=Meta.IRI.value), Property(name=Meta.CLASS.value), *also)
        body = Entities(
            cls=THING,
            where=In(of=of[0], values=tuple(Constant(value=iri) for iri in iris)),
            select=tuple(Named(name=f"c{number}", of=one) for number, one in enumerate(of)),
            first=len(iris),
        )
        for entity in self.store.run(prepare(Plan(body=body), self.scope)).entities or ():
            yield tuple(entity[column.name] for column in body.select)
