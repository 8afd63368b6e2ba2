"""GraphQL over HTTP: Strawberry serves it, with a schema object of ours that plans instead of resolving.

Strawberry parses requests, negotiates and answers; `PlannedSchema` is what it knows of a schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import anyio.to_thread
import orjson
from cross_web import HTTPException
from graphql import GraphQLError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse
from starlette.responses import Response as HttpResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.schema.base import BaseSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from graph_service.api.errors import BAD_USER_INPUT, refused
from graph_service.api.http.actors import actor_of, language_of
from graph_service.api.http.problems import problem
from graph_service.api.http.security import GRAPHIQL_POLICY
from graph_service.api.operation.execution import Executor, Request, Response
from graph_service.api.schema.example import example
from graph_service.findings import GraphServiceError
from graph_service.plan.policies.policy import Actor

MEDIA_TYPE = "application/graphql-response+json"  # GraphQL over HTTP, 6


class PlannedSchema(BaseSchema):
    """What Strawberry serves: each operation becomes plans, one per root field. The context is a `Request`."""

    query: Any = None  # classes of Strawberry's own, from which it would make types; ours come from the ontology
    schema_converter: Any = None

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self.config = StrawberryConfig()
        self.mutation = self.subscription = None
        self.schema_directives = []
        self.exception_handlers = ()

    async def execute(self, *given: Any, **named: Any) -> ExecutionResult:
        """Run in a thread, because stores block."""
        return _result(await run_in_threadpool(self.executor.run, _request(*given, **named)))

    def execute_sync(self, *given: Any, **named: Any) -> ExecutionResult:
        """Run here."""
        return _result(self.executor.run(_request(*given, **named)))

    async def subscribe(self, *args: Any, **named: Any) -> Any:
        """There are no subscriptions."""
        return ExecutionResult(data=None, errors=[_no_streams()])

    async def stream(self, *args: Any, **named: Any) -> Any:
        """There are no streams."""
        return ExecutionResult(data=None, errors=[_no_streams()])

    def get_type_by_name(self, name: str) -> None:
        """Types are made from the ontology, not from Strawberry's classes."""
        return

    def get_directive_by_name(self, graphql_name: str) -> None:
        """There are none of our own."""
        return

    def as_str(self) -> str:
        """The schema that the default role sees."""
        return self.executor.schemas.of(self.executor.service.actor()).sdl


class Context:
    """Who asks, and in which language."""

    __slots__ = ("actor", "language")

    def __init__(self, actor: Actor, language: str | None) -> None:
        self.actor, self.language = actor, language


class GraphQLApp(GraphQL[Context, None]):
    """Strawberry's ASGI application with our page of GraphiQL, our JSON and our errors.

    `ide` makes the page of GraphiQL around a query to start with.
    """

    def __init__(self, executor: Executor, *, ide: Callable[[str], str]) -> None:
        super().__init__(PlannedSchema(executor), subscription_protocols=())
        self.executor, self.ide = executor, ide

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A request, or a problem where it is none that GraphQL could answer."""
        if scope["type"] == "websocket":
            await WebSocket(scope, receive, send).close()
            return
        try:
            response = await self.run(HttpRequest(scope, receive))
        except HTTPException as error:
            response = problem(error.status_code, error.reason, BAD_USER_INPUT)
        await response(scope, receive, send)

    async def get_context(self, request: Any, response: Any) -> Context:
        """The actor and the language of the request."""
        if MEDIA_TYPE in request.headers.get("accept", ""):
            response.media_type = MEDIA_TYPE
        return await anyio.to_thread.run_sync(self._context, request)

    def _context(self, request: HttpRequest) -> Context:
        known = self.executor.service.workspace.settings.languages
        return Context(actor_of(request, self.executor.service), language_of(request, known))

    async def process_result(self, request: Any, result: Any) -> GraphQLHTTPResponse:
        """A request that was refused before it ran has no `data` (GraphQL October 2021, 7.1)."""
        found = await super().process_result(request, result)
        if found["data"] is None:
            del found["data"]
        return found

    def create_response(self, response_data: Any, sub_response: HttpResponse) -> HttpResponse:
        """JSON; who accepts GraphQL's own media type is told by the status too that a request was refused."""
        chosen = sub_response.media_type or "application/json"
        refused_whole = chosen == MEDIA_TYPE and isinstance(response_data, dict) and "data" not in response_data
        body = self.encode_json(response_data)
        return HttpResponse(body, status_code=400 if refused_whole else 200, media_type=chosen)

    async def render_graphql_ide(self, request: HttpRequest) -> HttpResponse:
        """GraphiQL, all of it from here."""
        text = self.ide(await anyio.to_thread.run_sync(self._example, request))
        return HTMLResponse(text, headers={"content-security-policy": GRAPHIQL_POLICY})

    def _example(self, request: HttpRequest) -> str:
        """A query to start with; none where nothing can be asked yet."""
        try:
            return example(self.executor.schemas.of(actor_of(request, self.executor.service)).ontology)
        except GraphServiceError:
            return ""

    def parse_json(self, data: str | bytes) -> Any:
        """An object: with numbers of 64 bits, no lone surrogates and a bounded depth, so that all of it can be used."""
        found = super().parse_json(data)
        if not isinstance(found, dict | list):  # a list is a batch, which is refused by name
            raise HTTPException(400, 'Expected a JSON object: {"query": "…"}.')
        return found

    def decode_json(self, data: str | bytes) -> object:
        """JSON as RFC 8259 has it."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        """The store's values as they are; what JSON lacks (decimals) as text."""
        return orjson.dumps(data, default=str)


def _request(
    query: str | None,
    variable_values: dict[str, Any] | None = None,
    context_value: Any | None = None,
    root_value: Any | None = None,
    operation_name: str | None = None,
    allowed_operation_types: Iterable[OperationType] | None = None,
    operation_extensions: dict[str, Any] | None = None,
) -> Request:
    """What Strawberry gives to `execute`, under the names it gives it."""
    assert isinstance(context_value, Context)
    return Request(
        text=query,
        variables=variable_values or {},
        operation=operation_name,
        actor=context_value.actor,
        language=context_value.language,
    )


def _result(response: Response) -> ExecutionResult:
    return ExecutionResult(data=response.data, errors=response.errors or None)


def _no_streams() -> GraphQLError:
    return refused("There are no subscriptions and no streams here.", BAD_USER_INPUT)
