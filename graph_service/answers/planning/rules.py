"""Rules: a reading becomes one plan, or one question back, or one refusal; nothing said is ever ignored."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from graph_service.answers.answer import Status
from graph_service.answers.grounding import grammar
from graph_service.answers.grounding.lexicon import Lexicon
from graph_service.answers.grounding.meanings import ClassTerm
from graph_service.answers.grounding.reading import Reading, Said
from graph_service.answers.planning.averages import ratio_of
from graph_service.answers.planning.counting import counting
from graph_service.answers.planning.draft import Draft
from graph_service.answers.planning.facts import adds_up, metric_facts
from graph_service.answers.planning.figures import average_of_property, compared_by_default, figure, ranked_by_class
from graph_service.answers.planning.listing import kept, listing
from graph_service.answers.planning.paths import way
from graph_service.answers.planning.periods import dated_filters
from graph_service.answers.planning.roles import group_levels, pair_counts, refuse_numbers, roles_of
from graph_service.answers.planning.tables import drop_units, table
from graph_service.answers.planning.whose import own_figures, refuse_foreign
from graph_service.answers.proposal import Problem, Proposal, UnclearError
from graph_service.ontology.model import Ontology
from graph_service.words.text import stems

LONGEST_QUESTION = 1_000
_SIGNS = r"[*;=]|[a-z_]\.[a-z_]|\w\("  # what SQL has between its words; "select the top 5 from Nord" has none
QUERY_TEXT = re.compile(  # only what nobody types who asks in words; no text is ever run, whatever it says
    r"\b(match|merge|create)\s*\((\s*\w*\s*[:{]|[^)]*\)\s*(<?-|return\b|where\b|set\b|detach\b|delete\b))"
    r"|\bdetach\s+delete\b|\binsert\s+into\s+\w+\s*(\(|values\b|select\b)|\bunion\s+(all\s+)?select\b"
    rf"|\b(drop|truncate|alter|create)\s+table\b|\bcall\s+\w+\.\w+|\bselect\b(?=.*({_SIGNS})).*\bfrom\s+\w"
    r"|[{}]|;\s*--|/\*",
    re.IGNORECASE | re.DOTALL,
)


def refuse_text(question: str, language: str) -> Problem | None:
    """What can be said of the text alone: empty, endless, or a query pasted in."""
    if not any(char.isalnum() for char in question):
        return Problem(status=Status.CLARIFY, text=grammar.text(language, "empty"))
    if len(question) > LONGEST_QUESTION:
        text = grammar.text(language, "long", count=f"{len(question):,}", most=f"{LONGEST_QUESTION:,}")
        return Problem(status=Status.REFUSED, text=text)
    if QUERY_TEXT.search(question):
        return Problem(status=Status.REFUSED, text=grammar.text(language, "query"))
    return None


def propose(reading: Reading, ontology: Ontology, lexicon: Lexicon, today: date) -> Proposal | Problem:
    """The plan of a reading, or why there is none."""
    draft = Draft(reading, ontology, today)
    try:
        _refuse(draft, lexicon)
        proposal = _plan(draft)
        draft.refuse_unused()
        return replace(proposal, assumptions=draft.assumptions)
    except UnclearError as unclear:
        problem = unclear.problem
        offered = offers(draft) if problem.status is Status.CLARIFY and not problem.suggestions else problem.suggestions
        return replace(problem, suggestions=offered)


def _refuse(draft: Draft, lexicon: Lexicon) -> None:
    reading = draft.reading
    if reading.write is not None:
        raise UnclearError(draft.say("write", word=reading.write.text), status=Status.REFUSED)
    if reading.future is not None:
        raise UnclearError(draft.say("future", word=reading.future.text), status=Status.REFUSED)
    if reading.unknown:
        suggestions = tuple(dict.fromkeys(s for word in reading.unknown for s in lexicon.like(word)))
        raise draft.unclear("unknown", words=draft.listed(reading.unknown), suggestions=suggestions)
    if reading.missing is not None:
        raise draft.unclear("missing", cls=draft.label(reading.missing.cls), key=reading.missing.key)
    if reading.dangling is not None:
        raise draft.unclear("dangling", words=reading.dangling)
    for said in (*reading.classes, *reading.groups):
        _tell_kind(draft, said, lexicon)


def _tell_kind(draft: Draft, said: Said, lexicon: Lexicon) -> None:
    """Which class a word is read as where another is called so too; of two with that very label none is preferred."""
    if not isinstance(said.meaning, ClassTerm) or draft.named(said, said.meaning):
        return
    own, cls, is_a = lexicon.own.get(stems(said.text), set()), said.meaning.cls, draft.ontology.is_a
    classes = [meaning for meaning in said.alternatives if isinstance(meaning, ClassTerm)]
    others = [other for other in classes if not is_a(other.cls, cls) and not is_a(cls, other.cls)]
    rivals = [draft.apart(other.cls) for other in others if other in own]
    if said.meaning in own and rivals:
        options = draft.listed((draft.apart(cls), *rivals), last="or")
        raise draft.unclear("ambiguous", word=said.text, options=options)
    if said.meaning in own and others:
        other = draft.listed((draft.label(one.cls) for one in others), last="or", quoted=False)
        draft.assume("read as not", word=said.text, what=draft.label(cls), other=other)


def _plan(draft: Draft) -> Proposal:
    """Metrics, counts and figures make tables; a class ranked by another counts it; the rest are listings."""
    reading = draft.reading
    draft.use(reading.what if reading.metrics or reading.selected else None)
    own_figures(draft)
    group_levels(draft)
    drop_units(draft)
    pair_counts(draft)
    dated_filters(draft)
    compared_by_default(draft)
    refuse_foreign(draft)
    asserted = [said for said in reading.metrics if not said.negated]
    if asserted:
        return _metrics(draft)
    if (counted := counting(draft)) is not None:
        return counted
    if (measured := figure(draft)) is not None:
        return measured
    if reading.ranking is not None and (ranked := ranked_by_class(draft)) is not None:
        return ranked
    return listing(draft)


def _metrics(draft: Draft) -> Proposal:
    """A table of metrics. An average of a plain sum is over groups, or of the property behind it."""
    reading = draft.reading
    if any(said.negated for said in reading.metrics):
        raise draft.unclear("unused", words=draft.listed(s.text for s in reading.metrics if s.negated))
    if reading.total is not None and all(adds_up(draft, said) for said in reading.metrics):
        draft.use(reading.total)
    facts = metric_facts(draft, reading.metrics)
    measured = tuple(fact.anchor.cls for fact in facts)
    averages = [said for said in reading.metrics if said.aggregate is not None]
    if averages and (of_property := average_of_property(draft, averages[0], measured[0])) is not None:
        return of_property
    roles = roles_of(draft, measured)
    refuse_numbers(draft, roles.groups)
    summed = all(adds_up(draft, said) for said in averages)
    if averages and ratio_of(draft, averages[0], facts[0].anchor.node) is None and not (roles.groups and summed):
        word = averages[0].aggregate or ""
        raise draft.unclear("per what", word=draft.say(f"word {word}"), what=averages[0].text)
    if reading.ranking is not None and reading.ranking.items and not roles.groups:
        what = reading.metrics[0].text
        raise draft.unclear("highest of what", word=reading.ranking.word, what=what, suggestions=rankings(draft))
    return table(draft, facts, roles, tuple(kept(draft, facts[0].anchor)) if len(facts) == 1 else ())


def offers(draft: Draft) -> tuple[str, ...]:
    """Questions that can be asked of the class that was said: how many there are, and which have most of a figure."""
    said = (one.meaning for one in (*draft.reading.classes, *draft.reading.groups))
    cls = next((meaning.cls for meaning in said if isinstance(meaning, ClassTerm)), None)
    if cls is None:
        return ()
    several = draft.several(cls)
    fitting = (m for m in draft.ontology.metrics.values() if m.default and way(draft.ontology, m.cls, cls, to_one=True))
    by = (m.words.in_language(draft.reading.language, m.name) for m in fitting)
    return (draft.say("how many", what=several), *(draft.say("top", what=several, by=name) for name in by))


def rankings(draft: Draft) -> tuple[str, ...]:
    """Complete questions that would rank what was asked for."""
    language = draft.reading.language
    subject = next((said.text for said in draft.reading.classes), None)
    if subject is None:
        return ()
    metrics = [m for m in draft.ontology.metrics.values() if m.default] or list(draft.ontology.metrics.values())[:3]
    return tuple(draft.say("top", what=subject, by=m.words.in_language(language, m.name)) for m in metrics[:3])
