"""Sources: the loads whose values a plan reads: not every product that says something of an entity, only what is read.

Entities of one kind come from the same products and load run, so one of each kind is asked for its lineage. The kinds
of few entities are read from the pattern itself; of many from their whole class, unless that has several kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graph_service.answers.answer import Source
from graph_service.answers.proof.standing import KINDS, Run, Spot, Standing
from graph_service.ontology.model import Ontology
from graph_service.plan.expressions import THIS, Aggregate, AggregateFunction, Meta, Property
from graph_service.plan.model import Named, Node, Plan, Table
from graph_service.plan.ready import ReadyPlan
from graph_service.plan.walking.terms import terms
from graph_service.stores.protocol import Contribution

MANY = 30_000  # entities of a grain that are not looked at again to tell their kinds

Lineage = Callable[[str], tuple[Contribution, ...]]
Read = dict[str, set[str]]  # the stored properties that a plan reads of each class


def sources(standing: Standing, total: int, ready: ReadyPlan, run: Run, lineage: Lineage) -> Iterator[Source]:
    """The loads behind a pattern of so many entities."""
    read = properties_read(ready)
    found = dict.fromkeys(_representatives(standing, total, run))
    said = {iri: lineage(iri) for iri in dict.fromkeys(iri for _, iri in found)}
    for spot, iri in found:
        there = standing.counts and spot == standing.spots[0]
        yield from (_source(one) for one in _reading(said[iri], _names(spot.cls, read, ready.ontology), there=there))


def properties_read(ready: ReadyPlan) -> Read:
    """What a prepared plan reads of each class, under the names that are stored: an inverse is read from its link."""
    found: Read = {}
    ontology = ready.ontology
    for term in terms(ready.plan, ontology):
        name = ontology.display_of(term.cls) if term.property == Meta.LABEL.value else term.property
        prop = ontology.property_of(term.cls, name) if name else None
        if prop is not None and prop.inverse_of is not None:
            stored = ontology.properties[prop.inverse_of]
            found.setdefault(prop.range or "", set()).add(stored.name)
        elif prop is not None:
            found.setdefault(term.cls, set()).add(prop.name)
    return found


def _names(cls: str, read: Read, ontology: Ontology) -> set[str]:
    related = (names for other, names in read.items() if ontology.is_a(cls, other) or ontology.is_a(other, cls))
    return set[str]().union(*related)


def _reading(said: tuple[Contribution, ...], names: set[str], *, there: bool) -> tuple[Contribution, ...]:
    """The contributions with a value that is read; where entities are listed or counted, one without any is `there`."""
    reading = tuple(one for one in said if names.intersection(one.values))
    return reading or (said if there or not names else ())


def _representatives(standing: Standing, total: int, run: Run) -> Iterator[tuple[Spot, str]]:
    if total <= MANY and standing.latest is None:
        yield from standing.kinds(run, standing.spots)
        return
    several: list[Spot] = []
    of_class: dict[str, list[str]] = {}
    for spot in standing.spots:
        if spot.cls not in of_class:
            of_class[spot.cls] = _of_class(spot.cls, standing.language, run)
        if len(of_class[spot.cls]) > 1:
            several.append(spot)
        else:
            yield from ((spot, iri) for iri in of_class[spot.cls])
    yield from standing.kinds(run, tuple(several))


def _of_class(cls: str, language: str, run: Run) -> list[str]:
    """One entity of each kind that a class has."""
    spot = Spot(node=THIS, cls=cls)
    dimensions = tuple(Named(name=meta.value, of=spot.meta(meta)) for meta in (Meta.SOURCE, Meta.RUN))
    iri = Property(node=THIS, name=Meta.IRI.value)
    first = Named(name="first", of=Aggregate(function=AggregateFunction.MIN, of=iri, node=THIS))
    body = Table(nodes=(Node(name=THIS, cls=cls),), dimensions=dimensions, measures=(first,), limit=KINDS)
    return [str(row[2]) for row in run(Plan(body=body, language=language)).rows if row[2] is not None]


def _source(one: Contribution) -> Source:
    return Source(product=one.product, version=one.version, run=one.run, loaded_at=one.loaded_at)
