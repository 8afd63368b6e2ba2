"""The overview: what is served, how much of each class, and where to go from there."""

from __future__ import annotations

from html import escape

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph_service.findings import GraphServiceError
from graph_service.ontology.model import Class
from graph_service.plan.policies.policy import Actor
from graph_service.plan.policies.rights import visible
from graph_service.service import GraphService
from graph_service.stores.sight import Sight
from graph_service.web.asking import asking, chips, form
from graph_service.web.examples import about, examples
from graph_service.web.frame import data, facts, for_people, page, table


def overview_page(request: Request, actor: Actor, service: GraphService) -> Response:
    """What is served, as HTML for people, else as JSON; where there is nothing yet, what brings something."""
    if not for_people(request):
        return _json(actor, service)
    try:
        scope = service.scope(actor)
        state = service.store.state()
    except GraphServiceError as error:
        return HTMLResponse(page("Nothing is served yet", _nothing(error), here="/"), status_code=503)
    ontology = visible(scope)
    counts = Sight(store=service.store, scope=scope).counts()
    loading = " A load is under way." if state.loading else ""
    title = f"{sum(counts.values()):,} entities of {len(counts)} classes are served"
    classes = [ontology.classes[cls] for cls in sorted(counts, key=lambda cls: (-counts[cls], cls))]
    rows = [_row(one, counts[one.name], scope.language) for one in classes]
    body = (
        f"<h1>{escape(title)}</h1>"
        f'<p class="lead">Generation {state.generation} on the store {data(service.store.name)}, '
        f"seen as role {data(actor.role)}.{loading}</p>"
        f"{form(ontology.languages)}{_examples(service)}"
        '<p class="row"><a class="button" href="/graphql">Ask in GraphQL</a> '
        '<a class="button" href="/graphql/schema">Read the schema</a> <a class="button" href="/health">Health</a></p>'
        + facts(
            (
                ("Classes", f"{len(ontology.classes):,}"),
                ("Properties", f"{len(ontology.properties):,}"),
                ("Metrics", f"{len(ontology.metrics):,}"),
                ("Generation", f"{state.generation:,}"),
            )
        )
        + "<section><h2>Classes</h2>"
        + table("Entities by class, most first", ("Class", "Name", "Entities", "Meaning"), rows, numbers=(2,))
        + "</section>"
    )
    return HTMLResponse(page(title, body, here="/"))


def _examples(service: GraphService) -> str:
    found = chips(examples(service.workspace))
    return f"<section><h2>For example</h2>{found}</section>" if found else ""


def _json(actor: Actor, service: GraphService) -> Response:
    counts, state = Sight(store=service.store, scope=service.scope(actor)).counts(), service.store.state()
    found = {"store": service.store.name, "load": state.generation, "loading": state.loading, "entities": counts}
    return Response(orjson.dumps(found), media_type="application/json")


def _row(cls: Class, count: int, language: str) -> tuple[str, ...]:
    label = cls.words.in_language(language, cls.name)
    link = f'<a href="{asking(about(cls, language), language)}">{data(label)}</a>'
    return (
        link,
        data(cls.name),
        f"{count:,}",
        f'<div class="words">{data(cls.words.definition.get(language, ""))}</div>',
    )


def _nothing(error: GraphServiceError) -> str:
    return (
        "<h1>Nothing is served yet</h1>"
        f'<div class="state"><h2>{data(error.findings[0].message)}</h2>'
        "<p>Reload this page afterwards. <code>graph-service up</code> loads and gives the whole tour.</p></div>"
    )
