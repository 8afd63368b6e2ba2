"""The one door to a language model: it proposes a plan as structured output and never writes query text.

Configured by OPENAI_API_KEY, OPENAI_BASE_URL, GRAPH_SERVICE_MODEL and GRAPH_SERVICE_MODEL_SECONDS. The model sees the
question, the permitted slice of the ontology and the rules' own candidate, which it may keep as it is; what the passes
find wrong with its plan goes back as a hint, at most twice. Whatever fails, the rules' proposal stands and the answer
says so.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from graph_service.answers.grounding import grammar
from graph_service.answers.modelling.slice import described
from graph_service.answers.proposal import Problem, Proposal
from graph_service.findings import PlanError
from graph_service.plan.forms.form import plan_from_form, plan_to_form
from graph_service.plan.forms.strict_schema import Schema, strict_plan_schema
from graph_service.plan.model import Entities
from graph_service.plan.policies.rights import visible
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Scope

if TYPE_CHECKING:
    from openai import OpenAI

REPAIRS = 2
SECONDS = 30.0
MOST_TOKENS = 1_500
LONGEST_REPLY = 40_000

INSTRUCTIONS = """\
You translate a question into one plan, as one JSON object on a single compact line that follows the given schema.
If the candidate plan answers the question, reply {"candidate":true,"plan":null}; else {"candidate":false,"plan":…} with
a `table` plan of your own. Use only the classes, properties and links listed, follow links in their direction, and
take values from the question. A property is written {"property":"name","node":"s","path":["link","link"]}."""

Message = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class ModelSettings:
    """Where the model is and how long it may take; the key is never shown."""

    model: str
    base_url: str | None
    key: str
    seconds: float = SECONDS

    def __repr__(self) -> str:
        return f"ModelSettings(model={self.model!r}, base_url={self.base_url!r}, seconds={self.seconds})"


def settings() -> ModelSettings | None:
    """The model configured in the environment, None without one."""
    key, model = os.environ.get("OPENAI_API_KEY"), os.environ.get("GRAPH_SERVICE_MODEL")
    if not key or not model:
        return None
    return ModelSettings(
        model=model,
        base_url=os.environ.get("OPENAI_BASE_URL") or None,
        key=key,
        seconds=_seconds(os.environ.get("GRAPH_SERVICE_MODEL_SECONDS", "")),
    )


def _seconds(text: str) -> float:
    """The time-out said, or the usual one where none is said or it is no positive number."""
    try:
        return float(text) if 0 < float(text) < math.inf else SECONDS
    except ValueError:
        return SECONDS


class _ReplyError(Exception):
    """A reply that is no plan; `final` where asking again would not help."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


def propose(question: str, rules: Proposal | Problem, scope: Scope, chosen: ModelSettings) -> Proposal | Problem:
    """The model's plan if the passes accept it within two repairs; else the rules' proposal and why."""
    from openai import OpenAI, OpenAIError

    client = OpenAI(api_key=chosen.key, base_url=chosen.base_url, timeout=chosen.seconds, max_retries=0)
    messages, schema, reason = _messages(question, rules, scope), reply_schema(scope), ""
    for _ in range(1 + REPAIRS):
        reply = ""
        try:
            reply = _reply(client, chosen.model, messages, schema)
            return _accepted(reply, rules, scope, chosen)
        except OpenAIError as error:
            return _rules_stand(rules, chosen, scope, f"it did not answer ({type(error).__name__})")
        except (PlanError, _ReplyError) as error:
            reason = str(error)
            if isinstance(error, _ReplyError) and error.final:
                return _rules_stand(rules, chosen, scope, reason)
        messages = [*messages, *_repair(reply, reason)]
    return _rules_stand(rules, chosen, scope, f"its plan was refused {1 + REPAIRS} times, at last: {reason}")


def reply_schema(scope: Scope) -> Schema:
    """The schema of a reply: keep the candidate, or a plan over the names that the actor may see."""
    plan = strict_plan_schema(visible(scope))
    definitions = {**plan["$defs"], "plan": {key: value for key, value in plan.items() if key != "$defs"}}
    return {
        "type": "object",
        "properties": {
            "candidate": {"type": "boolean"},
            "plan": {"anyOf": [{"$ref": "#/$defs/plan"}, {"type": "null"}]},
        },
        "required": ["candidate", "plan"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _reply(client: OpenAI, model: str, messages: list[Message], schema: Schema) -> str:
    request: dict[str, Any] = {
        "model": model,
        "messages": messages,
        "temperature": 0,
        "max_tokens": MOST_TOKENS,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "plan", "schema": schema, "strict": True},
        },
    }
    completion = client.chat.completions.create(**request)
    choices = getattr(completion, "choices", None)  # a server that speaks no JSON gives a bare text
    if not choices:
        raise _ReplyError("its reply holds no message", final=True)
    if choices[0].finish_reason == "length":
        raise _ReplyError(f"its reply was cut off after {MOST_TOKENS:,} tokens", final=True)
    return choices[0].message.content or ""


def _accepted(reply: str, rules: Proposal | Problem, scope: Scope, chosen: ModelSettings) -> Proposal | Problem:
    """The reply as a proposal: the candidate kept, or a plan that the passes accept."""
    document = _document(reply)
    if document.get("candidate") is True:
        return replace(rules, planner=chosen.model) if isinstance(rules, Proposal) else rules
    form = document.get("plan") if "candidate" in document else document
    if not isinstance(form, dict):
        raise _ReplyError("there is neither a plan nor the candidate in the reply")
    plan = replace(plan_from_form(form), language=scope.language)
    if isinstance(plan.body, Entities):
        raise _ReplyError("use a table plan: its rows are the answer")
    prepare(plan, scope)
    asked = (grammar.text(scope.language, "rules asked", text=rules.text),) if isinstance(rules, Problem) else ()
    return Proposal(plan=plan, planner=chosen.model, assumptions=asked)


def _document(reply: str) -> dict[str, Any]:
    if len(reply) > LONGEST_REPLY:
        raise _ReplyError(f"the reply has {len(reply):,} characters", final=True)
    try:
        document = json.loads(reply)
    except (ValueError, RecursionError) as error:
        raise _ReplyError(f"no plan in JSON: {error}") from error
    if not isinstance(document, dict):
        raise _ReplyError("no plan in JSON: the reply is no object")
    return document


def _messages(question: str, rules: Proposal | Problem, scope: Scope) -> list[Message]:
    """The fixed part first, so that a server's prompt cache keeps it; the question last."""
    candidate = (
        json.dumps(plan_to_form(rules.plan), default=str, ensure_ascii=False, separators=(",", ":"))
        if isinstance(rules, Proposal)
        else f"none: {rules.text}"
    )
    told = f"Today is {scope.now.date().isoformat()}.\nCandidate plan: {candidate}\nQuestion: {question}"
    return [
        {"role": "system", "content": f"{INSTRUCTIONS}\n\n{described(scope)}"},
        {"role": "user", "content": told},
    ]


def _repair(reply: str, reason: str) -> list[Message]:
    """What was refused and why, so that the next reply can be better."""
    return [
        {"role": "assistant", "content": reply},
        {"role": "user", "content": f"The plan was refused: {reason}\nReturn the corrected reply."},
    ]


def _rules_stand(rules: Proposal | Problem, chosen: ModelSettings, scope: Scope, reason: str) -> Proposal | Problem:
    told = grammar.text(scope.language, "model unused", model=chosen.model, reason=reason)
    if isinstance(rules, Proposal):
        return replace(rules, assumptions=(*rules.assumptions, told))
    return replace(rules, text=f"{rules.text} {told}")
