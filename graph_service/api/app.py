"""The HTTP application: GraphQL, questions, health, and the pages people look at.

GET  /               overview              POST /graphql          GraphQL (GET in a browser: GraphiQL)
GET  /entity, /id/…  one entity            GET  /graphql/schema   the schema, as SDL
GET  /health         what each part does   GET  /ask, POST /ask   a question in plain words
GET  /plan.schema.json                     the JSON Schema of saved queries, for editors
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import anyio.to_thread
import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from graph_service.api.http.actors import actor_of
from graph_service.api.http.asking import ask
from graph_service.api.http.graphql_endpoint import GraphQLApp
from graph_service.api.http.health import health
from graph_service.api.http.problems import of_anything, of_http, of_service
from graph_service.api.http.security import LOOPBACK, Shields
from graph_service.api.limits import Limits
from graph_service.api.operation.execution import Executor
from graph_service.api.operation.role_schema import RoleSchemas
from graph_service.findings import GraphServiceError
from graph_service.saved import query_schema
from graph_service.service import GraphService
from graph_service.web import routes as web_routes
from graph_service.web.graphiql import graphiql_page

THREADS = 8  # each has its own connection to the store, with a cache of its own


def build_app(service: GraphService, *, hosts: Sequence[str] = LOOPBACK, limits: Limits | None = None) -> Starlette:
    """The application over a service, which it does not close."""
    bounds = limits or Limits()
    executor = Executor(service, RoleSchemas(service, bounds))
    app = Starlette(
        routes=[
            Route("/graphql", GraphQLApp(executor, ide=graphiql_page)),
            Route("/graphql/schema", _schema),
            Route("/plan.schema.json", _plan_schema),
            Route("/ask", ask, methods=["GET", "POST"]),
            Route("/health", _health),
            *web_routes(lambda request: actor_of(request, service), service),
        ],
        middleware=[Middleware(Shields, hosts=hosts, most=bounds.body)],
        exception_handlers={GraphServiceError: of_service, HTTPException: of_http, Exception: of_anything},
        lifespan=_lifespan,
    )
    app.state.executor, app.state.service = executor, service
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield
    app.state.executor.close()


def _schema(request: Request) -> Response:
    """The schema as the actor sees it."""
    executor: Executor = request.app.state.executor
    return PlainTextResponse(executor.schemas.of(actor_of(request, executor.service)).sdl)


def _plan_schema(request: Request) -> Response:
    """What a file of queries/ may hold; the same for everybody, since it names no class and no property."""
    return Response(orjson.dumps(query_schema()), media_type="application/schema+json")


def _health(request: Request) -> Response:
    service: GraphService = request.app.state.service
    found = health(service, actor_of(request, service))
    status = 200 if found["ready"] else 503
    return Response(orjson.dumps(found), status_code=status, media_type="application/json")
