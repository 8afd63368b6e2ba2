"""Terms: what each one said is for: a group, a subject, a figure, a column, or something that narrows."""

from __future__ import annotations

from dataclasses import replace

from graph_service.answers.grammar import Mark
from graph_service.answers.ground import Item
from graph_service.answers.meanings import ClassTerm, CodeTerm, Meaning, MetricTerm, Narrowing, PropertyTerm, ValueTerm
from graph_service.answers.reader.numbers import close, ranks
from graph_service.answers.reader.walk import Walk
from graph_service.answers.reading import NO_ITEMS, Said
from graph_service.plan.expressions import BucketUnit


def take_term(walk: Walk, meanings: tuple[Meaning, ...], at: int, text: str) -> None:
    """One term; the words that waited for it are spent on it."""
    meanings = _without_link(walk, meanings)
    if walk.comparing is not None and not isinstance(meanings[0], MetricTerm | PropertyTerm):
        walk.reading.dangling, walk.comparing = text, None
    said = _said(walk, meanings, at, text)
    grouped = walk.group is not None
    if grouped and isinstance(said.meaning, ClassTerm | PropertyTerm):
        close(walk)
        walk.reading.groups.append(said)
        walk.groups_go_on = True
    else:
        _placed(walk, said)
        walk.groups_go_on = False
        ranks(walk, said, grouped=grouped)
    walk.group = walk.negation = walk.joint = walk.period = None
    walk.asked = False
    walk.aggregate = None if said.aggregate else walk.aggregate


def _without_link(walk: Walk, meanings: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """A link said by itself speaks of the class it leads to."""
    first = meanings[0]
    if not isinstance(first, PropertyTerm):
        return meanings
    ranges = {p.range for p in walk.ontology.properties.values() if p.name == first.name}
    only = next(iter(ranges)) if len(ranges) == 1 else None
    return (ClassTerm(cls=only), *meanings) if only is not None else meanings


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
        asked=walk.asked,
        owned=walk.owning is not None and not walk.between(walk.owning, at),
        joined=joined,
        aggregate=walk.aggregate[0] if walk.aggregate and figure else None,
        singular=_singular(walk, meanings[0], text),
        grouped=walk.group is not None,
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


def _singular(walk: Walk, meaning: Meaning, text: str) -> bool:
    """Said as one of its kind: by the label, where there is a longer form of it for several."""
    if not isinstance(meaning, ClassTerm):
        return False
    words = walk.ontology.classes[meaning.cls].words
    said = text.casefold()
    labels = {spelling.casefold() for _, spelling in words.spellings()}
    return said in labels and any(len(label) > len(said) and label.startswith(said[:-1]) for label in labels)


def _placed(walk: Walk, said: Said) -> None:
    match said.meaning:
        case ClassTerm():
            if not close(walk, said):
                walk.reading.classes.append(said)
        case MetricTerm():
            close(walk, said)
            walk.last = _metric(walk, said)
        case PropertyTerm():
            close(walk, said)
            walk.reading.selected.append(said)
            walk.last = said
        case _:
            close(walk)
            walk.reading.filters.append(_with_negation(walk, said))


def _metric(walk: Walk, said: Said) -> Said:
    """A metric said twice ("how many units were sold", "the highest revenue") is one."""
    for index, other in enumerate(walk.reading.metrics):
        if other.meaning == said.meaning and other.negated == said.negated:
            merged = replace(other, items=other.items | said.items, aggregate=other.aggregate or said.aggregate)
            walk.reading.metrics[index] = merged
            return merged
    walk.reading.metrics.append(said)
    return said


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
