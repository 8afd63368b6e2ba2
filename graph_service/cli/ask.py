"""`graph-service ask`: a question in plain words, answered with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.options import AsOption, Format, FormatOption, RoleOption, StoreOption, WorkspaceOption
from graph_service.cli.output import as_text, err, out, print_json, print_rows
from graph_service.cli.running import opened

if TYPE_CHECKING:
    from graph_service.answers.answer import Answer, Evidence

EVIDENCE_SHOWN = 5


def command(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    workspace: WorkspaceOption = None,
    store: StoreOption = None,
    role: RoleOption = None,
    as_actor: AsOption = None,
    language: Annotated[
        str | None, typer.Option("--language", help="Of the answer.", show_default="that of the question")
    ] = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Answer a question in plain words: rows, how it was understood, evidence and sources.

    Exit code 0 whenever there is an answer, a question back or a refusal; `status` of `--format json` says which.

    Works offline by rules. With OPENAI_API_KEY and GRAPH_SERVICE_MODEL (and OPENAI_BASE_URL for another server) a model
    proposes the plan; GRAPH_SERVICE_MODEL_SECONDS says how long it may take.

    **Examples**

    ```
    graph-service ask "What was the revenue by region last month?"
    graph-service ask "Welche Produkte sind in Leipzig ausverkauft?"
    graph-service ask "E-mail addresses of customers" --role customer-care
    ```
    """
    from graph_service.service import EXPLAIN
    from graph_service.workspace import find_workspace

    with opened(find_workspace(workspace), store) as service:
        actor = service.actor(role=role, name=as_actor)
        answer = service.ask(question, actor, language)
    if format is Format.JSON:
        from graph_service.answers import answer_to_json

        print_json(answer_to_json(answer, statement=EXPLAIN in actor.permissions))
    else:
        print_answer(answer)


def print_sources(evidence: Evidence) -> None:
    """The data products behind the rows, a line each."""
    for one in evidence.sources:
        said = f"{one.product} {one.version}, load run {one.run} of {one.loaded_at}"
        out.print(f"[dim]Source: {as_text(said)}[/]")


def print_answer(answer: Answer) -> None:
    """The sentence first, then the rows, then what they stand on."""
    out.print(f"[bold]{as_text(answer.text)}[/]")
    if answer.rows:
        print_rows(answer.columns, answer.rows)
    for line in (answer.restatement and f"Understood as: {answer.restatement}", *answer.assumptions):
        if line:
            out.print(f"[dim]{as_text(line)}[/]")
    print_sources(answer.evidence)
    for entity in answer.evidence.entities[:EVIDENCE_SHOWN]:
        shown = f"{entity.cls} {entity.label} <{entity.iri}>"
        out.print(f"[dim]Evidence: {as_text(shown)}[/]")
    if answer.evidence.total > EVIDENCE_SHOWN:
        out.print(f"[dim]… and {answer.evidence.total - EVIDENCE_SHOWN:,} more entities[/]")
    for suggestion in answer.suggestions:
        err.print(f"[yellow]Try: {as_text(suggestion)}[/]")
