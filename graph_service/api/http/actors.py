"""Who asks over HTTP: on this machine's own address a header may choose a role or an actor (no authentication yet)."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from graph_service.plan.policies.policy import Actor
from graph_service.service import GraphService

ROLE = "x-graph-service-role"
AS = "x-graph-service-as"


def actor_of(request: HTTPConnection, service: GraphService) -> Actor:
    """The actor of a request; UsageError where the header names nobody."""
    return service.actor(role=request.headers.get(ROLE), name=request.headers.get(AS))


def language_of(request: HTTPConnection, known: tuple[str, ...]) -> str | None:
    """The first language of Accept-Language that the ontology speaks, None for its own first (RFC 9110, 12.5.4)."""
    wanted: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((float(weight or 1), tag.lower().partition("-")[0]))
        except ValueError:
            continue
    best = sorted((one for one in wanted if one[0] > 0), key=lambda one: -one[0])
    return next((language for _, language in best if language in known), None)
