"""The guard of SQL that people write in contracts and mappings: one SELECT over the product's own sources, or nothing.

DuckDB's own parser gives the tree; what the guard does not know in a FROM is refused (fail closed). So a query can
neither read a file or another product nor change anything. The tree is also where the record number is added, so that
every row of a query can be traced to the record it stands for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph_service.findings import closest, did_you_mean
from graph_service.loading.contract import Contract
from graph_service.loading.sql.duck import SOURCE, Connection, DuckError, columns_of, rows, scalar, source_table
from graph_service.ontology.naming import quote_sql

FROM_ITEMS = ("BASE_TABLE", "JOIN", "SUBQUERY", "EMPTY", "EXPRESSION_LIST")
QUERY_NODES = ("SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE", "RECURSIVE_CTE_NODE")
OF_THE_ENGINE = ("current_setting", "getvariable", "pg_sleep", "set_config", "getenv")  # besides what is volatile
VOLATILE = "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability = 'VOLATILE'"
WHY_NOT = "it asks or changes the engine, waits, or gives another value each time"
RECORD = "record"
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TAKEN = (
    f"SELECT count(*) FROM (SELECT table_name AS name FROM duckdb_tables() WHERE schema_name <> '{SOURCE}' "
    "UNION ALL SELECT view_name FROM duckdb_views()) WHERE lower(name) = lower(?)"
)
Node = dict[str, Any]


class GuardError(ValueError):
    """A query is not one that may run here."""


@dataclass(frozen=True, kw_only=True)
class GuardedQuery:
    """A query that may run. `source` is the one whose records its rows stand for; `by_record` says that its column
    `record` has their numbers."""

    sql: str
    source: str
    by_record: bool


def guarded(connection: Connection, contract: Contract, query: str, driving: str = "") -> GuardedQuery:
    """A mapping's query with the record number of its driving source (by default the first it reads) as a column.

    Every value served has a record that it comes from, so a query whose rows have none is refused.
    """
    node = _checked(connection, contract, query)
    source, alias = _driving(contract, node, driving)
    plain = _guarded(connection, node, source)
    if plain.by_record:
        return plain
    if node["type"] != "SELECT_NODE":
        remedy = f"Select {RECORD} in each part, or write a triples map for each."
        raise GuardError(f"The rows of a UNION or the like do not say which record they stand for. {remedy}")
    column = f"{quote_sql(alias)}.{RECORD}"
    item = f"min({column})" if node.get("group_expressions") else column
    node["select_list"].append(_parsed(connection, f"SELECT {item} AS {RECORD}")["select_list"][0])
    return _guarded(connection, node, source)


def counted(connection: Connection, contract: Contract, query: str) -> GuardedQuery:
    """A quality rule `SELECT COUNT(*) FROM …` with the rows it counts instead of their number.

    They are records where the FROM is a source (joined or not) or a subquery with a column `record`.
    """
    node = _checked(connection, contract, query)
    source, alias = _driving(contract, node, "")
    columns = node["select_list"] if node["type"] == "SELECT_NODE" else []
    if len(columns) != 1 or columns[0].get("function_name") != "count_star" or node.get("group_expressions"):
        raise GuardError("A quality query has the form SELECT COUNT(*) FROM … WHERE …")
    of_source = node["from_table"]["type"] != "SUBQUERY"
    wanted = f"SELECT {quote_sql(alias)}.{RECORD} AS {RECORD}" if of_source else "SELECT * FROM t"
    node["select_list"] = _parsed(connection, wanted)["select_list"]
    return _guarded(connection, node, source)


def _guarded(connection: Connection, node: Node, source: str) -> GuardedQuery:
    tree = json.dumps({"error": False, "statements": [{"node": node, "named_param_map": []}]})
    sql = str(scalar(connection, "SELECT json_deserialize_sql(CAST(? AS JSON))", [tree]))
    try:
        columns = columns_of(connection, sql)
    except DuckError as error:
        raise GuardError(f"The query does not fit the product's sources: {_first_line(error)}") from error
    names = [name.casefold() for name in columns if name != RECORD]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise GuardError(f"The query gives the column '{twice}' twice. Give one another name with AS.")
    return GuardedQuery(sql=sql, source=source, by_record=RECORD in columns)


def _parsed(connection: Connection, query: str) -> Node:
    tree = json.loads(scalar(connection, "SELECT json_serialize_sql(?)", [query]))
    if tree.get("error"):
        raise GuardError(f"The query is not a SELECT that parses: {tree.get('error_message')}")
    if len(tree["statements"]) != 1:
        raise GuardError("The query is more than one statement.")
    node: Node = tree["statements"][0]["node"]
    return node


def _checked(connection: Connection, contract: Contract, query: str) -> Node:
    """The parsed query with every table pointed at a source of the product."""
    node = _parsed(connection, query)
    refused = {*OF_THE_ENGINE, *(name for (name,) in rows(connection, VOLATILE))}
    for found in _walk(node):
        kind = found.get("type")
        if isinstance(kind, str) and kind.endswith("_NODE") and kind not in QUERY_NODES:
            raise GuardError(f"A query may not have a {kind.removesuffix('_NODE')} in it.")
        if str(found.get("function_name")).casefold() in refused:
            raise GuardError(f"A query may not use the function {found['function_name']}: {WHY_NOT}.")
        if isinstance(found.get("from_table"), dict):
            for item in _refs(found["from_table"]):
                if item["type"] not in FROM_ITEMS:
                    raise GuardError("A query reads the product's sources only: no table functions, no PIVOT.")
    named = _ctes(connection, node)
    for table in list(_tables(node)):
        if table["table_name"] not in named or table["schema_name"] or table["catalog_name"]:
            _resolve(connection, contract, table)
    return node


def _walk(value: Any) -> Iterator[Node]:
    if isinstance(value, dict):
        yield value
        for inner in list(value.values()):
            yield from _walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner)


def _refs(item: Node) -> Iterator[Node]:
    yield item
    for side in ("left", "right"):
        if item["type"] == "JOIN" and isinstance(item.get(side), dict):
            yield from _refs(item[side])


def _tables(node: Node) -> Iterator[Node]:
    return (found for found in _walk(node) if found.get("type") == "BASE_TABLE")


def _ctes(connection: Connection, node: Node) -> set[str]:
    """The names of WITH. Outside of its WITH such a name could be a file's or a table's of another product: refused."""
    maps = [found["cte_map"]["map"] for found in _walk(node) if isinstance(found.get("cte_map"), dict)]
    names = {entry["key"] for entries in maps for entry in entries}
    odd = next((name for name in names if not PLAIN.fullmatch(name)), None)
    if odd is not None:
        raise GuardError(f"WITH '{odd}' has no plain name; use letters, digits and underscores.")
    taken = next((name for name in sorted(names) if scalar(connection, TAKEN, [name])), None)
    if taken is not None:
        raise GuardError(f"WITH '{taken}' has the name of a table; give it another one.")
    return names


def _resolve(connection: Connection, contract: Contract, table: Node) -> None:
    """Point a table of the query at the source's own table; the name written stays its alias."""
    written = str(table["table_name"])
    source = contract.source(written)
    if source is None:
        hint = did_you_mean(closest(written, [source.name for source in contract.sources]))
        raise GuardError(f"The query reads '{written}', which is no source of this product. {hint}".strip())
    alias = table["alias"] or written
    statement = f"SELECT * FROM {source_table(source.name)} AS {quote_sql(alias)}"
    table.update(_parsed(connection, statement)["from_table"])


def _driving(contract: Contract, node: Node, wanted: str) -> tuple[str, str]:
    """The source whose records the rows stand for, and its alias in the query."""
    tables = [(str(table["table_name"]), str(table["alias"])) for table in _tables(node) if table["schema_name"]]
    if not tables:
        raise GuardError("The query reads none of the product's sources.")
    source = contract.source(wanted) if wanted else None
    if not wanted:
        return tables[0]
    found = [(name, alias) for name, alias in tables if source and name == source.name]
    if not found:
        raise GuardError(f"The query does not read '{wanted}', the source that it stands for.")
    return found[0]


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
