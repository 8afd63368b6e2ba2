"""The frame of every page: top bar, main column, foot; text from data is always escaped and set apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from starlette.requests import Request

from graph_service.web.static import address

CURRENT, NUMBER = ' aria-current="page"', ' class="num"'
PLACES = (
    ("/", "Overview"),
    ("/ask", "Ask"),
    ("/graphql", "GraphQL"),
    ("/graphql/schema", "Schema"),
    ("/health", "Health"),
)


def page(title: str, body: str, *, here: str = "") -> str:
    """A whole page; `body` is HTML, `title` text."""
    links = "".join(f'<li><a href="{path}"{CURRENT if path == here else ""}>{name}</a></li>' for path, name in PLACES)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)} · graph-service</title>"
        f'<link rel="stylesheet" href="{address("style.css")}"><link rel="icon" href="{address("icon.svg")}"></head>'
        '<body><a class="skip" href="#main">To the content</a>'
        f'<header class="top"><div><b>graph-service</b><nav aria-label="Places"><ul>{links}</ul></nav></div></header>'
        f'<main id="main">{body}</main>'
        '<footer class="foot"><p>Programs that do not ask for HTML get JSON at the same addresses.</p></footer>'
        "</body></html>"
    )


def for_people(request: Request) -> bool:
    """Whether the request asks for HTML; programs get JSON at the same address."""
    return "text/html" in request.headers.get("accept", "")


def data(value: object) -> str:
    """A value from data, escaped and isolated from the direction of the text around it."""
    return f"<bdi>{escape(str(value))}</bdi>"


def table(
    caption: str,
    heads: Iterable[str],
    rows: Iterable[Iterable[str]],
    *,
    numbers: Iterable[int] = (),
    units: Sequence[str] = (),
) -> str:
    """A table whose cells are HTML already; `numbers` are aligned to the right, `units` stand in the heads."""
    right = set(numbers)

    def cell(tag: str, index: int, text: str) -> str:
        name = NUMBER if index in right else ""
        scope = ' scope="row"' if tag == "th" else ""
        return f"<{tag}{scope}{name}>{text}</{tag}>"

    head = "".join(
        f'<th scope="col"{NUMBER if index in right else ""}>{data(text)}{_unit(units, index)}</th>'
        for index, text in enumerate(heads)
    )
    body = "".join(
        f"<tr>{''.join(cell('td' if index else 'th', index, text) for index, text in enumerate(row))}</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(caption, quote=True)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _unit(units: Sequence[str], index: int) -> str:
    return f' <span class="unit">{escape(units[index])}</span>' if index < len(units) and units[index] else ""


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Figures of the page's subject: name and value, the value HTML already."""
    entries = "".join(f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>" for name, value in pairs)
    return f'<dl class="figures">{entries}</dl>'
