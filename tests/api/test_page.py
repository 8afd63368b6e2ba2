"""The pages in a real browser: GraphiQL runs a typed query, a question is answered; nothing leaves this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, sync_playwright

from graph_service.workspace import Workspace
from tests.api.test_serve import get, serving

QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = pytest.mark.page


@pytest.fixture()
def page() -> Iterator[Page]:
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=QUIET)
        yield browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB")
        browser.close()


def test_a_query_typed_in_graphiql_is_answered(workspace: Workspace, page: Page) -> None:
    asked: list[Request] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    with serving(workspace) as (_, address):
        get(f"{address}/health")
        page.goto(f"{address}/graphql")
        page.wait_for_selector(".graphiql-query-editor .CodeMirror")
        page.click(".graphiql-query-editor .CodeMirror")
        page.keyboard.press("Control+A")
        page.keyboard.insert_text("{ districts(orderBy: [{name: ASC}]) { totalCount nodes { name } } }")
        page.click(".graphiql-execute-button")
        page.wait_for_selector(".result-window >> text=Süd")
        shown = page.inner_text(".result-window")
        page.click("button[aria-label='Show Documentation Explorer']")
        page.wait_for_selector(".graphiql-doc-explorer-content >> text=Query")
        if picture := os.environ.get("GRAPH_SERVICE_PICTURES"):
            page.screenshot(path=Path(picture) / "graphiql.png")
    assert '"totalCount": 2' in shown and "Nord" in shown
    assert wrong == []
    assert len(asked) >= 8
    assert {urlsplit(one.url).hostname for one in asked if urlsplit(one.url).scheme != "data"} == {"127.0.0.1"}


def test_the_overview_is_a_page_without_script(workspace: Workspace, page: Page) -> None:
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    with serving(workspace) as (_, address):
        get(f"{address}/health")
        page.goto(f"{address}/")
        assert page.inner_text("h1").startswith("60 entities")
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        if picture := os.environ.get("GRAPH_SERVICE_PICTURES"):
            page.set_viewport_size({"width": 1280, "height": 800})
            page.screenshot(path=Path(picture) / "overview.png")
        page.goto(f"{address}/entity?iri=https://library.example/work/1")
        assert page.inner_text("h1") == "Book"
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_question_typed_into_the_page_is_answered(scheme: str, workspace: Workspace, page: Page) -> None:
    asked: list[Request] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request))
    page.on("console", lambda message: wrong.append(message.text))
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    with serving(workspace) as (_, address):
        get(f"{address}/health")
        page.goto(f"{address}/")
        page.fill("input[name=q]", "List all branches")
        page.press("input[name=q]", "Enter")
        page.wait_for_selector("article h1")
        assert page.input_value("input[name=q]") == "List all branches"
        assert page.inner_text("h1").startswith("4 found")
        assert page.locator("article table").first.locator("tbody tr").count() == 4
        _fits(page, f"answer-{scheme}")
        page.click("article section:has(h2:text-is('Evidence')) tbody a >> nth=0")
        assert page.inner_text("h1") == "Branch"
        page.go_back()
        page.select_option("select[name=language]", "de")
        page.click("button:text-is('Ask')")
        page.wait_for_selector("h1[lang=de]")
        page.goto(f"{address}/ask?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E")
        assert page.input_value("input[name=q]") == '"><script>alert(1)</script>'
        assert page.locator("script").count() == 0
        _fits(page, f"back-{scheme}")
    assert wrong == []
    assert {urlsplit(one.url).hostname for one in asked} == {"127.0.0.1"} and len(asked) >= 8
    assert {one.method for one in asked} == {"GET"}


def _fits(page: Page, name: str) -> None:
    """No sideways scrolling, every control has a name and room for a finger; a picture where they are wanted."""
    for width in (320, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = "[...document.querySelectorAll('form *, .chip')].filter(e => e.offsetHeight && e.offsetHeight < 16)"
        assert page.evaluate(f"{small}.length") == 0
        if picture := os.environ.get("GRAPH_SERVICE_PICTURES"):
            page.screenshot(path=Path(picture) / f"{name}-{width}.png", full_page=True)
    assert page.evaluate("[...document.querySelectorAll('input, select')].every(e => e.labels.length)")
    assert page.locator("h1").count() == page.locator("main").count() == 1
