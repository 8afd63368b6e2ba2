"""The one door to a language model: it proposes a plan as structured output and never writes query text.

Configured by OPENAI_API_KEY, OPENAI_BASE_URL and GRAPH_SERVICE_MODEL. The model sees the question, the permitted slice
of the ontology and the rules' own candidate; what the passes find wrong goes back as a hint, at most twice. Whatever
fails, the rules' proposal stands and the answer says so.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from graph_service.answers.proposal import Problem, Proposal
from graph_service.answers.slice import described
from graph_service.findings import PlanError
from graph_service.plan.form import plan_from_form, plan_to_form
from graph_service.plan.model import Entities
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Scope
from graph_service.plan.schema import plan_schema

if TYPE_CHECKING:
    from openai import OpenAI

REPAIRS = 2
SECONDS = 30.0
MOST_TOKENS = 1_500
LONGEST_REPLY = 40_000

INSTRUCTIONS = """\
You translate a question into one plan as a single compact JSON object that follows the given schema. Use only the
classes, properties and links listed. Use `table` plans. Paths are written node.link.property. Do not invent values:
take them from the question. If the candidate plan already fits the question, return it unchanged."""


@dataclass(frozen=True, kw_only=True)
class ModelSettings:
    """Where the model is; the key is never shown."""

    model: str
    base_url: str | None
    key: str

    def __repr__(self) -> str:
        return f"ModelSettings(model={self.model!r}, base_url={self.base_url!r})"


def settings() -> ModelSettings | None:
    """The model configured in the environment, None without one."""
    key, model = os.environ.get("OPENAI_API_KEY"), os.environ.get("GRAPH_SERVICE_MODEL")
    if not key or not model:
        return None
    return ModelSettings(model=model, base_url=os.environ.get("OPENAI_BASE_URL") or None, key=key)


def propose(question: str, rules: Proposal | Problem, scope: Scope, chosen: ModelSettings) -> Proposal | Problem:
    """The model's plan if the passes accept it within two repairs; else the rules' proposal and why."""
    from openai import OpenAI, OpenAIError

    client = OpenAI(api_key=chosen.key, base_url=chosen.base_url, timeout=SECONDS, max_retries=0)
    messages = _messages(question, rules, scope)
    reason = ""
    for _ in range(1 + REPAIRS):
        try:
            reply = _reply(client, chosen.model, messages)
        except OpenAIError as error:
            return _rules_stand(rules, chosen, f"it did not answer ({type(error).__name__})")
        try:
            return _accepted(reply, scope, chosen)
        except PlanError as error:
            reason = str(error)
        except ValueError as error:
            reason = f"no plan in JSON: {error}"
        messages = [
            *messages,
            {"role": "assistant", "content": reply},
            {"role": "user", "content": f"The plan was refused: {reason}\nReturn the corrected plan."},
        ]
    return _rules_stand(rules, chosen, f"its plan was refused {1 + REPAIRS} times, at last: {reason}")


def _reply(client: OpenAI, model: str, messages: list[dict[str, str]]) -> str:
    request: dict[str, Any] = {
        "model": model,
        "messages": messages,
        "temperature": 0,
        "max_tokens": MOST_TOKENS,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "plan", "schema": plan_schema(), "strict": False},
        },
    }
    completion = client.chat.completions.create(**request)
    return completion.choices[0].message.content or "" if completion.choices else ""


def _accepted(reply: str, scope: Scope, chosen: ModelSettings) -> Proposal:
    """The reply as a proposal; PlanError or ValueError with what is wrong."""
    if len(reply) > LONGEST_REPLY:
        raise ValueError(f"the reply has {len(reply):,} characters")
    document: Any = json.loads(reply)
    plan = replace(plan_from_form(document), language=scope.language)
    if isinstance(plan.body, Entities):
        raise ValueError("use a table plan: its rows are the answer")
    prepare(plan, scope)
    return Proposal(plan=plan, planner=chosen.model)


def _messages(question: str, rules: Proposal | Problem, scope: Scope) -> list[dict[str, str]]:
    """The fixed part first, so that a server's prompt cache keeps it; the question last."""
    candidate = (
        json.dumps(plan_to_form(rules.plan), default=str) if isinstance(rules, Proposal) else f"none: {rules.text}"
    )
    return [
        {"role": "system", "content": f"{INSTRUCTIONS}\n\n{described(scope)}"},
        {
            "role": "user",
            "content": f"Today is {scope.now.date().isoformat()}.\nCandidate plan: {candidate}\nQuestion: {question}",
        },
    ]


def _rules_stand(rules: Proposal | Problem, chosen: ModelSettings, reason: str) -> Proposal | Problem:
    told = f"The model '{chosen.model}' was not used: {reason}. The rules' answer stands."
    if isinstance(rules, Proposal):
        return replace(rules, assumptions=(*rules.assumptions, told))
    return replace(rules, text=f"{rules.text} {told}")
