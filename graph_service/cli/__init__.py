"""The command line: the outermost ring, where errors become lines on stderr and exit codes."""

from __future__ import annotations

import sys

import typer

import graph_service.cli.ask as ask
import graph_service.cli.check as check
import graph_service.cli.explain as explain
import graph_service.cli.init as init
import graph_service.cli.load as load
import graph_service.cli.neo4j as neo4j
import graph_service.cli.quarantine as quarantine
import graph_service.cli.query as query
import graph_service.cli.sample as sample
import graph_service.cli.serve as serve
import graph_service.cli.status as status
import graph_service.cli.up as up
import graph_service.cli.why as why
from graph_service.cli.output import err, print_error
from graph_service.findings import Finding, GraphServiceError, UsageError

INTERRUPTED = 130  # what Typer makes of Ctrl-C, as shells report SIGINT

app = typer.Typer(
    name="graph-service",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="""The semantic layer of a data mesh: one ontology, one knowledge graph, one plan for every question.

    Start with `graph-service up`: it checks the workspace, writes the sample's data, loads it, asks a saved query and
    a question, and serves GraphQL. Exit codes: 0 good, 1 findings, 2 usage.
    """,
)

for verb in (up, init, check, sample, load, status, quarantine, why, query, explain, ask, serve):
    name = verb.__name__.rpartition(".")[2]
    app.command(name)(verb.command)
app.add_typer(neo4j.app, name="neo4j")


def _refuse_bytes(words: list[str]) -> None:
    """What is no text can be neither looked up nor printed; Python passes such bytes on as lone surrogates."""
    for word in words:
        if any("\ud800" <= char <= "\udfff" for char in word):
            raise UsageError(Finding(rule="encoding", message=f"Not UTF-8: the argument {word!r}. Write it as UTF-8."))


def main() -> None:
    """Run the command line; never a stack trace for what a person can mend."""
    try:
        _refuse_bytes(sys.argv[1:])
        app()
    except GraphServiceError as error:
        print_error(error)
        sys.exit(error.exit_code)
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            err.print("Stopped. What was served before is still served.")
        raise
