"""Roles: which of the classes said are grouped by, which own what was said after them, which only repeat."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph_service.answers.grounding.lexicon import only_counts
from graph_service.answers.grounding.meanings import (
    ClassTerm,
    CodeTerm,
    FilterTerm,
    MetricTerm,
    PropertyTerm,
    ValueTerm,
)
from graph_service.answers.grounding.reader.terms import NUMBERS
from graph_service.answers.grounding.reading import Said
from graph_service.answers.planning.anchor import target
from graph_service.answers.planning.draft import Draft
from graph_service.answers.planning.grouping import level_of
from graph_service.answers.planning.narrowing import runs
from graph_service.answers.planning.paths import way
from graph_service.answers.planning.periods import compared_unit


@dataclass(frozen=True, kw_only=True)
class Roles:
    """Groups in order, `per` those of them said after "by"; owners of conditions; what only repeats; a comparison."""

    groups: tuple[Said, ...] = ()
    per: tuple[Said, ...] = ()
    owners: tuple[Said, ...] = ()
    repeated: tuple[Said, ...] = ()
    versus: bool = False


def roles_of(draft: Draft, measured: tuple[str, ...], subject: Said | None = None) -> Roles:
    """The roles of the classes in a question for figures over the measured classes."""
    reading = draft.reading
    groups, owners, repeated = list[Said](), list[Said](), list[Said]()
    for said in (*reading.classes, *_levels(draft)):
        if said is subject:
            continue
        if _repeats(draft, said, measured):
            repeated.append(said)
        elif said.negated or said.owned or _owns(draft, said):
            owners.append(said)
        elif _groups(draft, said, measured):
            groups.append(said)
        elif said.asked:
            raise draft.unclear("no group", start=draft.label(measured[0]), group=said.text)
        else:
            owners.append(said)
    compared = _compared(draft)
    return Roles(
        groups=(*groups, *reading.groups, *compared),
        per=(*(g for g in reading.groups if groups and not g.asked), *compared),
        owners=tuple(owners),
        repeated=tuple(repeated),
        versus=bool(compared),
    )


def group_levels(draft: Draft) -> None:
    """Levels of a hierarchy after "by" are groups, no filters: "by department"."""
    for said in list(draft.reading.filters):
        if said.grouped and isinstance(said.meaning, CodeTerm) and level_of(draft, said.meaning):
            draft.reading.filters.remove(said)
            draft.reading.groups.append(said)


def pair_counts(draft: Draft) -> None:
    """A class that "and" joins to a figure is a figure itself, its number; two classes are two questions."""
    reading = draft.reading
    owned = any(said.owned for said in reading.classes)
    paired = [said for said in reading.classes if said.paired and not owned and not said.negated]
    for said in paired:
        counts = [m for m in draft.ontology.metrics.values() if said.meaning == ClassTerm(cls=m.cls) and only_counts(m)]
        if not reading.metrics or not counts:
            raise draft.unclear("one count", words=draft.listed(one.text for one in paired))
        reading.classes.remove(said)
        reading.metrics.append(replace(said, meaning=MetricTerm(name=counts[0].name)))
    reading.metrics.sort(key=lambda said: said.at)


def refuse_numbers(draft: Draft, groups: tuple[Said, ...]) -> None:
    """A figure per number is a ratio ("revenue per square metre"), no group."""
    for group in groups:
        name = group.meaning.name if isinstance(group.meaning, PropertyTerm) else None
        found = [p for p in draft.ontology.properties.values() if p.name == name]
        counts = all(_counts_entities(draft, said) for said in draft.reading.metrics)
        if not counts and any(p.datatype in NUMBERS and not p.is_key for p in found):
            raise draft.unclear("no ratio", what=group.text)


def _counts_entities(draft: Draft, said: Said) -> bool:
    return isinstance(said.meaning, MetricTerm) and only_counts(draft.ontology.metrics[said.meaning.name])


def _levels(draft: Draft) -> list[Said]:
    """Levels of a hierarchy that are asked for or ranked are groups too: "which department", "top 3 departments"."""
    found: list[Said] = []
    ranking = draft.reading.ranking
    for said in list(draft.reading.filters):
        first = ranking is not None and draft.reading.near(max(ranking.items, default=said.at), said.at)
        if isinstance(said.meaning, CodeTerm) and (said.asked or first) and level_of(draft, said.meaning):
            draft.reading.filters.remove(said)
            found.append(said)
    return found


def _repeats(draft: Draft, said: Said, measured: tuple[str, ...]) -> bool:
    """A class that is measured anyway, or only names the value next to it."""
    if not isinstance(said.meaning, ClassTerm) or said.negated:
        return False
    return said.meaning.cls in measured or draft.named(said, said.meaning)


def _owns(draft: Draft, said: Said) -> bool:
    """Whether something beside a class speaks of it: "large stores", "shops in Hamburg", "products launched in May"."""
    if said.asked or not isinstance(said.meaning, ClassTerm):
        return False
    if draft.reading.ranking is not None and said is _first_class(draft):
        return False
    return _described_before(draft, said, said.meaning.cls) or _described_after(draft, said, said.meaning.cls)


def _described_before(draft: Draft, said: Said, cls: str) -> bool:
    before = [one for one in draft.reading.filters if one.at <= said.at and draft.reading.near(one.at, said.at)]
    return any(
        target(draft.ontology, cls, meaning, to_one=True) == cls for one in before for meaning in draft.meanings(one)
    )


def _described_after(draft: Draft, said: Said, cls: str) -> bool:
    reading = draft.reading
    dates = [one.of for one in reading.periods if one.of is not None]
    terms = [
        one.term for one in reading.compared if one.term is not None and isinstance(one.term.meaning, PropertyTerm)
    ]
    for one in (*dates, *terms, *reading.selected):
        offered = isinstance(one.meaning, PropertyTerm) and draft.ontology.property_of(cls, one.meaning.name)
        if offered and one.at > said.at and reading.near(said.at, one.at):
            return True
    after = [one for one in reading.filters if one.at > said.at and reading.near(said.at, one.at)]
    return any(
        target(draft.ontology, cls, meaning, to_one=True) is not None
        and (not isinstance(meaning, ValueTerm | FilterTerm) or way(draft.ontology, cls, meaning.cls, to_one=True))
        for one in after
        for meaning in draft.meanings(one)[:1]
    )


def _first_class(draft: Draft) -> Said | None:
    return next((said for said in draft.reading.classes if not said.negated), None)


def _groups(draft: Draft, said: Said, measured: tuple[str, ...]) -> bool:
    """Whether every figure measured belongs to one of the class."""
    if not isinstance(said.meaning, ClassTerm):
        return True
    cls = said.meaning.cls
    return all(way(draft.ontology, one, cls, to_one=True) is not None for one in measured)


def _compared(draft: Draft) -> tuple[Said, ...]:
    """What is set side by side: two months, two cities."""
    reading = draft.reading
    if reading.versus is None:
        return ()
    unit = compared_unit(draft)
    if unit is not None:
        text = draft.say(f"bucket {unit.value}")
        return (Said(meaning=unit, text=text, at=reading.periods[-1].at, items=frozenset()),)
    for run in runs(reading.filters):
        if len(run) > 1:
            last = run[-1]
            return (
                Said(
                    meaning=last.meaning, text=last.text, at=last.at, items=frozenset(), alternatives=last.alternatives
                ),
            )
    return ()
