"""Terms: what each one said is for: a group, a subject, a figure, a column, or something that narrows."""

from __future__ import annotations

from dataclasses import replace

from graph_service.answers.grounding.grammar import Mark
from graph_service.answers.grounding.ground import Item
from graph_service.answers.grounding.meanings import (
    ClassTerm,
    CodeTerm,
    FilterTerm,
    Meaning,
    MetricTerm,
    Narrowing,
    PropertyTerm,
    ValueTerm,
)
from graph_service.answers.grounding.reader.numbers import close, ranks
from graph_service.answers.grounding.reader.walk import Walk
from graph_service.answers.grounding.reading import NO_ITEMS, Said
from graph_service.answers.planning.paths import way
from graph_service.ontology.model import Datatype
from graph_service.plan.expressions import BucketUnit

SINGULAR = frozenset(("welcher", "welches", "welchem", "der", "das", "dem"))  # for nouns with one form
CONTAINING = ("in", "of", "under", "within", "from", "unter", "aus", "von", "im")
NUMBERS = (Datatype.INTEGER, Datatype.DECIMAL, Datatype.DOUBLE)


def take_term(walk: Walk, meanings: tuple[Meaning, ...], at: int, text: str) -> None:
    """One term; the words that waited for it are spent on it."""
    meanings = _without_link(walk, meanings)
    if walk.comparing is not None and not isinstance(meanings[0], MetricTerm | PropertyTerm):
        walk.reading.dangling, walk.comparing = text, None
    said = _paired(walk, _said(walk, meanings, at, text))
    grouped = walk.group is not None
    if grouped and isinstance(said.meaning, ClassTerm | PropertyTerm) and not _ranks(walk, said):
        close(walk)
        walk.reading.groups.append(said)
        walk.groups_go_on = True
    elif (before := _group_before(walk, said)) is not None:
        walk.reading.groups[-1] = replace(said, via=before, items=said.items | before.items, grouped=True)
    else:
        _placed(walk, said)
        walk.groups_go_on = False
        ranks(walk, said, grouped=grouped)
    walk.group = walk.negation = walk.joint = walk.period = None
    walk.asked = False
    walk.aggregate = None if said.aggregate else walk.aggregate


def _paired(walk: Walk, said: Said) -> Said:
    """ "mentions and units sold": neither describes the other."""
    before = walk.thing
    if not isinstance(said.meaning, ClassTerm | MetricTerm):
        return said
    joined = walk.joint is not None and walk.joint[0] is Mark.AND and walk.group is None
    if joined and before is not None and not walk.content(before.at, said.at):
        said = replace(said, paired=True, owned=said.owned or before.owned)
        for listed in (walk.reading.classes, walk.reading.metrics):
            listed[:] = [replace(one, paired=True) if one.at == before.at else one for one in listed]
    walk.thing = said
    return said


def _group_before(walk: Walk, said: Said) -> Said | None:
    """The group that a term right after it is a property of: "by home store region"."""
    before = walk.reading.groups[-1] if walk.reading.groups else None
    if before is None or before.at != said.at - 1 or not before.grouped or isinstance(before.meaning, BucketUnit):
        return None
    return before if any(_has(walk, before, meaning) for meaning in (said.meaning, *said.alternatives)) else None


def _has(walk: Walk, before: Said, meaning: Meaning | BucketUnit) -> bool:
    """Whether each entity of a group has one of what is said next."""
    match before.meaning:
        case ClassTerm(cls=cls):
            starts = [cls]
        case PropertyTerm(name=name):
            starts = [p.range for p in walk.ontology.properties.values() if p.name == name and p.range is not None]
        case _:
            return False
    match meaning:
        case ClassTerm(cls=goal):
            return any(way(walk.ontology, start, goal, to_one=True) is not None for start in starts)
        case PropertyTerm(name=name):
            return any(walk.ontology.property_of(start, name) is not None for start in starts)
        case _:
            return False


def _ranks(walk: Walk, said: Said) -> bool:
    """Whether "by" ranks by a number ("the largest store by floor area"), unless such entities are counted."""
    reading = walk.reading
    if not isinstance(said.meaning, PropertyTerm) or reading.count is not None or reading.metrics:
        return False
    found = [p for p in walk.ontology.properties.values() if p.name == said.meaning.name]
    return any(p.datatype in NUMBERS and not p.is_key for p in found)


def _without_link(walk: Walk, meanings: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """A link said by itself speaks of the class it leads to."""
    first = meanings[0]
    if not isinstance(first, PropertyTerm):
        return meanings
    ranges = {p.range for p in walk.ontology.properties.values() if p.name == first.name}
    only = next(iter(ranges)) if len(ranges) == 1 else None
    return (ClassTerm(cls=only), *meanings) if only is not None and walk.group is None else meanings


def _said(walk: Walk, meanings: tuple[Meaning, ...], at: int, text: str) -> Said:
    joined = _joined(walk, meanings[0], at)
    figure = isinstance(meanings[0], MetricTerm | PropertyTerm)
    group = {walk.group} if walk.group is not None else NO_ITEMS
    items = frozenset({at}) | walk.negated | group
    items |= {walk.joint[1]} if joined and walk.joint else NO_ITEMS
    items |= {walk.aggregate[1]} if walk.aggregate and figure else NO_ITEMS
    return Said(
        meaning=meanings[0],
        text=text,
        at=at,
        items=items,
        alternatives=meanings[1:],
        negated=walk.negation is not None or (joined is not None and walk.reading.filters[-1].negated),
        none=walk.none if walk.negation is not None else joined is not None and walk.reading.filters[-1].none,
        asked=walk.asked,
        owned=walk.owning is not None and not walk.between(walk.owning, at),
        joined=joined,
        aggregate=walk.aggregate[0] if walk.aggregate and figure else None,
        singular=_singular(walk, meanings[0], at, text),
        grouped=walk.group is not None,
        contained=at > 0 and walk.grounding.items[at - 1].text.casefold() in CONTAINING,
    )


def _joined(walk: Walk, meaning: Meaning, at: int) -> Mark | None:
    """How what narrows is joined to what narrowed before it; values side by side are joined by "and"."""
    before = walk.reading.filters[-1] if walk.reading.filters else None
    if not isinstance(meaning, Narrowing) or before is None:
        return None
    if any(not _is_class(item) for item in walk.content(before.at, at) if item.sense is not Mark.NOT):
        return None
    if walk.joint is not None:
        return walk.joint[0]
    return Mark.AND if same_kind(before.meaning, meaning) else None


def _is_class(item: Item) -> bool:
    return isinstance(item.sense, tuple) and isinstance(item.sense[0], ClassTerm)


def same_kind(one: Meaning | BucketUnit, other: Meaning | BucketUnit) -> bool:
    """Whether two are alternatives of each other: names of one class, codes of one enumeration."""
    match one, other:
        case ValueTerm(), ValueTerm():
            return one.cls == other.cls and (one.names or one.name == other.name)
        case CodeTerm(), CodeTerm():
            return one.enumeration == other.enumeration
        case _:
            return False


def _singular(walk: Walk, meaning: Meaning, at: int, text: str) -> bool:
    """Said as one of its kind: by the label, where there is a longer form of it for several."""
    if isinstance(meaning, CodeTerm):
        codes = walk.ontology.enumerations[meaning.enumeration].codes
        words = next(code.words for code in codes if code.notation == meaning.notation)
    elif isinstance(meaning, ClassTerm):
        words = walk.ontology.classes[meaning.cls].words
    else:
        return False
    said = text.casefold()
    before = {item.text.casefold() for item in walk.grounding.items[max(0, at - 3) : at]}
    labels = {spelling.casefold() for _, spelling in words.spellings()}
    longer = any(len(label) > len(said) and label.startswith(said[:-1]) for label in labels)
    return said in labels and (longer or bool(before & SINGULAR))


def _placed(walk: Walk, said: Said) -> None:
    match said.meaning:
        case ClassTerm():
            if not close(walk, said):
                walk.reading.classes.append(_taking_negation(walk, said))
        case MetricTerm():
            close(walk, said)
            walk.last = _metric(walk, said)
        case PropertyTerm():
            close(walk, said)
            walk.reading.selected.append(said)
            walk.last = said
        case _:
            close(walk)
            walk.reading.filters.append(_with_negation(walk, _named(walk, said)))


def _metric(walk: Walk, said: Said) -> Said:
    """A metric said twice ("how many units were sold", "the highest revenue") is one."""
    for index, other in enumerate(walk.reading.metrics):
        if other.meaning == said.meaning and other.negated == said.negated:
            merged = replace(other, items=other.items | said.items, aggregate=other.aggregate or said.aggregate)
            walk.reading.metrics[index] = merged
            return merged
    walk.reading.metrics.append(said)
    return said


def _taking_negation(walk: Walk, said: Said) -> Said:
    """A class after its negated filter takes the negation: "suppliers with no open orders" have none at all."""
    filters, classes = walk.reading.filters, walk.reading.classes
    before = filters[-1] if filters else None
    if before is None or not before.negated or not classes or walk.between(before.at, said.at):
        return said
    assert isinstance(said.meaning, ClassTerm)
    if any(one.meaning == said.meaning for one in classes) or not _narrows(walk, before.meaning, said.meaning.cls):
        return said
    filters[-1] = replace(before, negated=False)
    return replace(said, negated=True)


def _narrows(walk: Walk, meaning: object, cls: str) -> bool:
    match meaning:
        case FilterTerm(cls=other) | ValueTerm(cls=other):
            return walk.ontology.is_a(cls, other)
        case CodeTerm(enumeration=enumeration):
            return any(p.enumeration == enumeration for p in walk.ontology.properties_of(cls).values())
        case _:
            return False


def _named(walk: Walk, said: Said) -> Said:
    """A name after a filter whose words also speak of the class ("on promotion P00710"): the class is meant."""
    filters = walk.reading.filters
    before = filters[-1] if filters else None
    if before is None or not isinstance(before.meaning, FilterTerm) or not isinstance(said.meaning, ValueTerm):
        return said
    owner = ClassTerm(cls=before.meaning.cls)
    if said.meaning.cls != owner.cls or not _speaks_of(walk, before, owner.cls) or walk.between(before.at, said.at):
        return said
    filters.pop()
    return replace(said, items=said.items | before.items, negated=said.negated or before.negated)


def _speaks_of(walk: Walk, said: Said, cls: str) -> bool:
    """Whether another meaning of the words is a link to the class, or the class."""
    links = {p.name for p in walk.ontology.properties.values() if p.range == cls}
    return any(m == ClassTerm(cls=cls) or (isinstance(m, PropertyTerm) and m.name in links) for m in said.alternatives)


def _with_negation(walk: Walk, said: Said) -> Said:
    """A value right after its negated class takes the negation: "not the brand Eisvogel"."""
    classes = walk.reading.classes
    before = classes[-1] if classes else None
    if before is None or not before.negated or not isinstance(said.meaning, ValueTerm):
        return said
    assert isinstance(before.meaning, ClassTerm)
    if not walk.ontology.is_a(said.meaning.cls, before.meaning.cls) or walk.between(before.at, said.at):
        return said
    classes[-1] = replace(before, negated=False)
    return replace(said, negated=True)
