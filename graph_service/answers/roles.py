"""Roles: which of the classes said are grouped by, which own what was said after them, which only repeat."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.answers.draft import Draft
from graph_service.answers.grouping import level_of
from graph_service.answers.meanings import ClassTerm, CodeTerm
from graph_service.answers.narrowing import runs
from graph_service.answers.paths import way
from graph_service.answers.periods import compared_unit
from graph_service.answers.reading import Said


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
        elif said.negated or _owns(draft, said):
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


def _levels(draft: Draft) -> list[Said]:
    """Levels of a hierarchy asked for or ranked or grouped by ("which department") are groups, no filters."""
    found: list[Said] = []
    for said in list(draft.reading.filters):
        ranked = draft.reading.ranking is not None and said.at == min(draft.reading.texts, default=-1) + 1
        if (
            isinstance(said.meaning, CodeTerm)
            and level_of(draft, said.meaning)
            and (said.asked or said.grouped or ranked)
        ):
            draft.reading.filters.remove(said)
            (draft.reading.groups if said.grouped else found).append(said)
    return found


def _repeats(draft: Draft, said: Said, measured: tuple[str, ...]) -> bool:
    """A class that is measured anyway, or only names the value next to it."""
    if not isinstance(said.meaning, ClassTerm) or said.negated:
        return False
    return said.meaning.cls in measured or draft.named(said, said.meaning)


def _owns(draft: Draft, said: Said) -> bool:
    """Whether something said right after a class speaks of it: "stores in Hamburg", "customers who bought"."""
    if said.asked or not isinstance(said.meaning, ClassTerm):
        return False
    if draft.reading.ranking is not None and said is _first_class(draft):
        return False
    after = [one for one in draft.reading.filters if one.at > said.at and draft.reading.gap(said.at, one.at)]
    return any(
        way(draft.ontology, said.meaning.cls, getattr(meaning, "cls", said.meaning.cls), to_one=True) is not None
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
