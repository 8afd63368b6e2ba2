"""Rules: a reading becomes one plan, or one question back, or one refusal; nothing said is ever ignored."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from graph_service.answers.answer import Status
from graph_service.answers.draft import Draft
from graph_service.answers.lexicon import ClassTerm, Lexicon, PropertyTerm
from graph_service.answers.listing import listing, subject_class
from graph_service.answers.proposal import Problem, Proposal, UnclearError
from graph_service.answers.reading import Reading, Said
from graph_service.answers.tables import Fact, count_fact, metric_facts, property_fact, table
from graph_service.findings import closest
from graph_service.ontology.model import Ontology
from graph_service.plan.expressions import BucketUnit

LONGEST_QUESTION = 1_000
QUERY_TEXT = re.compile(
    r"\b(match\s*\(|detach\s+delete|merge\s*\(|return\s+\w+\s*$|select\s+.+\s+from\s|insert\s+into|drop\s+table|union\s+select)",
    re.IGNORECASE,
)


def refuse_text(question: str) -> Problem | None:
    """What can be said of the text alone: empty, endless, or a query pasted in."""
    if not question.strip():
        return Problem(
            status=Status.CLARIFY, text="The question is empty. Ask, for example, 'How many stores are there?'"
        )
    if len(question) > LONGEST_QUESTION:
        text = (
            f"The question has {len(question):,} characters; I read at most {LONGEST_QUESTION:,}. Ask it in a sentence."
        )
        return Problem(status=Status.REFUSED, text=text)
    if QUERY_TEXT.search(question):
        return Problem(
            status=Status.REFUSED, text="This is a query, not a question. I run no query text; ask in words."
        )
    return None


def propose(reading: Reading, ontology: Ontology, lexicon: Lexicon, today: date) -> Proposal | Problem:
    """The plan of a reading, or why there is none."""
    try:
        _refuse(reading, lexicon)
        draft = Draft(reading, ontology, today)
        proposal = _plan(draft)
        draft.refuse_unused()
        return proposal
    except UnclearError as unclear:
        return unclear.problem


def _refuse(reading: Reading, lexicon: Lexicon) -> None:
    if reading.write is not None:
        raise UnclearError(
            f"I only read; '{reading.write}' would change data, which I never do.", status=Status.REFUSED
        )
    if reading.future is not None:
        text = f"'{reading.future}' asks for a prediction; I answer from what is recorded, and predict nothing yet."
        raise UnclearError(text, status=Status.REFUSED)
    if reading.unknown:
        words = ", ".join(f"'{word}'" for word in reading.unknown)
        known = {" ".join(key) for key in lexicon.entries}
        suggestions = tuple(s for word in reading.unknown for s in closest(word, known, most=2))
        raise UnclearError(f"I do not understand {words} here.", suggestions=suggestions)
    if reading.dangling is not None:
        raise UnclearError("I can compare with a number, not yet with another period or group. With which number?")


def _plan(draft: Draft) -> Proposal:
    reading = draft.reading
    asserted = [said for said in reading.metrics if not said.negated]
    if reading.best is not None and not asserted:
        raise UnclearError(f"'{reading.best}' by what?", suggestions=_rankings(draft))
    if asserted and len(asserted) == len(reading.metrics):
        return table(draft, metric_facts(draft), _groups(draft))
    if reading.counted or (reading.groups and not reading.selected and reading.classes):
        subject = _counted(draft)
        return table(draft, (count_fact(draft, subject),), tuple(reading.groups))
    if figure := _figure(draft):
        return table(draft, (figure,), tuple(reading.groups))
    if reading.top is not None:
        if ranked := _ranked_by_count(draft):
            return ranked
        raise UnclearError("Ranked by what?", suggestions=_rankings(draft))
    return listing(draft)


def _ranked_by_count(draft: Draft) -> Proposal | None:
    """ "Which brands were mentioned most": the second class is counted for each entity of the first."""
    classes = [said for said in draft.reading.classes if not said.negated]
    if len(classes) != 2:
        return None
    subject, counted = classes
    return table(draft, (count_fact(draft, counted),), (subject,))


def _groups(draft: Draft) -> tuple[Said | BucketUnit, ...]:
    """What was said after "by", and the classes whose figures are asked for ("which stores", "top 5 products")."""
    measured = {draft.ontology.metrics[said.meaning.name].cls for said in draft.reading.metrics}  # type: ignore[union-attr]
    classes = [
        said
        for said in draft.reading.classes
        if isinstance(said.meaning, ClassTerm)
        and not said.negated
        and said.meaning.cls not in draft.named | measured
        and said not in draft.reading.groups
    ]
    return (*classes, *draft.reading.groups)


def _counted(draft: Draft) -> Said:
    for said in draft.reading.classes:
        if not said.negated:
            return said
    cls = subject_class(draft)
    return Said(meaning=ClassTerm(cls=cls), text=draft.label(cls))


def _figure(draft: Draft) -> Fact | None:
    """One property aggregated: "average list price", or a property by groups."""
    for mark, said in draft.reading.selected:
        if isinstance(said.meaning, PropertyTerm) and (mark is not None or draft.reading.groups):
            return property_fact(draft, _owner(draft, said.meaning.name), mark, said)
    return None


def _owner(draft: Draft, name: str) -> str:
    prop = draft.ontology.properties[name]
    said = [one.meaning.cls for one in draft.reading.classes if isinstance(one.meaning, ClassTerm)]
    offers: Callable[[str], bool] = lambda cls: draft.ontology.property_of(cls, name) is not None  # noqa: E731
    return next((cls for cls in said if offers(cls)), prop.domains[0] if prop.domains else said[0])


def _rankings(draft: Draft) -> tuple[str, ...]:
    """Complete questions that would rank what was asked for."""
    language = draft.reading.language
    subject = next((s.text for s in draft.reading.classes), "products")
    metrics = [m for m in draft.ontology.metrics.values() if m.default] or list(draft.ontology.metrics.values())[:3]
    by = "nach" if language == "de" else "by"
    return tuple(f"Top 10 {subject} {by} {m.words.in_language(language, m.name)}" for m in metrics[:3])
