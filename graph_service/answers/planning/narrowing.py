"""Narrowing: every value, code, filter, comparison and period of a question as a condition on what it speaks of."""

from __future__ import annotations

from dataclasses import replace

from graph_service.answers.grounding.grammar import Mark
from graph_service.answers.grounding.meanings import ClassTerm, FilterTerm, Narrowing, PropertyTerm, ValueTerm
from graph_service.answers.grounding.reader.terms import same_kind
from graph_service.answers.grounding.reading import Compared, Said
from graph_service.answers.planning.anchor import Anchor, below, far, near, parent_of, target
from graph_service.answers.planning.comparing import compared_on, comparison
from graph_service.answers.planning.draft import Draft
from graph_service.answers.planning.negating import negated
from graph_service.answers.planning.owners import Owner, closed, nearest, owner_of, refuse_rivals, retraces
from graph_service.answers.planning.paths import way
from graph_service.answers.planning.periods import about_now, now_on, periods_on
from graph_service.answers.planning.whose import places_of
from graph_service.plan.conditions import Condition, Exists, Null, Or, walk_conditions
from graph_service.plan.expressions import Property

Tie = tuple[Condition, float, Narrowing]


def narrowed(
    draft: Draft,
    root: Anchor,
    classes: tuple[Said, ...],
    *,
    time: Property | None = None,
    periods: bool = True,
    measured: tuple[Compared, ...] = (),
) -> Condition | None:
    """All conditions on a root's entities; `classes` are owners besides it, `measured` comparisons belong elsewhere."""
    owners = [Owner(anchor=root)]
    for said in classes:
        owner = owner_of(draft, said, owners)
        owners += [owner] if owner not in owners else []
    for compared in _counted(draft, measured):
        assert compared.term is not None
        owners.append(owner_of(draft, compared.term, owners, compared))
    _filters(draft, owners)
    for compared in draft.reading.compared:
        if compared not in measured and not _counts(compared):
            _compare(draft, owners, compared)
    now_on(draft, owners)
    if periods:
        periods_on(draft, owners, time)
    return closed(draft, owners)


def _counted(draft: Draft, measured: tuple[Compared, ...]) -> list[Compared]:
    return [one for one in draft.reading.compared if one not in measured and _counts(one)]


def _counts(compared: Compared) -> bool:
    return compared.term is not None and isinstance(compared.term.meaning, ClassTerm)


# Filters


def _filters(draft: Draft, owners: list[Owner]) -> None:
    """Named filters over to-many links become owners first, then everything finds what it speaks of."""
    filters: list[Said] = []
    either = {said.at for run in runs(draft.reading.filters) for said in run if len(run) > 1 and not said.negated}
    for said in draft.reading.filters:
        filters.append(said)
        if isinstance(said.meaning, FilterTerm) and said.at not in either:  # of alternatives none must be there
            about_now(draft, said, said.meaning)
            if (owner := _filter_owner(draft, said, said.meaning, owners)) is not None:
                owners.append(owner)
                if said.negated:  # its owner takes the negation: none at all is meant
                    filters[-1] = replace(said, negated=False, joined=None)
    placed: list[tuple[Owner, Said]] = []
    for run in runs(filters):
        owner = _place(draft, owners, run)
        if any(owner is other and _crosses(owner, said, run[0]) for other, said in placed):
            raise draft.unclear("crossed", words=draft.listed(said.text for said in draft.reading.filters))
        placed.append((owner, run[0]))


def _crosses(owner: Owner, before: Said, said: Said) -> bool:
    """Whether two things said of one owner may be meant apart: "beer in Berlin, water in Bremen", "beer but no water".

    Inside an EXISTS "in Hamburg but not in Berlin" is about two entities, not one.
    """
    if said.none and owner.within:
        return True
    return same_kind(before.meaning, said.meaning) and (owner.within or before.negated == said.negated)


def _filter_owner(draft: Draft, said: Said, meaning: FilterTerm, owners: list[Owner]) -> Owner | None:
    """An EXISTS for a filter over a to-many link, unless an owner of its class is there already."""
    if any(way(draft.ontology, one.anchor.cls, meaning.cls, to_one=True) for one in owners):
        return None
    return owner_of(draft, said, owners)


def runs(filters: list[Said]) -> list[tuple[Said, ...]]:
    """Alternatives: values of one kind side by side, and whatever "or" joins."""
    found: list[list[Said]] = []
    for said in filters:
        before = found[-1][-1] if found else None
        together = said.joined is Mark.OR or (before is not None and same_kind(before.meaning, said.meaning))
        if before is not None and said.joined is not None and together and before.negated == said.negated:
            found[-1].append(said)
        else:
            found.append([said])
    return [tuple(run) for run in found]


def _place(draft: Draft, owners: list[Owner], run: tuple[Said, ...]) -> Owner:
    """The conditions of a run go to what it speaks of: what it was said after, if that can have it, else the root."""
    draft.use(*run)
    if run[0].joined is Mark.OR and len(run) == 1:
        raise draft.unclear("unused", words=draft.listed([run[0].text]))
    for owner in nearest(owners, run[0].at):
        if all(_reaches(draft, owner, said) for said in run):
            return _tied(draft, owner, run, to_one=True)
    for owner in sorted(owners[1:], key=lambda one: one.at):
        if owner.at >= run[0].at and all(_reaches(draft, owner, said) for said in run):
            return _tied(draft, owner, run, to_one=True)
    for owner in nearest(owners, run[0].at):
        inside = owner.exists is not None or owner is owners[0]
        if inside and all(_ties(draft, owner.anchor, said, to_one=False) for said in run):
            return _tied(draft, owner, run, to_one=False)
    raise draft.unclear("no way", start=draft.label(owners[0].anchor.cls), goal=run[0].text)


def _reaches(draft: Draft, owner: Owner, said: Said) -> bool:
    ties = _ties(draft, owner.anchor, said, to_one=True)
    return any(not _leads_back(draft, owner, meaning) for _, _, meaning in ties)


def _leads_back(draft: Draft, owner: Owner, meaning: Narrowing) -> bool:
    """Whether the way to a meaning only leads back out of the owner's EXISTS."""
    cls = target(draft.ontology, owner.anchor.cls, meaning, to_one=True)
    found = way(draft.ontology, owner.anchor.cls, cls, to_one=True) if cls else None
    return found is not None and retraces(owner, found)


def _ties(draft: Draft, anchor: Anchor, said: Said, *, to_one: bool) -> list[Tie]:
    """Every meaning of a term that can be tied to a place, with its condition and how far it is."""
    found: list[Tie] = []
    for meaning in draft.meanings(said):
        tie = (near if to_one else far)(draft.ontology, anchor, meaning, draft.names)
        if tie is not None:
            found.append((*tie, meaning))
    return found


def _tied(draft: Draft, owner: Owner, run: tuple[Said, ...], *, to_one: bool) -> Owner:
    chosen = [_chosen(draft, said, _ties(draft, owner.anchor, said, to_one=to_one)) for said in run]
    if not to_one:
        _refuse_rivals(draft, owner.anchor, run[0], chosen[0][2])
    together = len(run) > 1 and any(said.joined is Mark.AND for said in run[1:])
    words = draft.listed((said.text for said in run), last="and" if together else "or")
    if together and not run[0].negated and (owner.within or not to_one):
        raise draft.unclear("both or either", words=words)
    if together and not run[0].negated and draft.reading.versus is None:
        draft.assume("together", words=words)
    if run[0].none and owner.exists is not None and not owner.negated:
        owner.negated = True  # "stores that carry no umbrellas" carry none at all
        run = tuple(replace(said, negated=False) for said in run)
    conditions = tuple(_placed(draft, owner, said, tie) for said, tie in zip(run, chosen, strict=True))
    condition = conditions[0] if len(conditions) == 1 else Or(conditions=conditions)
    if run[0].negated:
        condition = negated(draft.ontology, owner.anchor, condition)
        _tell_absent(draft, condition, draft.listed((said.text for said in run), last="or"))
    owner.conditions.append(condition)
    return owner


def _tell_absent(draft: Draft, condition: Condition, words: str) -> None:
    """What has no value is not that value either, and counts: that is said."""
    absent = next((part.of for part in walk_conditions(condition) if isinstance(part, Null)), None)
    if isinstance(absent, Property):
        what = absent.path[-1].link if absent.path else absent.name
        draft.assume("absent counts", what=draft.label(what or absent.name), words=words)


def _placed(draft: Draft, owner: Owner, said: Said, tie: Tie) -> Condition:
    """The condition as it is meant of an entity of a hierarchy: what is below it counts, and it is not in itself."""
    condition, _, meaning = tie
    if owner.anchor.path or parent_of(draft.ontology, owner.anchor.cls) is None:
        return condition
    if isinstance(condition, Exists):
        return below(draft.ontology, owner.anchor.cls, condition, draft.names)
    if isinstance(condition, Or) and isinstance(meaning, ValueTerm) and meaning.cls == owner.anchor.cls:
        levels = condition.conditions
        return Or(conditions=levels[1:]) if said.contained else levels[0]
    return condition


def _refuse_rivals(draft: Draft, anchor: Anchor, said: Said, meaning: Narrowing) -> None:
    cls = target(draft.ontology, anchor.cls, meaning, to_one=False)
    if cls and (found := way(draft.ontology, anchor.cls, cls)) is not None:
        refuse_rivals(draft, anchor, found, said.text)


def _chosen(draft: Draft, said: Said, ties: list[Tie]) -> Tie:
    """The one meaning that is meant; names of two kinds of things are asked back unless the kind was said."""
    values = [tie for tie in ties if isinstance(tie[2], ValueTerm)]
    kinds = {(tie[2].cls, tie[2].text.casefold()): tie for tie in reversed(values) if isinstance(tie[2], ValueTerm)}
    named = [tie for (cls, _), tie in kinds.items() if _kind_said(draft, cls)]
    if len(named) == 1:
        return named[0]
    exact = [tie for (_, text), tie in kinds.items() if text == said.text.casefold()]
    if len(kinds) > 1 and len(exact) != 1:
        options = [
            f"{draft.label(cls)} '{tie[2].text}'" for (cls, _), tie in kinds.items() if isinstance(tie[2], ValueTerm)
        ]
        raise draft.unclear("ambiguous", word=said.text, options=draft.listed(sorted(options), last="or", quoted=False))
    chosen = (exact or list(kinds.values()) or ties)[0]
    if len(ties) > 1 and isinstance(chosen[2], ValueTerm):
        draft.assume("read as", word=said.text, what=draft.label(chosen[2].cls))
    return chosen


def _kind_said(draft: Draft, cls: str) -> bool:
    """Whether the kind of thing a value names was said in the question."""
    said = (*draft.reading.classes, *draft.reading.groups)
    return any(isinstance(one.meaning, ClassTerm) and draft.ontology.is_a(cls, one.meaning.cls) for one in said)


# Comparisons


def _compare(draft: Draft, owners: list[Owner], compared: Compared) -> None:
    """A comparison with a property of what it was said after, else of the root."""
    draft.use(compared, compared.term)
    term = compared.term
    if term is None or not isinstance(term.meaning, PropertyTerm):
        left = compared_on(draft, owners[0].anchor, compared)
        owners[0].conditions.append(comparison(draft, left, compared, owners[0].anchor))
        return
    name = term.meaning.name
    for owner in (*nearest(owners, term.at), *owners):
        if draft.ontology.property_of(owner.anchor.cls, name):
            owner.conditions.append(comparison(draft, owner.anchor.property(name), compared, owner.anchor))
            return
    places = places_of(draft, owners[0].anchor, term)
    if len(places) != 1:
        raise draft.unclear("no property", start=draft.label(owners[0].anchor.cls), name=term.text)
    owners[0].conditions.append(comparison(draft, places[0], compared, owners[0].anchor))
