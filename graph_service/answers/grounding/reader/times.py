"""Times: buckets to group by, and periods that narrow."""

from __future__ import annotations

from graph_service.answers.grounding.grammar import Mark
from graph_service.answers.grounding.meanings import PropertyTerm
from graph_service.answers.grounding.reader.numbers import close
from graph_service.answers.grounding.reader.walk import Walk
from graph_service.answers.grounding.reading import NO_ITEMS, Period, Said
from graph_service.ontology.model import Datatype
from graph_service.plan.expressions import BucketUnit
from graph_service.words.text import plain

ADVERBS = ("ly", "lich", "liche", "licher", "lichen", "annual")  # daily, monatlich: a group without "by"
TIMES = (Datatype.DATE, Datatype.DATETIME)


def take_bucket(walk: Walk, unit: BucketUnit, at: int, text: str) -> None:
    """A group after "by" or "which", or as an adverb; elsewhere it is asked back."""
    ranked = walk.reading.ranking is not None and not walk.reading.groups  # "the hottest day"
    if walk.group is None and not walk.asked and not ranked and not plain(text).endswith(ADVERBS):
        return
    items = frozenset({at}) | ({walk.group} if walk.group is not None else NO_ITEMS)
    singular = (walk.asked or ranked) and walk.group is None and not plain(text).endswith(("s", "en"))
    walk.reading.groups.append(
        Said(
            meaning=unit,
            text=text,
            at=at,
            items=items,
            asked=walk.asked,
            singular=singular,
            joined=_adverb(text),
            grouped=walk.group is not None,
        )
    )
    walk.group, walk.groups_go_on, walk.asked, walk.period = None, True, False, None


def _adverb(text: str) -> Mark | None:
    """An adverb is marked as an average's own group: "average daily revenue"."""
    return Mark.AVERAGE if plain(text).endswith(ADVERBS) else None


def take_period(walk: Walk, words: str, at: int) -> None:
    """A time window: of the date said right before it, joined to the window before it, negated after "not"."""
    close(walk)
    if walk.comparing is not None:
        walk.reading.dangling, walk.comparing = words, None
    joint = walk.joint if walk.period and not walk.content(walk.period.at, at) else None
    of = _date_before(walk, at)
    walk.period = Period(
        words=words,
        at=at,
        items=frozenset({at, *([joint[1]] if joint else [])}) | walk.negated | (of.items if of else NO_ITEMS),
        of=of,
        after=walk.reading.metrics[-1] if walk.reading.metrics else None,
        joined=joint[0] if joint else None,
        negated=walk.negation is not None or (of is not None and of.negated),
    )
    walk.reading.periods.append(walk.period)
    walk.negation = walk.joint = None


def _date_before(walk: Walk, at: int) -> Said | None:
    said = walk.last
    if said is None or not isinstance(said.meaning, PropertyTerm) or walk.content(said.at, at):
        return None
    name = said.meaning.name
    of_time = any(p.name == name and p.datatype in TIMES for p in walk.ontology.properties.values())
    return said if of_time else None
