"""Writing SQL so that people can read it: one idea a line, two spaces a level, identifiers always quoted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph_service.ontology.naming import quote_sql

INDENT = "  "


def indented(text: str) -> str:
    """Every line of the text moved to the right."""
    return INDENT + text.replace("\n", f"\n{INDENT}")


def hanging(text: str) -> str:
    """Every line but the first moved to the right."""
    return text.replace("\n", f"\n{INDENT}")


def listed(parts: Iterable[str]) -> str:
    """The parts below each other, separated by commas."""
    return ",\n".join(parts)


def nested(text: str) -> str:
    """A statement in parentheses, on lines of its own."""
    return f"(\n{indented(text)}\n)"


def text_literal(text: str) -> str:
    """A name in single quotes, for the keys of JSON objects (SQL:2016, 5.3 <character string literal>)."""
    return "'" + text.replace("'", "''") + "'"


def column(alias: str, name: str) -> str:
    """A column of a table by its alias; without one, of what is selected."""
    return f"{quote_sql(alias)}.{quote_sql(name)}" if alias else quote_sql(name)


def table_as(table: str, alias: str) -> str:
    """A table under an alias."""
    return quote_sql(table) if table == alias else f"{quote_sql(table)} AS {quote_sql(alias)}"


def quoted_as(columns: Mapping[str, str]) -> list[str]:
    """The items of a SELECT from column name → text."""
    return [text if text.endswith(f".{quote_sql(n)}") else f"{text} AS {quote_sql(n)}" for n, text in columns.items()]


def all_of(conditions: Iterable[str]) -> str:
    """The conditions, one a line, all of which hold."""
    return "\n".join(f"{'AND ' if number else ''}{condition}" for number, condition in enumerate(conditions))


def select(
    columns: Iterable[str],
    sources: Iterable[str],
    *,
    distinct: bool = False,
    where: Iterable[str] = (),
    group: Iterable[str] = (),
    order: Iterable[str] = (),
    limit: str | None = None,
) -> str:
    """One SELECT; `sources` are the FROM items, each joined one with its own JOIN."""
    first, *joined = sources
    lines = [*_selected("SELECT DISTINCT" if distinct else "SELECT", list(columns)), f"FROM {first}"]
    lines += [indented(source) for source in joined]
    for word, parts, text in (("WHERE", tuple(where), all_of), ("GROUP BY", tuple(group), ", ".join)):
        lines += [_clause(word, text(parts))] if parts else []
    keys = ", ".join(order)
    lines += [f"ORDER BY {keys}"] if keys else []
    lines += [f"LIMIT {limit}"] if limit is not None else []
    return "\n".join(lines)


def _selected(word: str, columns: list[str]) -> list[str]:
    """The columns, each on a line of its own unless there is but one short one."""
    if len(columns) == 1 and "\n" not in columns[0]:
        return [f"{word} {columns[0]}"]
    return [word, indented(listed(columns))]


def _clause(word: str, text: str) -> str:
    return f"{word} {hanging(text)}"
