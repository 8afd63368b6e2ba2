"""Connections: a page of entities with `nodes`, `edges`, `pageInfo` and `totalCount` as one part of one plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLObjectType, get_named_type

from graph_service.api.planning.cursors import encode
from graph_service.api.planning.entities import CURSOR
from graph_service.api.planning.fields import Asked, Document, Selected, below, collect
from graph_service.api.planning.shapes import AnyShape, Row

Rows = list[Row]


@dataclass(frozen=True, kw_only=True)
class Came:
    """What a store gave for one page."""

    rows: Rows
    total: int | None = None
    more: bool = False
    after: bool = False


Part = Callable[[Came], Any]


@dataclass(kw_only=True)
class Connection:
    """What is asked of a connection: views on its entities, and whether cursors, the total and `more` are needed."""

    document: Document
    mark: int
    views: list[Selected] = field(default_factory=list)
    shapes: list[AnyShape] = field(default_factory=list)
    cursor: bool = False
    total: bool = False
    more: bool = False
    parts: dict[str, Part] = field(default_factory=dict)

    def read(self, came: Came) -> dict[str, Any]:
        """The connection in the response."""
        return {key: part(came) for key, part in self.parts.items()}

    def encoded(self, row: Row) -> str:
        """The cursor of a row."""
        return encode(row[CURSOR], self.mark)


def read_connection(document: Document, asked: tuple[Asked, ...], mark: int) -> Connection:
    """What the fields of one response key ask of their connection; its shapes are set when the page is read."""
    on = get_named_type(asked[0].field.type)
    assert isinstance(on, GraphQLObjectType)
    connection = Connection(document=document, mark=mark)
    for key, inner in collect(document, below(asked, on)).items():
        connection.parts[key] = _part(connection, inner, on)
    return connection


def _part(connection: Connection, asked: tuple[Asked, ...], on: GraphQLObjectType) -> Part:
    match asked[0].name:
        case "nodes":
            view = _view(connection, asked)
            return lambda came: connection.shapes[view].rows(came.rows)
        case "edges":
            return _edges(connection, asked)
        case "pageInfo":
            return _page_info(connection, asked)
        case "totalCount":
            connection.total = True
            return lambda came: came.total
        case _:
            return lambda came: on.name


def _view(connection: Connection, asked: tuple[Asked, ...]) -> int:
    on = get_named_type(asked[0].field.type)
    connection.views.append(below(asked, on))  # type: ignore[arg-type]
    return len(connection.views) - 1


def _edges(connection: Connection, asked: tuple[Asked, ...]) -> Part:
    on = get_named_type(asked[0].field.type)
    assert isinstance(on, GraphQLObjectType)
    readers: dict[str, Callable[[Row], Any]] = {}
    for key, inner in collect(connection.document, below(asked, on)).items():
        readers[key] = _edge_reader(connection, inner, on)
    return lambda came: [{key: read(row) for key, read in readers.items()} for row in came.rows]


def _edge_reader(connection: Connection, asked: tuple[Asked, ...], on: GraphQLObjectType) -> Callable[[Row], Any]:
    match asked[0].name:
        case "node":
            view = _view(connection, asked)
            return lambda row: connection.shapes[view].row(row)
        case "cursor":
            connection.cursor = True
            return connection.encoded
        case _:
            return lambda row: on.name


def _page_info(connection: Connection, asked: tuple[Asked, ...]) -> Part:
    on = get_named_type(asked[0].field.type)
    assert isinstance(on, GraphQLObjectType)
    parts: dict[str, Part] = {}
    for key, inner in collect(connection.document, below(asked, on)).items():
        parts[key] = _info(connection, inner[0].name, on)
    return lambda came: {key: part(came) for key, part in parts.items()}


def _info(connection: Connection, name: str, on: GraphQLObjectType) -> Part:
    match name:
        case "hasNextPage":
            connection.more = True
            return lambda came: came.more
        case "hasPreviousPage":
            return lambda came: came.after
        case "startCursor" | "endCursor":
            connection.cursor = True
            index = 0 if name == "startCursor" else -1
            return lambda came: connection.encoded(came.rows[index]) if came.rows else None
        case _:
            return lambda came: on.name
