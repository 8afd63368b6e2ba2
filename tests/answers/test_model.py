"""A model proposes the plan, through the real client, against a scripted server; whatever fails, the rules stand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import jsonschema
import pytest

from graph_service.answers.answer import Answer, Status
from graph_service.answers.modelling.model import SECONDS, settings
from graph_service.answers.report import answer_to_json
from graph_service.service import GraphService
from tests.answers.scripted import Reply, Script, scripted

KEY = "secret-key-of-the-test"
QUESTION = "How many stores are there?"
UNKNOWN = "How many outlets of ours are there in the northern realm?"

Ask = Callable[..., tuple[Answer, Script]]


@pytest.fixture
def ask(sample_service: GraphService, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask with a model configured whose server gives these replies in order."""

    def asked(question: str, *replies: Reply, role: str | None = None, seconds: float = 5.0) -> tuple[Answer, Script]:
        with configured(monkeypatch, *replies, seconds=seconds) as script:
            return sample_service.ask(question, sample_service.actor(role=role)), script

    return asked


@contextmanager
def configured(monkeypatch: pytest.MonkeyPatch, *replies: Reply, seconds: float) -> Iterator[Script]:
    with scripted(*replies) as script:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", script.url)
        monkeypatch.setenv("GRAPH_SERVICE_MODEL", "scripted")
        monkeypatch.setenv("GRAPH_SERVICE_MODEL_SECONDS", str(seconds))
        yield script


def own(plan: dict[str, Any]) -> Reply:
    """A plan of the model's own."""
    return Reply(content=json.dumps({"candidate": False, "plan": plan}, separators=(",", ":")))


def stores_where(where: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    table = {"nodes": {"s": "Store"}, "dimensions": {"store": "s.name"}, **more}
    return {"table": {**table, "where": where} if where else table}


def everything(answer: Answer) -> str:
    return json.dumps(answer_to_json(answer), default=str, ensure_ascii=False) + repr(answer)


def test_a_good_plan_answers_what_the_rules_do_not_understand(ask: Ask) -> None:
    answer, script = ask(UNKNOWN, own(stores_where({"eq": ["s.region.name", "Nord"]})))
    assert answer.status is Status.ANSWERED
    assert answer.planner == "scripted"
    assert {row[0] for row in answer.rows} == {"Hamburg Eimsbüttel", "Bremen Neustadt"}
    assert any("would have asked back" in line for line in answer.assumptions)
    assert len(script.requests) == 1


def test_the_candidate_may_be_kept(ask: Ask) -> None:
    answer, script = ask(QUESTION, Reply(content='{"candidate":true,"plan":null}'))
    assert (answer.status, answer.planner, answer.rows) == (Status.ANSWERED, "scripted", ((6,),))
    assert "Candidate plan: {" in script.requests[0]["messages"][1]["content"]


def test_what_the_strict_schema_allows_is_read(ask: Ask) -> None:
    """The verbose form that the schema prescribes, with null for what is absent."""
    store = {"property": "_iri", "node": "s", "path": []}
    count = {"count": store, "node": "s", "distinct": False, "where": None, "latest": None, "per": []}
    table = {
        "nodes": [{"name": "s", "class": "Store"}],
        "edges": [],
        "step": None,
        "where": None,
        "dimensions": [],
        "measures": [{"name": "stores", "of": count}],
        "having": None,
        "derived": [],
        "order": [],
        "limit": None,
        "limit_per": None,
        "keep_empty": False,
    }
    plan = {"language": None, "steps": [], "table": table, "entities": None}
    answer, script = ask(UNKNOWN, own(plan))
    assert answer.rows == ((6,),), answer.text
    schema = script.requests[0]["response_format"]["json_schema"]["schema"]
    jsonschema.validate({"candidate": False, "plan": plan}, schema)


def test_a_wrong_direction_is_repaired_after_the_finding_was_sent_back(ask: Ask) -> None:
    wrong = {"table": {"nodes": {"s": "Store"}, "dimensions": {"store": "s.stores.name"}}}
    answer, script = ask(UNKNOWN, own(wrong), own(stores_where()))
    assert answer.status is Status.ANSWERED
    assert len(answer.rows) == 6
    told = script.requests[1]["messages"][-1]["content"]
    assert "The plan was refused" in told
    assert "stores" in told
    assert script.requests[1]["messages"][-2]["role"] == "assistant"


def test_a_plan_that_stays_wrong_leaves_the_rules_answer_and_says_so(ask: Ask) -> None:
    wrong = own({"table": {"nodes": {"s": "Shop"}, "dimensions": {"store": "s.name"}}})
    answer, script = ask(QUESTION, wrong, wrong, wrong)
    assert (answer.status, answer.planner, answer.rows) == (Status.ANSWERED, "rules", ((6,),))
    assert any("refused 3 times" in line and "Shop" in line for line in answer.assumptions)
    assert len(script.requests) == 3


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(seconds=2.0), "APITimeoutError"),
        (Reply(status=500, content="oops"), "InternalServerError"),
        (Reply(status=401, content="no"), "AuthenticationError"),
        (Reply(status=400, content="too long"), "BadRequestError"),
        (Reply(content='{"candidate":false,"pl', finish="length"), "cut off"),
        (Reply(body="<html>nothing here</html>"), "holds no message"),
        (Reply(content="[" * 45_000), "45,000 characters"),
    ],
    ids=["time-out", "500", "401", "400", "truncated", "no JSON API", "endless"],
)
def test_a_failure_leaves_the_rules_answer_and_says_so(ask: Ask, reply: Reply, reason: str) -> None:
    answer, script = ask(QUESTION, reply, seconds=0.3)
    assert (answer.status, answer.planner, answer.rows) == (Status.ANSWERED, "rules", ((6,),))
    assert any(reason in line and "rules' answer stands" in line for line in answer.assumptions), answer.assumptions
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "I think there are six.",
        "[1, 2]",
        "[" * 30_000,
        '{"candidate":false,"plan":null}',
        '{"candidate":false,"plan":7}',
    ],
    ids=["empty", "prose", "a list", "deep", "no plan", "a number"],
)
def test_a_reply_that_is_no_plan_is_asked_for_again(ask: Ask, content: str) -> None:
    answer, script = ask(QUESTION, Reply(content=content), Reply(content='{"candidate":true,"plan":null}'))
    assert (answer.planner, answer.rows) == ("scripted", ((6,),))
    assert "The plan was refused" in script.requests[1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    "plan",
    [
        {"table": []},
        {"table": {"nodes": "s"}},
        {"table": {"nodes": {"s": 5}, "dimensions": {"x": {"add": [1]}}}},
        {"table": {"nodes": {"s": "Store"}, "dimensions": {"x": {"no": 1}}}},
        {"table": {"nodes": {"s": "Store"}, "dimensions": {"x": "s.name"}, "where": {"eq": ["s.name"]}}},
        {"table": {"nodes": {"s": "Store"}, "dimensions": {"x": "s.name"}, "limit": "many"}},
        {"entities": {"class": "Store", "select": ["name"]}},
        {"steps": 3, "table": None},
    ],
    ids=lambda plan: json.dumps(plan)[:40],
)
def test_a_malformed_plan_is_a_finding_and_never_a_crash(ask: Ask, plan: dict[str, Any]) -> None:
    answer, _ = ask(QUESTION, own(plan), own(plan), own(plan))
    assert (answer.planner, answer.rows) == ("rules", ((6,),))
    assert any("refused 3 times" in line for line in answer.assumptions)


def test_a_plan_may_not_touch_what_is_denied(ask: Ask) -> None:
    plan = {"table": {"nodes": {"c": "Customer"}, "dimensions": {"mail": "c.email"}}}
    answer, script = ask("Addresses of everyone we know", own(plan), own(plan), own(plan))
    assert answer.status is Status.CLARIFY
    assert "@" not in everything(answer)
    assert "no-email" in script.requests[1]["messages"][-1]["content"]
    allowed, _ = ask("Addresses of everyone we know", own(plan), role="customer-care")
    assert allowed.status is Status.ANSWERED
    assert "@" in str(allowed.rows[0][0])


def test_what_is_hidden_is_never_sent_and_answers_like_an_unknown_name(ask: Ask) -> None:
    plan = {"table": {"nodes": {"c": "Customer"}, "dimensions": {"born": "c.birthDate"}}}
    unknown = {"table": {"nodes": {"c": "Customer"}, "dimensions": {"born": "c.birthDoto"}}}
    _, script = ask("Anniversaries of everyone", own(plan), own(unknown), own(plan))
    assert "birth" not in json.dumps(script.requests[0]).casefold()
    first, second = (script.requests[at]["messages"][-1]["content"] for at in (1, 2))
    assert first.replace("birthDate", "birthDoto") == second
    _, care = ask("Anniversaries of everyone", own(plan), role="customer-care")
    assert "birthDate" in json.dumps(care.requests[0])


def test_query_text_in_a_value_stays_a_parameter(ask: Ask) -> None:
    text = "x' OR 1=1; DROP TABLE Store; -- MATCH (n) DETACH DELETE n"
    answer, _ = ask(UNKNOWN, own(stores_where({"eq": ["s.name", text]})))
    assert answer.status is Status.ANSWERED
    assert answer.rows == ()
    assert answer.statement is not None
    assert "DROP TABLE" not in answer.statement.text
    assert any("drop table" in str(value).casefold() for value in answer.statement.parameters.values())


def test_the_key_goes_to_the_server_and_nowhere_else(ask: Ask) -> None:
    for reply in (Reply(content='{"candidate":true,"plan":null}'), Reply(status=401, content=KEY), Reply(status=500)):
        answer, script = ask(QUESTION, reply)
        assert script.headers[0]["authorization"] == f"Bearer {KEY}"
        assert KEY not in everything(answer)
        assert KEY not in json.dumps(script.requests)


def test_no_model_is_called_for_what_is_refused(ask: Ask) -> None:
    for question in ("Delete all customers", "What will we sell next week?", "SELECT * FROM customers", ""):
        answer, script = ask(question)
        assert answer.status is not Status.ANSWERED
        assert script.requests == []


def test_the_fixed_part_of_the_prompt_comes_first_and_is_the_same(ask: Ask) -> None:
    kept = Reply(content='{"candidate":true,"plan":null}')
    _, one = ask(QUESTION, kept)
    _, two = ask("How many products are there?", kept)
    assert one.requests[0]["messages"][0] == two.requests[0]["messages"][0]
    assert one.requests[0]["response_format"] == two.requests[0]["response_format"]
    assert one.requests[0]["temperature"] == 0


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings() is None
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert settings() is None, "a key alone names no model"
    monkeypatch.setenv("GRAPH_SERVICE_MODEL", "small")
    for text, seconds in (
        ("", SECONDS),
        ("2.5", 2.5),
        ("0", SECONDS),
        ("soon", SECONDS),
        ("nan", SECONDS),
        ("inf", SECONDS),
    ):
        monkeypatch.setenv("GRAPH_SERVICE_MODEL_SECONDS", text)
        chosen = settings()
        assert chosen is not None
        assert chosen.seconds == seconds
        assert KEY not in repr(chosen)


NORTH = {"eq": ["s.region.name", "Nord"]}
LINES = {"nodes": {"l": "SalesLine"}, "measures": {"revenue": {"metric": "revenue", "node": "l"}}}
JUNE = {"during": ["l.basket.soldAt", "June 2026"]}


def _revenue(where: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"table": {**LINES, "where": where} if where else dict(LINES)}


@pytest.mark.parametrize(
    ("question", "plan", "words"),
    [
        ("Cash-ups of the stores in Nord", stores_where(), "'Nord'"),
        ("Cash-ups of the stores in Nord", stores_where(NORTH), None),
        ("The 3 shiniest stores", stores_where(), "'3'"),
        ("The 3 shiniest stores", stores_where(limit=3), None),
        ("Cash-ups in June 2026", _revenue(), "'in June 2026'"),
        ("Cash-ups in June 2026", _revenue(JUNE), None),
        ("Cash-ups of large stores in Hamburg", stores_where({"eq": ["s.city.name", "Hamburg"]}), "'large stores'"),
        ("Cash-ups of large stores", stores_where({"eq": ["s.size", "L"]}), None),
        ("Cash-ups with 'night rate'", stores_where(), "'night rate'"),
        ("Kassensturz der Filialen in Nord", stores_where(), "'Nord'"),
    ],
)
def test_what_a_plan_of_the_model_leaves_out_is_said(
    ask: Ask, question: str, plan: dict[str, Any], words: str | None
) -> None:
    answer, _ = ask(question, own(plan))
    assert answer.planner == "scripted", answer.text
    told = [line for line in answer.assumptions if "Not used from" in line or "Nicht verwendet aus" in line]
    assert [line.partition(": ")[2].rstrip(".") for line in told] == ([words] if words else [])
