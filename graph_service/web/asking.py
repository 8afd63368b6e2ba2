"""The form that takes a question, and links that ask one: both lead to `/ask?q=…`, the address of the answer."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

from graph_service.web.frame import data

LANGUAGES = {"en": "English", "de": "Deutsch"}


def form(known: Iterable[str], question: str = "", language: str | None = None) -> str:
    """The form, filled with what was asked."""
    choices = "".join(
        f'<option value="{escape(one, quote=True)}"{" selected" if one == language else ""}>'
        f"{escape(LANGUAGES.get(one, one))}</option>"
        for one in known
    )
    return (
        '<form class="askbox" role="search" action="/ask" aria-label="Ask"><label for="q">Your question</label>'
        '<input id="q" name="q" type="text" dir="auto" required autocomplete="off" '
        f'value="{escape(question, quote=True)}">'
        '<label for="language">Answer in</label><select id="language" name="language">'
        f'<option value="">the language asked in</option>{choices}</select>'
        '<button class="button primary">Ask</button></form>'
    )


def asking(question: str, language: str | None = None) -> str:
    """The address of an answer, for an attribute."""
    words = {"q": question, **({"language": language} if language else {})}
    return escape(f"/ask?{urlencode(words)}", quote=True)


def chips(questions: Iterable[str], language: str | None = None) -> str:
    """Questions to be asked with one press."""
    links = "".join(f'<li><a class="chip" href="{asking(one, language)}">{data(one)}</a></li>' for one in questions)
    return f'<ul class="chips">{links}</ul>' if links else ""
