"""The HTTP application: GraphQL, questions, health, and the pages people look at.

GET  /               overview              POST /graphql          GraphQL (GET in a browser: GraphiQL)
GET  /entity, /id/…  one entity            GET  /graphql/schema   the schema, as SDL
GET  /health         what each part does   POST /ask              a question in plain words
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
import orjson
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from graph_service.answers import answer_to_json
from graph_service.api.actors import actor_of
from graph_service.api.execution import Executor
from graph_service.api.face import Faces
from graph_service.api.graphql_app import GraphQLApp
from graph_service.api.health import health
from graph_service.api.limits import Limits
from graph_service.api.problems import of_anything, of_http, of_service
from graph_service.api.shields import LOOPBACK, Shields
from graph_service.findings import Finding, GraphServiceError, UsageError
from graph_service.service import EXPLAIN, GraphService
from graph_service.web import routes as web_routes
from graph_service.web.graphiql import graphiql_page

THREADS = 8  # each has its own connection to the store, with a cache of its own


def build_app(service: GraphService, *, hosts: Sequence[str] = LOOPBACK, limits: Limits | None = None) -> Starlette:
    """The application over a service, which it does not close."""
    bounds = limits or Limits()
    executor = Executor(service, Faces(service, bounds))
    app = Starlette(
        routes=[
            Route("/graphql", GraphQLApp(executor, ide=graphiql_page)),
            Route("/graphql/schema", _schema),
            Route("/ask", _ask, methods=["POST"]),
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
    return PlainTextResponse(executor.faces.face(actor_of(request, executor.service)).sdl)


def _health(request: Request) -> Response:
    service: GraphService = request.app.state.service
    found = health(service, actor_of(request, service))
    status = 503 if found["status"] == "failing" else 200
    return Response(orjson.dumps(found), status_code=status, media_type="application/json")


async def _ask(request: Request) -> Response:
    """`{"question": "…", "language": "de"}` → the answer as the command line gives it."""
    question, language = _question(await request.body())
    found = await run_in_threadpool(_answered, request, question, language)
    return Response(orjson.dumps(found, default=str), media_type="application/json")


def _answered(request: Request, question: str, language: str | None) -> dict[str, Any]:
    service: GraphService = request.app.state.service
    actor = actor_of(request, service)
    return answer_to_json(service.ask(question, actor, language), statement=EXPLAIN in actor.permissions)


def _question(body: bytes) -> tuple[str, str | None]:
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _bad(f"Expected JSON, {error}.") from error
    question = given.get("question") if isinstance(given, dict) else None
    language = given.get("language") if isinstance(given, dict) else None
    if not isinstance(question, str) or not (language is None or isinstance(language, str)):
        raise _bad('Expected {"question": "…"}, and "language" if wanted.')
    return question, language


def _bad(message: str) -> UsageError:
    return UsageError(Finding(rule="request", message=message))
