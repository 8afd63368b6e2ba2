"""Periods: time windows of a question on the time of what they speak of."""

from __future__ import annotations

from dataclasses import replace

from graph_service.answers.answer import Status
from graph_service.answers.grounding.grammar import Mark
from graph_service.answers.grounding.meanings import ClassTerm, FilterTerm, PropertyTerm
from graph_service.answers.grounding.reading import Period, Said
from graph_service.answers.planning.anchor import steps
from graph_service.answers.planning.draft import Draft
from graph_service.answers.planning.owners import Owner, nearest
from graph_service.answers.proposal import UnclearError
from graph_service.plan.calendar.spans import DAY, Span, month_span, quarter_span, week_span, year_span
from graph_service.plan.calendar.windows import window_of
from graph_service.plan.calendar.words import MONTH
from graph_service.plan.conditions import Condition, During, Not, Null, Or, Window, both
from graph_service.plan.expressions import BucketUnit, Property

NEVER = ("never", "nie", "niemals", "noch nie")


def periods_on(draft: Draft, owners: list[Owner], time: Property | None) -> None:
    """Every period as a condition; `time` is the root's own time, if it is another than its class's."""
    for run in period_runs(draft, draft.reading.periods):
        owner, of = _placed(draft, owners, run[0], time)
        draft.use(*run)
        if owner.within and any(period.joined is Mark.AND for period in run[1:]):
            raise draft.unclear("both or either", words=draft.listed(period.words for period in run))
        conditions = tuple(happened(draft, of, owner.anchor.cls, period) for period in run)
        condition = conditions[0] if len(conditions) == 1 else Or(conditions=conditions)
        missing = Or(conditions=(Not(condition=condition), Null(of=of)))
        owner.conditions.append(missing if run[0].negated else condition)


def now_on(draft: Draft, owners: list[Owner]) -> None:
    """ "now": what lasts must be under way; what holds anyway holds now; of an event it says nothing."""
    if draft.reading.now is None:
        return
    for owner in owners:
        if draft.ontology.event_end_of(owner.anchor.cls) and (time := draft.time_of(owner.anchor)) is not None:
            today = Period(
                words="heute" if draft.reading.language == "de" else "today", at=owner.at, items=draft.reading.now.items
            )
            owner.conditions.append(happened(draft, time, owner.anchor.cls, today))
            draft.use(draft.reading.now)
            return
    filtered = any(isinstance(said.meaning, FilterTerm) for said in draft.reading.filters)
    if filtered or not draft.ontology.event_time_of(owners[0].anchor.cls):
        draft.use(draft.reading.now)


def period_runs(draft: Draft, periods: list[Period]) -> list[tuple[Period, ...]]:
    """Windows joined by "and", "or" or "than" are alternatives; two on one date that nothing joins are asked back."""
    found: list[list[Period]] = []
    for period in periods:
        if period.joined is not None and period.of is None and period.negated == found[-1][-1].negated:
            found[-1].append(period)
        else:
            found.append([period])
    if len([run for run in found if run[0].of is None]) > 1:
        raise draft.unclear("windows", words=draft.listed(period.words for period in periods))
    for run in found:
        if len(run) > 1 and draft.reading.versus is None:
            draft.assume("together", words=draft.listed(period.words for period in run))
    return [_with_year(run) for run in found]


def _with_year(run: list[Period]) -> tuple[Period, ...]:
    """A month alone takes the year of the one it is joined to: "June and July 2025"."""
    last = run[-1].words.split()
    year = last[-1] if len(last) == 2 and last[0].casefold() in MONTH and last[-1].isdecimal() else None
    return tuple(
        replace(one, words=f"{one.words} {year}") if year and one.words.casefold() in MONTH else one for one in run
    )


def _placed(draft: Draft, owners: list[Owner], period: Period, time: Property | None) -> tuple[Owner, Property]:
    """What a period speaks of: the date said before it, the event said last, the root, any event."""
    if period.of is not None:
        return _dated(draft, owners, period.of)
    if time is not None:
        _refuse_two_times(draft, owners, period)
        return owners[0], time
    for owner in nearest(owners, period.at):
        if owner.parent is None:
            break
        if owner.exists is not None and (of := draft.time_of(owner.anchor)) is not None:
            return owner, of
    own = draft.time_of(owners[0].anchor)
    if own is not None:
        return owners[0], own
    for owner in owners[1:]:
        if owner.exists is not None and (of := draft.time_of(owner.anchor)) is not None:
            return owner, of
    raise draft.unclear("no time", start=draft.label(owners[0].anchor.cls), words=period.words)


def _refuse_two_times(draft: Draft, owners: list[Owner], period: Period) -> None:
    """A window after another event than the one measured may be about either: "revenue of brands mentioned in May"."""
    owner = nearest(owners, period.at)[0]
    if owner.exists is not None and owner.many and draft.time_of(owner.anchor) is not None:
        options = draft.listed((draft.label(one.anchor.cls) for one in (owners[0], owner)), last="or", quoted=False)
        raise draft.unclear("two times", words=period.words, options=options)


def _dated(draft: Draft, owners: list[Owner], said: Said) -> tuple[Owner, Property]:
    assert isinstance(said.meaning, PropertyTerm)
    draft.use(said)
    for owner in (*nearest(owners, said.at), *owners):
        if draft.ontology.property_of(owner.anchor.cls, said.meaning.name):
            return owner, owner.anchor.property(said.meaning.name)
    found = draft.property_at(owners[0].anchor, said.meaning.name)
    if found is None:
        raise draft.unclear("no property", start=draft.label(owners[0].anchor.cls), name=said.text)
    elsewhere = owners[0].anchor.at(draft.ontology, found).cls  # "revenue end of June" means no promotion's end
    raise draft.unclear("dated elsewhere", word=said.text, cls=draft.label(elsewhere))


def happened(draft: Draft, time: Property, cls: str, period: Period) -> Condition:
    """In the window; what lasts counts where it overlaps: begun before the window ends, not ended before it."""
    end = draft.ontology.event_end_of(cls) if period.of is None else ()
    span = window_of(period.words, draft.today)
    if not end or span is None:
        return During(of=time, words=period.words)
    until = Property(node=time.node, path=(*time.path, *steps(end[:-1])), name=end[-1])
    begun = Window(of=time, end=span.end, words=period.words) if span.end else None
    still = Window(of=until, start=span.start, words=period.words) if span.start else None
    draft.assume("overlap", words=period.words, start=span.start, end=span.end)
    overlap = both(begun, still)
    assert overlap is not None
    return overlap


def refuse_future(draft: Draft) -> None:
    """Figures of days to come are a prediction."""
    for period in draft.reading.periods:
        span = window_of(period.words, draft.today)
        if period.of is None and span is not None and span.start is not None and span.start > draft.today:
            raise UnclearError(draft.say("future", word=period.words), status=Status.REFUSED)


def dated_filters(draft: Draft) -> None:
    """A filter about today, beside another window or after "never", speaks of its class: "on promotion in May"."""
    window = other_window(draft)
    for said in list(draft.reading.filters):
        if not isinstance(said.meaning, FilterTerm) or not _of_today(draft, said.meaning):
            continue
        if window is None and not _never(draft, said):
            continue
        events = [m for m in said.alternatives if isinstance(m, ClassTerm) and draft.ontology.event_time_of(m.cls)]
        cls = said.meaning.cls
        links = {p.name for p in draft.ontology.properties.values() if p.range == cls}
        linked = any(isinstance(m, PropertyTerm) and m.name in links for m in said.alternatives)
        if events or linked:
            draft.reading.filters.remove(said)
            meaning = events[0] if events else ClassTerm(cls=cls)
            draft.reading.classes.append(replace(said, meaning=meaning, owned=not events))


def _never(draft: Draft, said: Said) -> bool:
    """Whether a word was denied for all time: "never on promotion" is more than "not on promotion" today."""
    return said.negated and any(draft.reading.texts.get(at, "").casefold() in NEVER for at in said.items)


def other_window(draft: Draft) -> Period | None:
    """A window that is not today."""
    periods = (one for one in draft.reading.periods if one.of is None)
    return next((one for one in periods if one.words.casefold() not in ("today", "heute")), None)


def _of_today(draft: Draft, meaning: FilterTerm) -> bool:
    return "today" in str(draft.ontology.filters[meaning.name].where)


def about_now(draft: Draft, said: Said, meaning: FilterTerm) -> None:
    """A filter that speaks of today does not go with another window."""
    window = other_window(draft)
    if window is not None and _of_today(draft, meaning):
        raise draft.unclear("only now", filter=said.text, words=window.words)


def compared_unit(draft: Draft) -> BucketUnit | None:
    """The bucket that tells compared windows apart: two months, two years; None where none are compared."""
    run = next((r for r in period_runs(draft, draft.reading.periods) if len(r) > 1), None)
    if run is None:
        return None
    spans = [window_of(period.words, draft.today) for period in run]
    units = {unit_of_span(span) for span in spans if span is not None}
    for period, span in zip(run, spans, strict=True):
        if span is not None and span.end is not None and span.end > draft.today + DAY:
            draft.assume("not over", words=period.words)
    if len(units) != 1 or None in units:
        raise draft.unclear("uneven windows", words=draft.listed(period.words for period in run))
    return units.pop()


def unit_of_span(span: Span) -> BucketUnit | None:
    """The calendar unit that a span is exactly one of."""
    start = span.start
    if start is None or span.end is None:
        return None
    exact = {
        BucketUnit.YEAR: year_span(start.year),
        BucketUnit.QUARTER: quarter_span(start.year, (start.month - 1) // 3 + 1),
        BucketUnit.MONTH: month_span(start.year, start.month),
        BucketUnit.WEEK: week_span(start),
    }
    if (span.end - start).days == 1:
        return BucketUnit.DAY
    return next((unit for unit, one in exact.items() if one == span), None)
