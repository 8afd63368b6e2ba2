"""contextualize: words of time, today and the actor's attributes become constants, by the workspace's clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from graph_service.findings import Finding, PlanError
from graph_service.ontology.model import Datatype
from graph_service.plan.calendar.spans import Span
from graph_service.plan.calendar.windows import EXAMPLES, window_of
from graph_service.plan.conditions import Compare, Condition, During, Window
from graph_service.plan.expressions import ActorAttribute, Constant, Expression, Today
from graph_service.plan.model import Plan
from graph_service.plan.ready import Decision, Scope
from graph_service.plan.typing.comparing import check_condition
from graph_service.plan.typing.constants import midnight
from graph_service.plan.typing.fitting import Typing
from graph_service.plan.walking.places import Place, finding
from graph_service.plan.walking.rewrite import rewrite
from graph_service.plan.walking.within import Rules


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Who asks and when, and what came of it; `fresh` holds the constants made here, which are still to be fitted."""

    scope: Scope
    typing: Typing
    fresh: dict[int, Constant] = field(default_factory=dict)
    decisions: dict[Decision, None] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        """What went wrong, here and in fitting."""
        return self.typing.findings


def contextualize(plan: Plan, scope: Scope) -> tuple[Plan, tuple[Decision, ...]]:
    """The plan without words of time, today and attributes; its language is set."""
    moment = Moment(scope=scope, typing=Typing(ontology=scope.ontology))
    told = rewrite(plan, rules_of(moment))
    if moment.findings:
        raise PlanError(*moment.findings)
    if told.language is None:
        told = Plan(body=told.body, steps=told.steps, language=scope.language)
    return told, tuple(moment.decisions)


def rules_of(moment: Moment) -> Rules:
    """The rules of this pass, for a whole plan or for one condition of a policy."""
    return Rules(
        ontology=moment.scope.ontology,
        expression=partial(_expression, moment),
        condition=partial(_condition, moment),
        leave_step=moment.typing.leave_step,
    )


def _expression(moment: Moment, expression: Expression, place: Place) -> Expression:
    match expression:
        case Today(days=days):
            today = moment.scope.now.date()
            return _fresh(moment, Constant(value=today + timedelta(days=days), datatype=Datatype.DATE))
        case ActorAttribute(name=name):
            return _attribute(moment, name, place)
        case _:
            return expression


def _fresh(moment: Moment, constant: Constant) -> Constant:
    moment.fresh[id(constant)] = constant
    return constant


def _attribute(moment: Moment, name: str, place: Place) -> Expression:
    attributes = moment.scope.actor.attributes
    if name not in attributes:
        role = moment.scope.actor.role
        message = f"The actor has no attribute '{name}', which this needs (role {role})"
        moment.findings.append(finding("actor", message, place))
        return ActorAttribute(name=name)
    return _fresh(moment, Constant(value=attributes[name], datatype=Datatype.STRING))


def _condition(moment: Moment, condition: Condition, place: Place) -> Condition:
    match condition:
        case During(of=of, words=words):
            return _during(moment, of, words, place)
        case Compare(left=left, right=right) if id(left) in moment.fresh or id(right) in moment.fresh:
            return check_condition(moment.typing, condition, place)
        case _:
            return condition


def _during(moment: Moment, of: Expression, words: str, place: Place) -> Condition:
    span = window_of(words, moment.scope.now.date())
    if span is None:
        message = f"Unknown time: '{words}'. Say a period as in {', '.join(repr(one) for one in EXAMPLES)}"
        moment.findings.append(finding("time", message, place))
        return During(of=of, words=words)
    what = f"'{words}' is {_days(span)}"
    moment.decisions[Decision(by="contextualize", what=what, why=f"today is {moment.scope.now.date()}")] = None
    if moment.typing.of(of, place).datatype is Datatype.DATETIME:
        start, end = (bound if bound is None else midnight(bound) for bound in span)
        return Window(of=of, start=start, end=end, words=words)
    return Window(of=of, start=span.start, end=span.end, words=words)


def _days(span: Span) -> str:
    if span.start is None:
        return f"all days before {span.end}"
    if span.end is None:
        return f"all days from {span.start}"
    last = span.end - timedelta(days=1)
    return f"{span.start}" if last == span.start else f"{span.start} to {last}"
