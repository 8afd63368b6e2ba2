"""Errors over HTTP, where it is not GraphQL that answers, as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from graph_service.api.errors import BAD_USER_INPUT, code_of, said, unexpected
from graph_service.findings import GraphServiceError

STATUS = {
    BAD_USER_INPUT: 400,
    "UNKNOWN_TERM": 400,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "LIMIT_EXCEEDED": 400,
    "TIMEOUT": 504,
    "NOT_LOADED": 503,
    "STORE_UNAVAILABLE": 503,
    "INTERNAL": 500,
}
_CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "LIMIT_EXCEEDED", 415: "UNSUPPORTED_MEDIA_TYPE"}


def problem(status: int, detail: str, code: str, **more: Any) -> Response:
    """A problem: `code` is the one GraphQL gives for the same, `title` the phrase of the status."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, "code": code}
    return Response(orjson.dumps({**body, **more}), status_code=status, media_type="application/problem+json")


def of_service(request: Request, error: Exception) -> Response:
    """What the service refused, with its findings."""
    assert isinstance(error, GraphServiceError)
    code = code_of(error.findings[0], error)
    findings = [
        {"rule": one.rule, "message": one.message, "suggestions": list(one.suggestions)} for one in error.findings
    ]
    return problem(STATUS[code], said(error.findings[0]), code, findings=findings)


def of_http(request: Request, error: Exception) -> Response:
    """What HTTP itself refuses: no such address, method, media type."""
    assert isinstance(error, HTTPException)
    detail = str(error.detail)
    if error.status_code == 404 and detail == "Not Found":
        detail = f"There is nothing at '{request.url.path}'. '/' shows what is here."
    if error.status_code == 405 and "Allow" in _headers(error):
        detail = f"'{request.url.path}' takes {_headers(error)['Allow']}, not {request.method}."
    made = problem(error.status_code, detail, _CODES.get(error.status_code, BAD_USER_INPUT))
    made.headers.update(_headers(error))
    return made


def of_anything(request: Request, error: Exception) -> Response:
    """What nobody foresaw: a number for the log and nothing of the inside."""
    told = unexpected(error, None, ())
    return problem(500, told.message, "INTERNAL", request=(told.extensions or {})["request"])


def _headers(error: HTTPException) -> Mapping[str, str]:
    return error.headers or {}
