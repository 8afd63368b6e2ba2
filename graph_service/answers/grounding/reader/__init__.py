"""Reader: walks a question's items once; each one fills the reading or changes how the next is read."""

from __future__ import annotations

from graph_service.answers.grounding.grammar import Mark
from graph_service.answers.grounding.ground import Grounding, Item, Number, TimeWords
from graph_service.answers.grounding.reader.marks import take_mark
from graph_service.answers.grounding.reader.numbers import close, take_number
from graph_service.answers.grounding.reader.terms import take_term
from graph_service.answers.grounding.reader.times import take_bucket, take_period
from graph_service.answers.grounding.reader.walk import UNSAID, Walk
from graph_service.answers.grounding.reading import Reading
from graph_service.ontology.model import Ontology
from graph_service.plan.expressions import BucketUnit


def read(grounding: Grounding, ontology: Ontology) -> Reading:
    """The reading of a question's items."""
    walk = Walk(grounding=grounding, ontology=ontology)
    for at, item in enumerate(grounding.items):
        if item.sense not in UNSAID:
            walk.reading.texts[at] = item.text
        _take(walk, at, item)
    close(walk)
    if walk.comparing is not None:
        walk.reading.dangling = " ".join(grounding.items[at].text for at in sorted(walk.comparing.items))
    return walk.reading


def _take(walk: Walk, at: int, item: Item) -> None:
    match item.sense:
        case Mark() as mark:
            take_mark(walk, mark, at, item.text)
        case BucketUnit() as unit:
            take_bucket(walk, unit, at, item.text)
        case TimeWords(words=words):
            take_period(walk, words, at)
        case Number() as number:
            take_number(walk, number, at)
        case tuple() as meanings:
            take_term(walk, meanings, at, item.text)
        case _:
            pass  # an unknown word: the grounding has noted it


__all__ = ["read"]
