"""Whose property a word names: the class's own, one of its own of that kind, or that of the one class linked to it.

own      "segments of customers"        the property of that name
kinds    "names of customers"           own properties whose label ends with the word: first name and last name
linked   "floor area of customers"      of the home store, which is said; of several classes, it is asked back
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graph_service.answers.grounding.meanings import ClassTerm, MetricTerm, PropertyTerm
from graph_service.answers.grounding.reading import Said
from graph_service.answers.planning.anchor import Anchor
from graph_service.answers.planning.draft import Draft
from graph_service.answers.planning.paths import class_after, way
from graph_service.ontology.model import Property as OntologyProperty
from graph_service.plan.expressions import Property
from graph_service.words.text import stem, stems

MOST_OPTIONS = 3
SHORTEST_FIRST = 3  # letters before the said word in a German compound: *Vor*name


def places_of(draft: Draft, anchor: Anchor, said: Said, *, told: bool = True) -> tuple[Property, ...]:
    """The properties that a word means at a place, the class's own before a linked class's; () for none.

    `told`: that it is a linked class's is an assumption the reader is told.
    """
    names = own_names(draft, anchor.cls, said)
    if names:
        return tuple(anchor.property(name) for name in names)
    found = _linked(draft, anchor, said, told=told)
    return () if found is None else (found,)


def own_names(draft: Draft, cls: str, said: Said) -> tuple[str, ...]:
    """The class's own property of that name, else those of that kind."""
    names = [m.name for m in (said.meaning, *said.alternatives) if isinstance(m, PropertyTerm)]
    own = next((name for name in names if draft.ontology.property_of(cls, name) is not None), None)
    if own is not None:
        return (own,)
    kinds = [p for p in draft.ontology.properties_of(cls).values() if _is_kind(p, said.text)]
    if kinds:
        told = draft.listed(draft.label(p.name) for p in kinds)
        draft.assume("kinds", word=said.text, what=told, cls=draft.label(cls))
    return tuple(p.name for p in kinds)


def own_figures(draft: Draft) -> None:
    """ "Volume of freezers" is the freezers' own, where a metric of that name measures nothing that a freezer has."""
    for said in list(draft.reading.metrics):
        cls = _of_class(draft, said)
        names = own_names(draft, cls, said) if cls is not None else ()
        if cls is None or len(names) != 1 or not isinstance(said.meaning, MetricTerm):
            continue
        metric = draft.ontology.metrics[said.meaning.name]
        if way(draft.ontology, metric.cls, cls, to_one=True) is None:
            told = {"metric": draft.label(metric.name), "what": draft.label(names[0]), "cls": draft.label(cls)}
            draft.assume("figure of", word=said.text, **told)
            draft.reading.metrics.remove(said)
            own = PropertyTerm(name=names[0])
            draft.reading.selected.append(replace(said, meaning=own))
            ranking = draft.reading.ranking
            if ranking is not None and ranking.by == said.meaning:
                draft.reading.ranking = replace(ranking, by=own)


def _of_class(draft: Draft, said: Said) -> str | None:
    """The class a term is of: "volume of freezers", "average volume per freezer", "freezers by volume"."""
    reading = draft.reading
    after = [one for one in (*reading.classes, *reading.groups) if one.at > said.at]
    of = [one for one in after if (one.contained or one.grouped) and reading.near(said.at, one.at - one.grouped)]
    first = reading.classes[:1] if said.grouped else []
    return next((one.meaning.cls for one in (*of, *first) if isinstance(one.meaning, ClassTerm)), None)


def refuse_foreign(draft: Draft) -> None:
    """A metric "of" what no single one belongs to: the revenue of freezers is no figure of theirs."""
    for said in draft.reading.metrics:
        cls = _of_class(draft, said)
        metric = draft.ontology.metrics[said.meaning.name] if isinstance(said.meaning, MetricTerm) else None
        if metric is None or cls is None or said.negated:
            continue
        if way(draft.ontology, metric.cls, cls, to_one=True) is None:
            start, label = draft.label(metric.cls), draft.label(cls)
            raise draft.unclear("foreign", metric=draft.label(metric.name), cls=label, start=start)


def _is_kind(prop: OntologyProperty, text: str) -> bool:
    """Whether a property is said to be one of a kind: a first *name*, a Vor*name*."""
    if prop.datatype is None or prop.implicit or prop.deprecated:
        return False
    wanted = stems(text)
    for language, spelling in prop.words.spellings():
        told = stems(spelling)
        if len(told) > len(wanted) and told[-len(wanted) :] == wanted:
            return True
        if language == "de" and len(told) == len(wanted) == 1 and _compound(spelling, text):
            return True
    return False


def _compound(spelling: str, text: str) -> bool:
    whole, last = stem(spelling), stem(text)
    return whole.endswith(last) and len(whole) - len(last) >= SHORTEST_FIRST


def _linked(draft: Draft, anchor: Anchor, said: Said, *, told: bool) -> Property | None:
    """The property of the one class linked to it that has it; of several, or where it only names that class, asked."""
    places = dict(sorted(_reached(draft, anchor, said), key=lambda one: one[0].path))
    if not places:
        return None
    spoken = next((place for place in places if _spoken_of(draft, place.cls)), None)
    if spoken is not None:
        return spoken.property(places[spoken])
    owners = sorted(places, key=lambda place: len(place.path))
    classes = {place.cls for place in owners}
    place, name = owners[0], places[owners[0]]
    if len(classes) > 1 or (_names(draft, place.cls, name) and len(stems(said.text)) == 1):
        options = [_told(draft, one, places[one]) for one in owners[:MOST_OPTIONS]]
        start, listed = draft.label(anchor.cls), draft.listed(options, last="or")
        raise draft.unclear("whose", word=said.text, start=start, options=listed, suggestions=tuple(options))
    if told:
        draft.assume("linked", word=said.text, what=whose(draft, place), start=draft.label(anchor.cls))
    return place.property(name)


def _reached(draft: Draft, anchor: Anchor, said: Said) -> Iterator[tuple[Anchor, str]]:
    """The nearest place over to-one links of every class that has a property of that name."""
    for meaning in (said.meaning, *said.alternatives):
        if not isinstance(meaning, PropertyTerm):
            continue
        domains = {d for p in draft.ontology.properties.values() if p.name == meaning.name for d in p.domains}
        for domain in sorted(domains):
            found = way(draft.ontology, anchor.cls, domain, to_one=True)
            if found is not None and found.links:
                yield anchor.along(draft.ontology, found.links), meaning.name


def _spoken_of(draft: Draft, cls: str) -> bool:
    """Whether the question names the class itself."""
    said = (*draft.reading.classes, *draft.reading.groups)
    return any(isinstance(one.meaning, ClassTerm) and draft.ontology.is_a(cls, one.meaning.cls) for one in said)


def _names(draft: Draft, cls: str, name: str) -> bool:
    return draft.ontology.display_of(cls) == name


def whose(draft: Draft, place: Anchor) -> str:
    """What the last link of a way is called: the home store."""
    before = class_after(draft.ontology, place.start, place.path[:-1])
    prop = draft.ontology.property_of(before, place.path[-1])
    return prop.words.in_language(draft.reading.language, place.path[-1]) if prop is not None else place.cls


def title(draft: Draft, anchor: Anchor, of: Property) -> str:
    """The name of a column: the property's label, and whose it is where it is not the class's own."""
    label = draft.label(of.name)
    if of.path == anchor.property(of.name).path:
        return label
    return _told(draft, anchor.at(draft.ontology, of), of.name)


def _told(draft: Draft, place: Anchor, name: str) -> str:
    return draft.say("whose column", what=draft.label(name), whose=whose(draft, place))
