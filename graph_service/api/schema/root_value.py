"""What the root fields that need no plan are resolved with, and the root field `_meta`: what is served right now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLString,
)

from graph_service.api.schema.scalars import DATETIME

Ask = Callable[[str, str | None], dict[str, Any]]
Resolve = Callable[["ServiceMeta", GraphQLResolveInfo[Any]], Any]


@dataclass(frozen=True, kw_only=True)
class ServiceMeta:
    """What the store serves; `newest` looks up the last load run whose word is served, and when that was."""

    store: str
    generation: int
    loading: bool
    ontology: str
    digest: str
    newest: Callable[[], tuple[int, str] | None]


@dataclass(frozen=True, kw_only=True)
class RootValue:
    """How a question is answered, and how it is told what is served."""

    ask: Ask
    meta: Callable[[], ServiceMeta]


def _run(meta: ServiceMeta, info: GraphQLResolveInfo[Any]) -> int | None:
    newest = meta.newest()
    return newest[0] if newest else None


def _loaded_at(meta: ServiceMeta, info: GraphQLResolveInfo[Any]) -> str | None:
    newest = meta.newest()
    return newest[1] if newest else None


def _field(of: GraphQLOutputType, about: str, resolve: Resolve | None = None) -> GraphQLField:
    return GraphQLField(of, description=about, resolve=resolve)


_TYPE = GraphQLObjectType(
    "ServiceMeta",
    {
        "store": _field(GraphQLNonNull(GraphQLString), "The store that answers: `sqlite` or `neo4j`."),
        "generation": _field(GraphQLNonNull(GraphQLInt), "Counts the publications: another one, other answers."),
        "loading": _field(
            GraphQLNonNull(GraphQLBoolean),
            "A load is writing into what is served, so that answers may hold some of it already. Where a load is "
            "published at once (always on `sqlite`, small changes on `neo4j`), it is never true.",
        ),
        "ontology": _field(GraphQLNonNull(GraphQLID), "The IRI of the ontology that is served."),
        "digest": _field(
            GraphQLNonNull(GraphQLString), "Of the ontology that is served, as the last load recorded it."
        ),
        "run": _field(GraphQLInt, "The newest load run of what the role may see.", _run),
        "loadedAt": _field(DATETIME, "When that run was, in UTC.", _loaded_at),
    },
    description="What is served right now.",
)
META = GraphQLField(
    GraphQLNonNull(_TYPE),
    resolve=lambda root, info: root.meta(),
    description="What is served right now: which publication of which ontology, and whether a load is under way.",
)
