"""ask: ground → propose → prepare → run → narrate, with evidence; the order of the way through, timed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from graph_service.answers.answer import Answer, Evidence, Status
from graph_service.answers.grounding.grammar import language_of, listed, text
from graph_service.answers.grounding.ground import Grounding, ground
from graph_service.answers.grounding.lexicon import MOST_VALUES, Lexicon, Run, build
from graph_service.answers.grounding.lookup import look_up_in
from graph_service.answers.grounding.reader import read
from graph_service.answers.modelling.accounting import left_out
from graph_service.answers.narrate import narrate, shape_of
from graph_service.answers.planning.refusing import refusal
from graph_service.answers.planning.rules import propose, refuse_text
from graph_service.answers.proof.evidence import evidence
from graph_service.answers.proposal import Problem, Proposal
from graph_service.findings import PlanError, StoreError
from graph_service.plan.calendar.windows import window_of
from graph_service.plan.forms.form import plan_to_form
from graph_service.plan.model import Table
from graph_service.plan.policies.rights import rights_of
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import ReadyPlan, Scope
from graph_service.plan.walking.terms import terms
from graph_service.plan.words.restate import limits, restate, windows
from graph_service.plan.words.telling import Telling
from graph_service.stores.protocol import TIMEOUT, GraphStore, Result

EVIDENCE_SECONDS = 5.0  # of each look at what the rows stand on: an answer does not wait longer for its proof
MOST_KEPT = 8  # lexicons: one for each role and its attributes
LATER = 400  # days after which words that are counted from today mean other days

Lexicons = dict[tuple[object, ...], Lexicon]


class Clock:
    """Seconds per step, in the order they were taken."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started


def ask(
    question: str,
    *,
    scope: Scope,
    store: GraphStore,
    language: str | None = None,
    lexicons: Lexicons | None = None,
) -> Answer:
    """The answer of this actor's question, in the language given, else in that of the question.

    `lexicons` are those the asker keeps for the next question. Never raises for what a person may ask; says what is
    missing instead.
    """
    clock = Clock()
    known = scope.ontology.languages
    scope = replace(scope, language=language if language in known else language_of(question, known))
    if problem := refuse_text(question, scope.language):
        return _without_rows(question, problem, clock)
    view = rights_of(scope).visible
    with clock.step("ground"):
        lexicon = lexicon_of(scope, store, {} if lexicons is None else lexicons)
        grounding = ground(question, lexicon, now=scope.now, language=scope.language)
    with clock.step("propose"):
        ruled = propose(read(grounding, view), view, lexicon, scope.now.date())
        proposed = _accounted(_model_first(question, ruled, scope), ruled, grounding, scope)
    if isinstance(proposed, Problem):
        return _without_rows(question, proposed, clock)
    return _answered(question, proposed, scope, store, clock)


def _model_first(question: str, proposed: Proposal | Problem, scope: Scope) -> Proposal | Problem:
    """With a model configured, its proposal; on any failure the rules' stands and says so."""
    from graph_service.answers.modelling import model

    settings = model.settings()
    if settings is None or (isinstance(proposed, Problem) and proposed.status is Status.REFUSED):
        return proposed
    return model.propose(question, proposed, scope, settings)


def _accounted(
    proposed: Proposal | Problem, ruled: Proposal | Problem, grounding: Grounding, scope: Scope
) -> Proposal | Problem:
    """A plan of the model's own also says which exact things of the question it mentions nowhere; rules refuse that."""
    if isinstance(proposed, Problem) or (isinstance(ruled, Proposal) and proposed.plan is ruled.plan):
        return proposed
    missing = left_out(grounding, proposed.plan, rights_of(scope).visible, scope.now.date())
    if not missing:
        return proposed
    told = text(scope.language, "left out of plan", words=listed(scope.language, missing))
    return replace(proposed, assumptions=(told, *proposed.assumptions))


def _answered(question: str, proposal: Proposal, scope: Scope, store: GraphStore, clock: Clock) -> Answer:
    try:
        with clock.step("prepare"):
            ready = prepare(proposal.plan, scope)
    except PlanError as error:
        return Answer(
            question=question,
            status=Status.REFUSED,
            text=refusal(error, proposal.plan, scope),
            findings=error.findings,
            plan=plan_to_form(proposal.plan),
            planner=proposal.planner,
            timing=clock.seconds,
        )
    with clock.step("run"):
        result = store.run(ready)
    with clock.step("evidence"):
        proven = proof(ready, result, scope, store)
    return Answer(
        question=question,
        status=Status.ANSWERED,
        text=undelivered(ready, result, store, scope)
        or narrate(result, shape_of(proposal.plan, versus=proposal.versus), scope.language, scope.ontology),
        columns=result.columns,
        rows=result.rows,
        restatement=restate(ready, scope.ontology, scope.language),
        assumptions=(*proposal.assumptions, *_said_by_passes(ready, result, scope), *_unproven(proven, scope)),
        evidence=proven or Evidence(),
        plan=plan_to_form(proposal.plan),
        statement=result.statement,
        planner=proposal.planner,
        timing=clock.seconds,
    )


def undelivered(ready: ReadyPlan, result: Result, store: GraphStore, scope: Scope) -> str | None:
    """That nothing has come of a kind that was asked for: no number can say that, and 0 says something else."""
    if any(cell for row in result.rows for cell in row):
        return None
    there, view = store.state().entities, rights_of(scope).visible
    asked = dict.fromkeys(term.cls for term in terms(ready.plan, view) if term.cls in view.classes)
    told = Telling(ontology=view, language=scope.language)
    kinds = [told.several(cls) for cls in asked if not any(there.get(sub) for sub in view.descendants(cls))]
    return text(scope.language, "undelivered", what=listed(scope.language, kinds, quoted=False)) if kinds else None


def proof(ready: ReadyPlan, result: Result, scope: Scope, store: GraphStore) -> Evidence | None:
    """What the rows stand on; None where finding it out is too much for one plan or takes too long."""
    if not result.rows:
        return Evidence()
    brief = replace(scope, bounds=replace(scope.bounds, seconds=min(scope.bounds.seconds, EVIDENCE_SECONDS)))
    try:
        return evidence(ready, result.rows, lambda plan: store.run(prepare(plan, brief)), store.lineage)
    except PlanError:
        return None
    except StoreError as error:
        if any(finding.rule != TIMEOUT for finding in error.findings):
            raise
        return None


def _unproven(proven: Evidence | None, scope: Scope) -> tuple[str, ...]:
    return () if proven else (text(scope.language, "unproven"),)


def _said_by_passes(ready: ReadyPlan, result: Result, scope: Scope) -> Iterator[str]:
    """What a reader must know: how words of time were resolved, what policies left out, that there is more."""
    today = scope.now.date()
    for words, days in windows(ready, scope.ontology, ready.language):
        moves = days != str(today) and window_of(words, today) != window_of(words, today + timedelta(days=LATER))
        yield text(ready.language, "in words" if moves else "dated", words=words, days=days, today=today)
    yield from (text(ready.language, "limited", why=why) for why in limits(ready))
    wanted = ready.asked.body.limit if isinstance(ready.asked.body, Table) else None
    if result.more and wanted is None:
        yield text(ready.language, "first rows", count=f"{len(result.rows):,}")


def _without_rows(question: str, problem: Problem, clock: Clock) -> Answer:
    return Answer(
        question=question,
        status=problem.status,
        text=problem.text,
        suggestions=problem.suggestions,
        timing=clock.seconds,
    )


def lexicon_of(scope: Scope, store: GraphStore, kept: Lexicons) -> Lexicon:
    """The lexicon for what this role may see of what is served; built once per generation and kept by whoever asks."""
    key = (store.state().generation, scope.ontology.digest, scope.actor.role, *sorted(scope.actor.attributes.items()))
    found = kept.get(key)
    if found is None:
        scope = replace(scope, bounds=replace(scope.bounds, rows=MOST_VALUES))
        view = rights_of(scope).visible
        run: Run = lambda plan: store.run(prepare(plan, scope))  # noqa: E731
        found = build(view, run, look_up_in(view, run))
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = found
    return found
