"""The pages people look at: rendered here, without a script of our own and without a build step."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.routing import BaseRoute, Mount, Route

from graph_service.plan.policies.policy import Actor
from graph_service.service import GraphService
from graph_service.web.entity import entity_page
from graph_service.web.overview import overview_page
from graph_service.web.static import StaticFiles

__all__ = ["routes"]


def routes(actor_of: Callable[[Request], Actor], service: GraphService) -> list[BaseRoute]:
    """Every page's route; `actor_of` says who asks."""
    return [
        Route("/", lambda request: overview_page(request, actor_of(request), service)),
        Route("/entity", lambda request: entity_page(request, actor_of(request), service)),
        Route("/id/{path:path}", lambda request: entity_page(request, actor_of(request), service)),
        Mount("/static", StaticFiles()),
    ]
