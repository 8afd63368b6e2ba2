"""GraphiQL from files of our own: nothing is fetched from anywhere else (versions and licences: static/graphiql)."""

from __future__ import annotations

from html import escape

from graph_service.web.static import address


def graphiql_page(query: str) -> str:
    """The page, starting with a query; its script is a file as well, so that no inline script is needed."""
    files = ("react.production.min.js", "react-dom.production.min.js", "graphiql.min.js", "start.js")
    scripts = "".join(f'<script defer src="{address(f"graphiql/{name}")}"></script>' for name in files)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>GraphiQL · graph-service</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<link rel="icon" href="{address("icon.svg")}">'
        f'<link rel="stylesheet" href="{address("graphiql/graphiql.min.css")}">'
        f'<link rel="stylesheet" href="{address("graphiql/page.css")}">{scripts}</head>'
        f'<body><div id="graphiql" data-query="{escape(query, quote=True)}">Loading GraphiQL …</div>'
        "<noscript>GraphiQL needs JavaScript; POST to this address needs none.</noscript></body></html>"
    )
