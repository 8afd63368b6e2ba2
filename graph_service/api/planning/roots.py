"""Reading an operation: each root field becomes one plan and what turns its result into the response.

products(…)     → Entities with a page          product(gtin:), node(id:) → Entities, first 1
productsAggregate(…) → Table of one row         ask, _meta, __schema, __type, … → left to graphql-core
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from graphql import FieldNode, GraphQLInputObjectType, get_named_type

from graph_service.api.errors import BAD_USER_INPUT, LIMIT_EXCEEDED, refused
from graph_service.api.limits import Limits
from graph_service.api.planning.aggregates import COUNT, count, read_totals
from graph_service.api.planning.connections import Came, Connection, read_connection
from graph_service.api.planning.cursors import decode, mark
from graph_service.api.planning.entities import Level, definition_of, read_views
from graph_service.api.planning.fields import Asked, Document, below
from graph_service.api.planning.shapes import Reader, Row
from graph_service.api.planning.where import At, condition_of, local, order_of
from graph_service.api.schema.outputs import NESTED_DEFAULT
from graph_service.api.schema.parts import PART, Kind, Part, part_of
from graph_service.ontology.graphql_names import type_name
from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Compare, Comparison, Condition, both
from graph_service.plan.expressions import THING, THIS, Constant, Meta, Property
from graph_service.plan.model import Entities, Link, LinkAggregate, Node, Order, Plan, Table
from graph_service.plan.ready import Bounds
from graph_service.stores.protocol import Result


@dataclass(frozen=True, kw_only=True)
class Page:
    """The arguments of a connection."""

    where: Condition | None
    order: tuple[Order, ...]
    first: int
    after: tuple[Constant, ...] | None


@dataclass(frozen=True, kw_only=True)
class Root:
    """One root field: its plan, None where graphql-core answers, and what makes the response of the result.

    `iri` is what one entity was asked for by; where nothing has it, it may be another name of an entity, for which
    `again` makes the plan.
    """

    key: str
    nodes: tuple[FieldNode, ...]
    plan: Plan | None = None
    read: Callable[[Result], Any] = field(default=lambda result: None)
    iri: str | None = None
    again: Callable[[str], Plan] | None = None


@dataclass(kw_only=True)
class Reading:
    """What one operation is read with."""

    ontology: Ontology
    document: Document
    bounds: Bounds
    limits: Limits
    zone: ZoneInfo
    language: str | None = None
    pages: list[int] = field(default_factory=list)

    def root(self, key: str, asked: tuple[Asked, ...]) -> Root:
        """One root field."""
        first = asked[0]
        if first.name.startswith("__") or PART not in first.field.extensions:
            return Root(key=key, nodes=tuple(one.node for one in asked))
        part = part_of(first.field)
        self.pages = [1]
        match part.kind:
            case Kind.PAGE:
                return self._page(key, asked, part)
            case Kind.TOTALS:
                return self._totals(key, asked, part)
            case Kind.NODE:
                return self._single(key, asked, THING, self.document.arguments(first.field, first.node))
            case _:
                return self._single(key, asked, part.cls, self._key(first, part))

    def nested_page(self, level: Level, key: str, asked: tuple[Asked, ...], part: Part, on: str | None) -> Reader:
        """A to-many link of a level: a page within each row, its total an aggregate beside it."""
        page = self._arguments(asked[0], part.cls, NESTED_DEFAULT, self.bounds.nested_rows)
        name, inner = level.key(key), Level(cls=part.cls)
        connection = self._connection(asked, part.cls, page, inner)
        first = page.first + 1 if connection.more else page.first
        entities = inner.entities(where=page.where, order=page.order, first=first, after=page.after)
        level.links.append(Link(name=name, link=part.name, entities=entities, on=on))
        total = level.key(f"{name}:total") if connection.total else None
        if total:
            level.aggregates.append(
                LinkAggregate(name=total, link=part.name, measures=(count(),), where=page.where, on=on)
            )
        return lambda row: connection.read(_came(row, name, total, page))

    def nested_totals(self, level: Level, key: str, asked: tuple[Asked, ...], part: Part, on: str | None) -> Reader:
        """Figures over a to-many link of a level."""
        measures, read = read_totals(self.document, asked)
        name = level.key(key)
        where = self._where(asked[0], part.cls)
        level.aggregates.append(LinkAggregate(name=name, link=part.name, measures=measures, where=where, on=on))
        return lambda row: read(row[name])

    def is_abstract(self, cls: str) -> bool:
        """Whether the class is an interface of the schema."""
        return cls == THING or len(self.ontology.descendants(cls)) > 1

    def possible(self, cls: str) -> tuple[str, ...]:
        """The classes an entity of a page may be of."""
        return tuple(self.ontology.classes) if cls == THING else self.ontology.descendants(cls)

    def types_of(self, cls: str) -> frozenset[str]:
        """The names of the types that an entity of exactly this class has."""
        return frozenset({"Node", self.concrete_name(cls), *map(type_name, self.ontology.ancestors(cls))})

    def concrete_name(self, cls: str) -> str:
        """The name of the object type of an entity of exactly this class."""
        return f"{type_name(cls)}Entity" if self.is_abstract(cls) else type_name(cls)

    def definition(self, cls: str) -> str | None:
        """The IRI that defines a class."""
        return definition_of(self.ontology, cls)

    def _page(self, key: str, asked: tuple[Asked, ...], part: Part) -> Root:
        page = self._arguments(asked[0], part.cls, self.bounds.default_rows, self.bounds.rows)
        level = Level(cls=part.cls)
        connection = self._connection(asked, part.cls, page, level)
        body = level.entities(
            where=page.where,
            order=page.order,
            first=page.first,
            after=page.after,
            total=connection.total,
        )
        plan = self._plan(body)
        return Root(key=key, nodes=(asked[0].node,), plan=plan, read=lambda r: _connected(connection, r, page))

    def _single(self, key: str, asked: tuple[Asked, ...], cls: str, given: dict[str, Any]) -> Root:
        """One entity by its key; an IRI may also be one of its other names."""
        on: Any = get_named_type(asked[0].field.type)
        level = Level(cls=cls)
        (shape,) = read_views(self, level, [below(asked, on)])

        def read(result: Result) -> Row | None:
            return shape.row(result.entities[0]) if result.entities else None

        def plan(iri: str) -> Plan:
            return self._plan(level.entities(where=_same({"id": iri}, asked[0], self.zone), first=1))

        body = level.entities(where=_same(given, asked[0], self.zone), first=1)
        iri = str(given["id"]) if set(given) == {"id"} else None
        return Root(key=key, nodes=(asked[0].node,), plan=self._plan(body), read=read, iri=iri, again=plan)

    def _totals(self, key: str, asked: tuple[Asked, ...], part: Part) -> Root:
        measures, shape = read_totals(self.document, asked)
        where = self._where(asked[0], part.cls)
        body = Table(nodes=(Node(name=THIS, cls=part.cls),), where=where, measures=measures)

        def read(result: Result) -> Any:
            return shape(dict(zip((column.name for column in result.columns), result.rows[0], strict=True)))

        return Root(key=key, nodes=(asked[0].node,), plan=self._plan(body), read=read)

    def _connection(self, asked: tuple[Asked, ...], cls: str, page: Page, level: Level) -> Connection:
        connection = read_connection(self.document, asked, mark(cls, page.order))
        self.pages.append(self.pages[-1] * max(page.first, 1))
        self._judge_product(asked[0].node)
        level.cursor = connection.cursor
        connection.shapes = read_views(self, level, connection.views)
        self.pages.pop()
        return connection

    def _judge_product(self, node: FieldNode) -> None:
        most = self.limits.entities
        if self.pages[-1] > most:
            message = (
                f"Pages inside pages could give {self.pages[-1]:,} entities at '{node.name.value}'; at most {most:,} "
                "are allowed. Lower 'first' here or further up."
            )
            raise refused(message, LIMIT_EXCEEDED, node)

    def _arguments(self, asked: Asked, cls: str, default: int, most: int) -> Page:
        given: dict[str, Any] = self.document.arguments(asked.field, asked.node)
        order = order_of(given.get("orderBy"), asked.field.args["orderBy"].type, asked.node)
        after = given.get("after")
        return Page(
            where=self._where(asked, cls, given),
            order=order,
            first=_first(given.get("first"), default, most, asked.node),
            after=None if after is None else decode(after, cls, order, asked.node),
        )

    def _where(self, asked: Asked, cls: str, given: dict[str, Any] | None = None) -> Condition | None:
        arguments = given if given is not None else self.document.arguments(asked.field, asked.node)
        type_ = get_named_type(asked.field.args["where"].type)
        assert isinstance(type_, GraphQLInputObjectType)
        at = At(node=THIS, field=asked.node, zone=self.zone)
        where: Any = arguments.get("where")
        return condition_of(where, type_, at)

    def _key(self, asked: Asked, part: Part) -> dict[str, Any]:
        """The arguments of exactly one key."""
        given = {n: v for n, v in self.document.arguments(asked.field, asked.node).items() if v is not None}
        if not any(set(given) == set(key) for key in part.keys.values()):
            got = " and ".join(sorted(given)) or "none"
            message = f"Give one key of {part.cls}, not {got}: {', '.join(part.keys)}."
            raise refused(message, BAD_USER_INPUT, asked.node)
        return given

    def _plan(self, body: Entities | Table) -> Plan:
        return Plan(body=body, language=self.language)


def _same(given: dict[str, Any], asked: Asked, zone: ZoneInfo) -> Condition | None:
    """The key's properties have the values given."""
    return both(
        *(
            Compare(
                operator=Comparison.EQ,
                left=Property(name=Meta.IRI.value if name == "id" else part_of(asked.field.args[name]).name),
                right=Constant(value=local(value, zone)),
            )
            for name, value in given.items()
        )
    )


def _first(given: int | None, default: int, most: int, node: FieldNode) -> int:
    if given is None:
        return default
    if given < 0:
        raise refused(f"'first' is 0 or more, got {given}.", BAD_USER_INPUT, node)
    if given > most:
        message = f"'first' is {given}; at most {most} are given at once here. Go page by page with 'after'."
        raise refused(message, LIMIT_EXCEEDED, node)
    return given


def _came(row: Row, name: str, total: str | None, page: Page) -> Came:
    rows = row[name] or []
    return Came(
        rows=rows[: page.first],
        more=len(rows) > page.first,
        total=row[total][COUNT] if total else None,
        after=page.after is not None,
    )


def _connected(connection: Connection, result: Result, page: Page) -> dict[str, Any]:
    assert result.entities is not None
    came = Came(rows=result.entities, more=result.more, total=result.total, after=page.after is not None)
    return connection.read(came)
