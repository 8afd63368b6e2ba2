"""What --help teaches can be typed: every example is a command with arguments it takes; those that read are run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import pytest
import typer.main

from graph_service.cli import app
from graph_service.service import GraphService
from graph_service.workspace import Workspace
from tests.cli.running import run

COMMAND = typer.main.get_command(app)
READING = ("query", "explain", "ask", "why", "status", "quarantine", "check")


def documented() -> Iterator[tuple[str, str]]:
    """(command, help) of every command, those of `neo4j` too."""
    for name, command in COMMAND.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", {name: command})
        for one, found in inner.items():
            yield (name if one == name else f"{name} {one}"), found.help or ""


def examples() -> Iterator[str]:
    """Every line of the fenced examples that calls graph-service, without its comment."""
    for _, text in documented():
        for block in re.findall(r"```\n(.*?)```", text, re.DOTALL):
            for line in block.splitlines():
                for part in line.split("&&"):
                    if part.strip().startswith("graph-service "):
                        yield re.split(r"\s[#>]", part)[0].strip()


EXAMPLES = list(examples())
READ = [line for line in EXAMPLES if shlex.split(line)[1] in READING and "--store neo4j" not in line]


def test_every_command_has_an_example() -> None:
    assert (len(list(documented())), len(EXAMPLES), len(READ)) == (16, 46, 20)
    for name, _ in documented():
        assert any(line.startswith(f"graph-service {name}") for line in EXAMPLES) or name == "neo4j env"


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_is_a_command(line: str) -> None:
    command, words = COMMAND, shlex.split(line)[1:]
    while inner := getattr(command, "commands", None):
        command = inner[words.pop(0)]
    command.make_context(line, words)  # raises a usage error for what it does not take


@pytest.mark.parametrize("line", READ)
def test_an_example_that_reads_does_what_it_says(
    line: str, sample_workspace: Workspace, sample_service: GraphService
) -> None:
    ran = run(*shlex.split(line)[1:], "--workspace", sample_workspace.root)
    assert ran.code == 0, ran.err
    assert ran.out.strip()
