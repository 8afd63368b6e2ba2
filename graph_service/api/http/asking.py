"""Questions over HTTP: `GET /ask?q=…&language=…` as a page or as JSON, `POST /ask` with a JSON body as JSON."""

from __future__ import annotations

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from graph_service.answers import answer_to_json
from graph_service.api.http.actors import actor_of
from graph_service.findings import Finding, UsageError
from graph_service.service import EXPLAIN, GraphService
from graph_service.web.ask import ask_page
from graph_service.web.frame import for_people


async def ask(request: Request) -> Response:
    """The answer as the command line gives it, or a page of it for people."""
    if request.method == "POST":
        question, language = _question(await request.body())
        return await run_in_threadpool(_answered, request, question, language)
    question, language = request.query_params.get("q", "").strip(), request.query_params.get("language") or None
    if for_people(request):
        return await run_in_threadpool(_page, request, question, language)
    if not question:
        raise HTTPException(400, "Say what to ask: /ask?q=…")
    return await run_in_threadpool(_answered, request, question, language)


def _answered(request: Request, question: str, language: str | None) -> Response:
    service: GraphService = request.app.state.service
    actor = actor_of(request, service)
    found = answer_to_json(service.ask(question, actor, language), statement=EXPLAIN in actor.permissions)
    return Response(orjson.dumps(found, default=str), media_type="application/json")


def _page(request: Request, question: str, language: str | None) -> Response:
    service: GraphService = request.app.state.service
    return ask_page(question, language, actor_of(request, service), service)


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
