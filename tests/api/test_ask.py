"""`/ask` over HTTP: a page for people and JSON for programs, at the same address; GET only reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from graph_service.api.app import build_app
from graph_service.service import GraphService
from graph_service.web.ask import whole_question

HTML = {"accept": "text/html"}
HOSTILE = "\"><script>alert(1)</script>'&<b>\n\u202e"


@pytest.fixture(scope="module")
def sample(sample_service: GraphService) -> Iterator[TestClient]:
    with TestClient(build_app(sample_service), base_url="http://localhost") as made:
        yield made


def shown(client: TestClient, question: str, who: str = "desk", **more: str) -> str:
    """The page of an answer."""
    found = client.get("/ask", params={"q": question, **more}, headers={**HTML, "x-graph-service-as": who})
    assert (found.status_code, found.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<script" not in found.text and " style=" not in found.text and len(found.content) < 50_000
    return found.text


def test_the_json_of_a_get_is_that_of_a_post(client: TestClient) -> None:
    asked = {"question": "How many branches are there?", "language": "de"}
    posted = client.post("/ask", json=asked).json()
    got = client.get("/ask", params={"q": asked["question"], "language": "de"}, headers={"accept": "application/json"})
    assert got.headers["content-type"] == "application/json"
    assert {**got.json(), "timing": None} == {**posted, "timing": None}
    assert got.json()["rows"] == [[4]] and posted["statement"] is not None
    of_desk = client.get("/ask", params={"q": asked["question"]}, headers={"x-graph-service-as": "desk"})
    assert of_desk.json()["statement"] is None


def test_the_answer_comes_first_then_what_it_stands_on(client: TestClient) -> None:
    page = shown(client, "List all branches")
    told = client.get("/ask", params={"q": "List all branches"}, headers={"x-graph-service-as": "desk"}).json()
    marks = ["<h1", " rows</caption>", "How it was understood", "<h2>Evidence"]
    places = [page.index(mark) for mark in marks]
    assert places == sorted(places)
    text = unescape(re.sub(r"<[^>]+>", "", page))
    assert re.sub(r"\W", "", told["text"]) in re.sub(r"\W", "", text), "the sentence, whole"
    assert told["restatement"] in text
    links = re.findall(r'href="(/entity\?iri=[^"]+)"', page)
    iris = [parse_qs(urlsplit(unescape(link)).query)["iri"][0] for link in links]
    assert iris == [entity["iri"] for entity in told["evidence"]["entities"]] and len(iris) == 4
    assert client.get(unescape(links[0]), headers=HTML).status_code == 200
    assert "Statement" not in page and "Statement (" in shown(client, "List all branches", who="reader")


def test_sources_are_told_with_contract_load_and_time(sample: TestClient) -> None:
    question = "What was the revenue by region last month?"
    page = shown(sample, question, who="analyst")
    sources = sample.get("/ask", params={"q": question}).json()["evidence"]["sources"]
    rows = re.findall(r"<tr>(.*?)</tr>", page.partition("<h2>Sources")[2])[1:]
    assert len(rows) == len(sources) >= 2
    for row, source in zip(rows, sources, strict=True):
        text = re.sub(r"<[^>]+>", " ", row).split()
        assert text[:3] == [source["product"], source["version"], str(source["run"])]
        loaded = datetime.fromisoformat(source["loaded_at"])
        shown_time = f"{loaded.day} {loaded:%B %Y, %H:%M} UTC"  # the real time of the run, whatever the clock says
        assert loaded.utcoffset() == timedelta(0)
        assert f'<time datetime="{source["loaded_at"]}">{shown_time}</time>' in row
    assert '<span class="unit">EUR</span>' in page


def test_the_questions_the_workspace_keeps_are_examples(sample: TestClient) -> None:
    for path in ("/", "/ask"):
        page = sample.get(path, headers=HTML).text
        links = [unescape(one) for one in re.findall(r'class="chip" href="([^"]+)"', page)]
        assert len(links) == 6
        assert {sample.get(link).json()["status"] for link in links} == {"answered"}


def test_rows_have_units_and_the_numbers_of_the_language(client: TestClient) -> None:
    question = "What is the average list price of all works?"
    english, german = (shown(client, question, language=language) for language in ("en", "de"))
    assert '<span class="unit">EUR</span>' in english
    assert re.search(r">\d+\.\d\d</t", english) and re.search(r">\d+,\d\d</t", german)


def test_a_question_back_gives_its_answers_as_links(client: TestClient) -> None:
    question = "How many branchs are there?"
    page = shown(client, question)
    told = client.get("/ask", params={"q": question}).json()
    links = [unescape(one) for one in re.findall(r'class="chip" href="([^"]+)"', page)]
    assert told["status"] == "clarify" or links == [] or len(links) == len(set(links))
    for link in links:
        assert client.get(link, headers=HTML).status_code == 200


def test_a_suggested_word_is_put_into_the_question() -> None:
    assert whole_question("temperature", "Sales by temprature?") == "Sales by temperature?"
    assert whole_question("Top 10 products by revenue", "Best products") == "Top 10 products by revenue"
    assert whole_question("revenue", "Best ones") == "revenue"


def test_a_refusal_is_a_page_without_what_is_refused(client: TestClient) -> None:
    page = shown(client, "What is the email of the members?", who="reader")
    assert "no-email" in page and "@" not in page.partition("<article")[2]


@pytest.mark.parametrize("question", [HOSTILE, f"How many branches {HOSTILE}?", "x" * 3_000, "'; DROP TABLE entity --"])
def test_whatever_is_asked_is_text_on_the_page(question: str, client: TestClient) -> None:
    page = shown(client, question, language=HOSTILE)
    assert "<b>" not in page.replace("<b>graph-service</b>", "")
    value = re.search(r'name="q"[^>]* value="([^"]*)"', page)
    assert value and unescape(value[1]).split() == question.split()


def test_without_a_question_the_page_is_the_form(client: TestClient) -> None:
    for query in ({}, {"q": ""}, {"q": "  "}):
        page = client.get("/ask", params=query, headers=HTML).text
        assert '<form class="askbox" role="search" action="/ask"' in page and "<article" not in page
        assert client.get("/ask", params=query).status_code == 400


def test_what_is_hidden_or_another_role_is_not_on_the_page(client: TestClient) -> None:
    counts = {who: shown(client, "How many loans are there?", who=who) for who in ("desk", "clerk-nord")}
    assert "12" in counts["desk"] and "9" in counts["clerk-nord"] and "12" not in counts["clerk-nord"].split("<h1")[1]
    assert "198" not in shown(client, "What is the birth year of the persons?", who="guest").split("<h1")[1]


def test_the_overview_asks_and_links_its_classes(client: TestClient) -> None:
    page = client.get("/", headers=HTML).text
    assert 'action="/ask"' in page
    links = [unescape(one) for one in re.findall(r'href="(/ask\?q=[^"]+)"', page)]
    assert len(links) >= 10
    answered = [client.get(link).json()["status"] == "answered" for link in links]
    assert sum(answered) >= 0.9 * len(links)
