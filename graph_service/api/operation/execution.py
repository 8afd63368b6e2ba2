"""Execution of an operation: a statement per root field, side by side; the rest by graphql-core on the same schema."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
)

from graph_service.answers import answer_to_json
from graph_service.api.errors import BAD_USER_INPUT, coded, from_findings, refused, unexpected
from graph_service.api.operation.role_schema import Operation, Refused, RoleSchema, RoleSchemas
from graph_service.api.planning.roots import Root
from graph_service.api.schema.root_value import RootValue, ServiceMeta
from graph_service.findings import GraphServiceError
from graph_service.plan.expressions import THING, Meta, Property
from graph_service.plan.model import Entities, Named, Order, Plan
from graph_service.plan.policies.policy import Actor
from graph_service.service import EXPLAIN, GraphService

MOST_SIDE_BY_SIDE = 4
LOADED_AT = Property(name=Meta.LOADED_AT.value)
NEWEST = Plan(
    body=Entities(
        cls=THING,
        select=(Named(name="run", of=Property(name=Meta.RUN.value)), Named(name="loadedAt", of=LOADED_AT)),
        order=(Order(of=LOADED_AT, descending=True),),
        first=1,
    )
)


@dataclass(frozen=True, kw_only=True)
class Request:
    """One GraphQL request and who sends it."""

    text: str | None
    variables: Mapping[str, Any]
    operation: str | None
    actor: Actor
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class Response:
    """What GraphQL answers; `data` is None where the request was refused before it ran."""

    data: dict[str, Any] | None
    errors: list[GraphQLError]


class Executor:
    """Runs operations against a service; safe to share between threads."""

    def __init__(self, service: GraphService, schemas: RoleSchemas) -> None:
        self.service, self.schemas = service, schemas
        self._pool = ThreadPoolExecutor(MOST_SIDE_BY_SIDE, thread_name_prefix="graphql")

    def run(self, request: Request) -> Response:
        """The response; every error is one of GraphQL."""
        try:
            if not request.text:
                raise refused("The request has no query.", BAD_USER_INPUT)
            served = self.schemas.of(request.actor)
            operation = served.read(request.text, request.variables, request.operation, request.language)
        except Refused as error:
            return Response(data=None, errors=error.errors)
        except GraphQLError as error:
            return Response(data=None, errors=[coded(error, BAD_USER_INPUT)])
        except GraphServiceError as error:
            return Response(data=None, errors=from_findings(error, None, ()))
        return self._answer(served, operation, request)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()

    def _answer(self, served: RoleSchema, operation: Operation, request: Request) -> Response:
        data: dict[str, Any] = {root.key: None for root in operation.roots}
        errors: list[GraphQLError] = []
        planned = [root for root in operation.roots if root.plan is not None]
        if len(planned) < len(operation.roots):
            own, found = self._core(served, operation, request)
            data |= own
            errors += found
        for root, (value, found) in zip(planned, self._side_by_side(planned, request), strict=True):
            data[root.key] = value
            errors += found
        return Response(data=data, errors=errors)

    def _side_by_side(self, roots: list[Root], request: Request) -> list[tuple[Any, list[GraphQLError]]]:
        if len(roots) < 2:
            return [self._one(root, request) for root in roots]
        return list(self._pool.map(lambda root: self._one(root, request), roots))

    def _one(self, root: Root, request: Request) -> tuple[Any, list[GraphQLError]]:
        """One root field's value and errors: the plan's one statement."""
        assert root.plan is not None
        try:
            value = root.read(self.service.answer(root.plan, request.actor))
            return value if value is not None else self._by_another_name(root, request), []
        except GraphServiceError as error:
            return None, from_findings(error, root.nodes[0], [root.key])
        except Exception as error:  # the edge: one field fails, the others stand
            return None, [unexpected(error, root.nodes[0], [root.key])]

    def _by_another_name(self, root: Root, request: Request) -> Any:
        """What an IRI that no entity has leads to as an alias: another statement, only where nothing was found."""
        canonical = self.service.store.resolve(root.iri) if root.iri is not None else None
        if canonical is None or canonical == root.iri or root.again is None:
            return None
        return root.read(self.service.answer(root.again(canonical), request.actor))

    def _core(
        self, served: RoleSchema, operation: Operation, request: Request
    ) -> tuple[dict[str, Any], list[GraphQLError]]:
        """What graphql-core answers itself: introspection, `ask` and `_meta`."""
        assert operation.checked.document is not None
        document = _only(operation, operation.checked.document)
        asking = replace(request, operation=None)
        result = execute_sync(
            served.schema,
            document,
            root_value=RootValue(
                ask=lambda question, language: self._ask(question, language, asking), meta=lambda: self._meta(asking)
            ),
            variable_values=dict(operation.variables),
        )
        errors = [_of_core(error) for error in result.errors or ()]
        return dict(result.data or {}), errors

    def _ask(self, question: str, language: str | None, request: Request) -> dict[str, Any]:
        answer = self.service.ask(question, request.actor, language or request.language)
        return answer_to_json(answer, statement=EXPLAIN in request.actor.permissions)

    def _meta(self, request: Request) -> ServiceMeta:
        """The state is asked anew: a load may have begun since the ontology was read."""
        ontology, state = self.service.served().ontology, self.service.store.state()
        return ServiceMeta(
            store=self.service.store.name,
            generation=state.generation,
            loading=state.loading,
            ontology=ontology.iri,
            digest=ontology.digest,
            newest=cache(lambda: self._newest(request)),
        )

    def _newest(self, request: Request) -> tuple[int, str] | None:
        """The newest run and its time among the entities that the actor may see: a statement, only if asked for."""
        found = self.service.answer(NEWEST, request.actor).entities
        return (found[0]["run"], found[0]["loadedAt"]) if found else None


def _only(operation: Operation, document: DocumentNode) -> DocumentNode:
    """The document with only the root fields that graphql-core answers."""
    fields: list[FieldNode] = [node for root in operation.roots if root.plan is None for node in root.nodes]
    node = operation.node
    own = OperationDefinitionNode(
        operation=node.operation,
        name=node.name,
        variable_definitions=node.variable_definitions,
        directives=node.directives,
        selection_set=SelectionSetNode(selections=tuple(fields)),
    )
    rest = [d for d in document.definitions if not isinstance(d, OperationDefinitionNode)]
    return DocumentNode(definitions=(own, *rest))


def _of_core(error: GraphQLError) -> GraphQLError:
    path = [str(part) for part in error.path or ()]
    node = error.nodes[0] if error.nodes else None
    if isinstance(error.original_error, GraphServiceError):
        return from_findings(error.original_error, node, path)[0]
    if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        return unexpected(error.original_error, node, path)
    return coded(error, BAD_USER_INPUT)
