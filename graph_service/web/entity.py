"""One entity: every value it has and where each comes from, at the very address its IRI names."""

from __future__ import annotations

from dataclasses import asdict
from html import escape
from urllib.parse import quote

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph_service.plan.policies.policy import Actor
from graph_service.provenance import Provenance, ValueSource
from graph_service.service import GraphService
from graph_service.web.frame import data, for_people, page, table


def entity_page(request: Request, actor: Actor, service: GraphService) -> Response:
    """The entity of `?iri=` or of the path below the workspace's base, as HTML for people, else as JSON."""
    path = request.path_params.get("path")
    iri = request.query_params.get("iri") if path is None else f"{service.workspace.settings.base}{path}"
    if not iri:
        raise HTTPException(400, "Say which entity: /entity?iri=…")
    found = service.why(iri, actor)
    if not for_people(request):
        return Response(orjson.dumps(asdict(found), default=str), media_type="application/json")
    return HTMLResponse(page(found.iri, _body(found)))


def _body(found: Provenance) -> str:
    rows = [_row(one) for one in found.values]
    heads = ("Property", "Value", "Said by", "Contract", "Load run", "Record")
    withheld = ""
    if found.withheld:
        withheld = f'<p class="hint">Not readable for this role: {", ".join(map(data, found.withheld))}.</p>'
    return (
        f'<h1>{data(found.cls)}</h1><p class="lead">{data(found.iri)}</p>{withheld}<section>'
        + table("Every value and who says it; where sources disagree, the first is served", heads, rows, numbers=(4,))
        + "</section>"
    )


def _row(one: ValueSource) -> tuple[str, ...]:
    mark = "" if one.served else ' <span class="tag">also said</span>'
    further = f" and {one.further:,} more" if one.further else ""
    return (
        data(one.property),
        f"{_value(one.value)}{mark}",
        data(one.product),
        data(one.version),
        f"{one.run:,}",
        data(f"{one.source} {one.record}{further}"),
    )


def _value(value: object) -> str:
    """A value; an IRI leads to its entity."""
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value))
    text = str(value)
    if text.startswith(("http://", "https://")):
        return f'<a href="/entity?iri={escape(quote(text, safe=""), quote=True)}">{data(text)}</a>'
    return data(text)
