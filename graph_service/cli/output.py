"""What commands print: tables, findings, JSON, progress; results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from graph_service.findings import Finding, GraphServiceError, Severity
from graph_service.words.numbers import number_text

if TYPE_CHECKING:
    from graph_service.plan.ready import ResultColumn

PAUSE = 10  # seconds between two lines of progress where no bar can be drawn
WIDE = 10_000  # columns where nobody watches: a table in a file or a pipe is never cut


def _console(*, stderr: bool) -> Console:
    watched = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(stderr=stderr, highlight=False, soft_wrap=True, width=None if watched else WIDE)


out, err = _console(stderr=False), _console(stderr=True)

STYLES = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


@contextmanager
def muted(yes: bool) -> Iterator[None]:
    """Nothing for people on stdout meanwhile."""
    before, out.quiet = out.quiet, yes
    try:
        yield
    finally:
        out.quiet = before


def as_text(value: object) -> str:
    """Text from data as it is put between markup: nothing in it styles, links, or drives the terminal."""
    return escape("".join(char if char.isprintable() or char in " \n\t" else _visible(char) for char in str(value)))


def _visible(char: str) -> str:
    return f"\\u{ord(char):04x}"


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(value, default=plain, ensure_ascii=False, indent=2) + "\n")


def plain(value: Any) -> Any:
    """A value as JSON knows it: decimals as text, dates in ISO 8601, dataclasses as objects."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return str(value)


def print_findings(findings: Iterable[Finding]) -> None:
    """One line a finding on stderr, its severity in colour."""
    for finding in findings:
        _print_finding(finding, finding.severity.value)


def print_error(error: GraphServiceError) -> None:
    """Why a command ended: its findings, those that ended it called errors."""
    for finding in error.findings:
        _print_finding(finding, "Error" if finding.severity is Severity.VIOLATION else finding.severity.value)


def _print_finding(finding: Finding, title: str) -> None:
    err.print(f"[{STYLES[finding.severity]}]{title}[/] {as_text(finding)} [dim]({as_text(finding.rule)})[/]")


def count_of(number: int, one: str, many: str) -> str:
    """`1 violation`, `2,000 violations`, `no violations`."""
    return f"{format(number, ',') if number else 'no'} {one if number == 1 else many}"


def print_rows(
    columns: Sequence[str | ResultColumn], rows: Iterable[Sequence[Any]], *, title: str | None = None
) -> None:
    """A table for people on stdout."""
    out.print(rows_table(columns, rows, title=title))


def rows_table(
    columns: Sequence[str | ResultColumn], rows: Iterable[Sequence[Any]], *, title: str | None = None
) -> Table:
    """A table for people; numbers are aligned to the right, those that only identify are text."""
    material = [list(row) for row in rows]
    table = Table(
        title=None if title is None else as_text(title),
        title_justify="left",
        header_style="bold",
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    for index, column in enumerate(columns):
        shown = [row[index] for row in material if row[index] is not None]
        numeric = bool(shown) and all(isinstance(value, int | float | Decimal) for value in shown)
        name = column if isinstance(column, str) else column.name
        table.add_column(as_text(name), justify="right" if numeric else "left")
    for row in material:
        table.add_row(*(as_text(cell(value, column)) for value, column in zip(row, columns, strict=True)))
    return table


def cell(value: Any, column: str | ResultColumn = "") -> str:
    """One cell for people: numbers as `number_text` writes them, null as a dash."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case int() | float() | Decimal():
            return number_text(value) if isinstance(column, str) else _figure(value, column)
        case datetime():
            return value.isoformat(sep=" ")
        case _:
            return str(value)


def _figure(value: int | float | Decimal, column: ResultColumn) -> str:
    return str(value) if column.key else number_text(value, scale=column.scale, unit=column.unit or "")


Progressed = Callable[[str, int, int], None]


@contextmanager
def progress_bars(*, quiet: bool = False) -> Iterator[Progressed]:
    """A bar for each named piece of work on a terminal; in a file or a pipe a line now and then."""
    if quiet:
        yield lambda name, done, total: None
        return
    if not err.is_terminal:
        yield _lines()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def advance(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(escape(name), total=total or None)
            bars.update(tasks[name], completed=done, total=total or None)

        yield advance


def _lines() -> Progressed:
    """A line on stderr for whatever is under way when PAUSE seconds have passed without one."""
    last = time.monotonic()

    def advance(name: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= PAUSE:
            last = time.monotonic()
            err.print(as_text(f"{name}: {done:,} of {total:,}" if total else f"{name}: {done:,}"))

    return advance
