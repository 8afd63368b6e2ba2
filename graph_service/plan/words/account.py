"""An account of a prepared plan for people: what each pass decided, and where it changed nothing, what it looked at.

Nothing of this is needed to run a plan, so it is worked out only where somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph_service.plan.expressions import ActorAttribute, Expression, Today
from graph_service.plan.model import Plan
from graph_service.plan.passes import PASSES
from graph_service.plan.passes.bound import measured
from graph_service.plan.passes.resolve import resolve
from graph_service.plan.passes.typecheck import typecheck
from graph_service.plan.policies.rights import visible
from graph_service.plan.policies.settled import settled_policies
from graph_service.plan.ready import Decision, ReadyPlan, Scope
from graph_service.plan.typing.settled import settled_types
from graph_service.plan.walking.places import Place
from graph_service.plan.walking.rewrite import rewrite
from graph_service.plan.walking.terms import terms
from graph_service.plan.walking.within import Rules


def account(ready: ReadyPlan, scope: Scope) -> tuple[Decision, ...]:
    """The decisions on a plan and what settled the rest, in the order of the passes: each pass says something."""
    typed = typecheck(resolve(ready.asked, scope)[0], scope)[0]  # before the guards of policies are in it
    settled = (
        *ready.decisions,
        *_names(typed, scope),
        *settled_types(typed, ready, visible(scope)),
        *_moment(typed, ready, scope),
        *settled_policies(typed, ready.decisions, scope),
        *_size(ready, scope),
    )
    order = [one.__name__ for one in PASSES]
    return tuple(sorted(dict.fromkeys(settled), key=lambda decision: order.index(decision.by)))


def listed(names: Iterable[str]) -> str:
    """a, b and c."""
    *before, last = dict.fromkeys(names) or [""]
    return f"{', '.join(before)} and {last}" if before else last


def _names(typed: Plan, scope: Scope) -> Iterator[Decision]:
    found = list(terms(typed, visible(scope)))
    classes = dict.fromkeys(term.cls for term in found if term.cls)
    properties = {(term.cls, term.property) for term in found if term.property}
    counted = f"{len(properties)} propert{'y' if len(properties) == 1 else 'ies'} of " if properties else ""
    what = f"{counted}{listed(classes)}: the names are known"
    why = f"the ontology of the last load, as role {scope.actor.role} sees it"
    yield Decision(by="resolve", what=what, why=why)


def _moment(typed: Plan, ready: ReadyPlan, scope: Scope) -> Iterator[Decision]:
    """Days counted from today, attributes of who asks, and the language of the texts."""
    yield from _constants(typed, scope)
    why = "asked for" if ready.asked.language else "the first language of the workspace"
    yield Decision(by="contextualize", what=f"texts are read in '{ready.language}'", why=why)


def _constants(typed: Plan, scope: Scope) -> Iterator[Decision]:
    found: list[Expression] = []

    def keep(expression: Expression, place: Place) -> Expression:
        if isinstance(expression, Today | ActorAttribute):
            found.append(expression)
        return expression

    rewrite(typed, Rules(ontology=visible(scope), expression=keep))
    for one in dict.fromkeys(found):
        if isinstance(one, Today):
            what = "today" if not one.days else f"today {'+' if one.days > 0 else '−'} {abs(one.days)} days"
            yield Decision(by="contextualize", what=f"days are counted: {what}", why=f"today is {scope.now.date()}")
        elif isinstance(one, ActorAttribute):
            value = scope.actor.attributes.get(one.name)
            what = f"the actor's '{one.name}' is '{value}'"
            yield Decision(
                by="contextualize", what=what, why=f"so says actors.yaml of {scope.actor.name or scope.actor.role}"
            )


def _size(ready: ReadyPlan, scope: Scope) -> Iterator[Decision]:
    cost = measured(ready.plan, scope)[1]
    parts = f"{cost.terms} parts of at most {cost.bounds.terms}"
    lists = f", {cost.listed} values in lists of at most {cost.bounds.listed}" if cost.listed else ""
    why = f"at most {cost.bounds.rows} rows and {cost.bounds.seconds:g} seconds in the store"
    yield Decision(by="bound", what=f"{parts}{lists}", why=why)
