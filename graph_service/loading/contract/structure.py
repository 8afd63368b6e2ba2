"""Structure of a contract: its checks, references and promises name columns and sources that it has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph_service.documents import Document, Step
from graph_service.findings import Finding, closest
from graph_service.loading.contract.model import Source, Target

RESERVED = ("record",)  # each source's table has it: rules and queries refer to a record by it


def structure(yaml: Document, sources: tuple[Source, ...]) -> Iterator[Finding]:
    """Checks and references must name columns and sources that the contract has."""
    by_name = {source.name: source for source in sources}
    for position, source in enumerate(sources):
        seen: set[str] = set()
        headings: set[str] = set()
        for number, column in enumerate(source.columns):
            name, at = column.name.casefold(), ("schema", position, "properties", number)
            if name in RESERVED:
                remedy = f"Call the column another name, with physicalName: {column.name}."
                yield finding(yaml, f"'{column.name}' is the record number's own name. {remedy}", *at)
            if name in seen:
                yield finding(yaml, f"Column '{column.name}' is given twice in '{source.name}'.", *at)
            elif column.heading.casefold() in headings:
                message = f"Column '{column.name}' has the physicalName '{column.heading}' of an earlier one."
                yield finding(yaml, f"{message} In the file the second such heading is '{column.heading}#2'.", *at)
            seen.add(name)
            headings.add(column.heading.casefold())
        for check in source.checks:
            targets = [(source.name, name) for name in check.columns]
            if isinstance(check.argument, Target):
                targets += [(check.argument.source, name) for name in check.argument.columns]
            for owner, name in targets:
                yield from _known_column(yaml, by_name, owner, name, check.line)
        for fresh in source.freshness:
            yield from _known_column(yaml, by_name, source.name, fresh.column, fresh.line)


def _known_column(yaml: Document, sources: dict[str, Source], owner: str, name: str, line: int) -> Iterator[Finding]:
    where = f"{yaml.shown}:{line}"
    if owner not in sources:
        message = f"The contract has no source '{owner}'."
        yield Finding(rule="contract", message=message, where=where, suggestions=closest(owner, sources))
    elif sources[owner].column(name) is None:
        known = [column.name for column in sources[owner].columns]
        message = f"Source '{owner}' has no column '{name}'."
        yield Finding(rule="contract", message=message, where=where, suggestions=closest(name, known))


def finding(yaml: Document, message: str, *steps: Step, **more: Any) -> Finding:
    """A finding of rule `contract` at the place of a path."""
    return Finding(rule="contract", message=message, where=yaml.place(*steps), **more)
