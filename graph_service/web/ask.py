"""A question and its answer as a page: the sentence first, then rows, how it was understood, what it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from urllib.parse import quote

import orjson
from starlette.responses import HTMLResponse, Response

from graph_service.answers.answer import Answer, EvidenceEntity, Source, Status
from graph_service.answers.grounding.grammar import language_of
from graph_service.answers.narrate import with_labels
from graph_service.findings import GraphServiceError, closest
from graph_service.ontology.model import Ontology
from graph_service.plan.policies.policy import Actor
from graph_service.plan.policies.rights import visible
from graph_service.service import EXPLAIN, GraphService
from graph_service.stores.protocol import Result
from graph_service.web.asking import chips, form
from graph_service.web.cells import cell, moment, numeric, unit
from graph_service.web.examples import examples
from graph_service.web.frame import data, page, table

HERE = "/ask"
TITLE_LENGTH = 80
SENTENCE_END = re.compile(r"(?<=[\w)'\"]{2}[.?!]) (?=[A-ZÄÖÜ0-9])")
HEADS = {Status.CLARIFY: "Choose one", Status.REFUSED: "What can be asked", Status.ANSWERED: "Go on"}


def ask_page(question: str, language: str | None, actor: Actor, service: GraphService) -> Response:
    """The form alone without a question, else with the answer below it."""
    try:
        ontology = visible(service.scope(actor))
        answer = service.ask(question, actor, language) if question else None
    except GraphServiceError as error:
        known = service.workspace.settings.languages
        body = form(known, question, language) + f"<h1>No answer now</h1><p>{data(error.findings[0].message)}</p>"
        return HTMLResponse(page("No answer now", body, here=HERE), status_code=503)
    asked = form(ontology.languages, question, language)
    if answer is None:
        return HTMLResponse(page("Ask", asked + _start(service), here=HERE))
    spoken = language if language in ontology.languages else language_of(question, ontology.languages)
    if answer.status is Status.REFUSED and not answer.suggestions:
        answer = replace(answer, suggestions=examples(service.workspace))
    shown = _Shown(answer, ontology, spoken or ontology.languages[0], language)
    title = question if len(question) <= TITLE_LENGTH else f"{question[:TITLE_LENGTH]}…"
    return HTMLResponse(page(title, asked + shown.html(statement=EXPLAIN in actor.permissions), here=HERE))


def _start(service: GraphService) -> str:
    found = chips(examples(service.workspace))
    tried = f"<section><h2>For example</h2>{found}</section>" if found else ""
    return (
        "<h1>Ask in plain words</h1>"
        '<p class="lead">The answer comes with its rows, how the question was understood, and what it stands on. '
        f"What cannot be answered is said, with what is missing.</p>{tried}"
    )


class _Shown:
    """One answer in the language it was given in."""

    def __init__(self, answer: Answer, ontology: Ontology, spoken: str, chosen: str | None) -> None:
        self.answer, self.ontology, self.spoken, self.chosen = answer, ontology, spoken, chosen

    def html(self, *, statement: bool) -> str:
        """The whole answer."""
        parts = (
            self._sentence(),
            self._suggestions(),
            self._rows(),
            self._understood(),
            self._evidence(),
            self._sources(),
            self._proof(statement),
        )
        return f'<article aria-labelledby="answer">{"".join(parts)}</article>'

    def _sentence(self) -> str:
        first, *rest = SENTENCE_END.split(self.answer.text, maxsplit=1)
        more = f'<p class="lead" lang="{self.spoken}">{data(rest[0])}</p>' if rest else ""
        return f'<h1 id="answer" lang="{self.spoken}">{data(first)}</h1>{more}'

    def _suggestions(self) -> str:
        questions = dict.fromkeys(whole_question(one, self.answer.question) for one in self.answer.suggestions)
        found = chips(questions, self.chosen)
        return f"<section><h2>{HEADS[self.answer.status]}</h2>{found}</section>" if found else ""

    def _rows(self) -> str:
        answer = self.answer
        if not answer.rows or answer.statement is None:
            return ""
        result = Result(columns=answer.columns, rows=answer.rows, statement=answer.statement)
        told = replace(result, rows=with_labels(result, self.ontology, self.spoken).rows)
        rows = [[cell(v, c, self.spoken) for v, c in zip(row, told.columns, strict=True)] for row in told.rows]
        count = f"{len(rows):,} row{'' if len(rows) == 1 else 's'}"
        return "<section>{}</section>".format(
            table(
                count,
                [column.name for column in answer.columns],
                rows,
                numbers=numeric(answer.columns),
                units=[unit(column, self.ontology, self.spoken) for column in answer.columns],
            )
        )

    def _understood(self) -> str:
        told = f'<p lang="{self.spoken}">{data(self.answer.restatement)}</p>' if self.answer.restatement else ""
        assumed = "".join(f"<li>{data(one)}</li>" for one in self.answer.assumptions)
        if assumed:
            told += f'<h3>Assumed</h3><ul lang="{self.spoken}">{assumed}</ul>'
        return f"<section><h2>How it was understood</h2>{told}</section>" if told else ""

    def _evidence(self) -> str:
        evidence = self.answer.evidence
        if not evidence.entities:
            return ""
        rows = [self._entity(one) for one in evidence.entities]
        shown = f"{len(rows):,} of {evidence.total:,}" if evidence.total > len(rows) else f"{len(rows):,}"
        heads = ("Entity", "Class", "Said by", "Load run")
        told = table(f"Entities behind the rows: {shown}", heads, rows, numbers=(3,))
        return f"<section><h2>Evidence</h2>{told}</section>"

    def _entity(self, one: EvidenceEntity) -> tuple[str, ...]:
        cls = self.ontology.classes.get(one.cls)
        named = cls.words.in_language(self.spoken, one.cls) if cls else one.cls
        link = f'<a href="/entity?iri={escape(quote(one.iri, safe=""), quote=True)}">{data(one.label or one.iri)}</a>'
        return link, f'<span lang="{self.spoken}">{data(named)}</span>', data(", ".join(one.products)), f"{one.run:,}"

    def _sources(self) -> str:
        rows = [_source(one) for one in self.answer.evidence.sources]
        if not rows:
            return ""
        told = table("Data products behind the rows", ("Product", "Contract", "Load run", "Loaded"), rows, numbers=(2,))
        return f"<section><h2>Sources</h2>{told}</section>"

    def _proof(self, statement: bool) -> str:
        return "".join(
            f'<details><summary>{name}</summary><pre tabindex="0" role="group" aria-label="{name}">{escape(text)}</pre>'
            "</details>"
            for name, text in _texts(self.answer, statement)
        )


def _source(one: Source) -> tuple[str, ...]:
    return data(one.product), data(one.version), f"{one.run:,}", moment(one.loaded_at)


def _texts(answer: Answer, statement: bool) -> Iterator[tuple[str, str]]:
    if answer.plan is not None:
        yield "Plan", orjson.dumps(answer.plan, default=str, option=orjson.OPT_INDENT_2).decode()
    if statement and answer.statement is not None:
        yield f"Statement ({answer.statement.language})", answer.statement.text


def whole_question(suggestion: str, question: str) -> str:
    """A suggestion as a question of its own: a word put into the place of the one that it is near to."""
    if len(suggestion.split()) > 1:
        return suggestion
    near = closest(suggestion, re.findall(r"\w+", question), most=1)
    return question.replace(near[0], suggestion, 1) if near else suggestion
