"""What authorizing settled: the policies looked at for what a plan reads, and what none of them restricts."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.ontology.model import Ontology
from graph_service.plan.expressions import THING
from graph_service.plan.model import Plan
from graph_service.plan.policies.policy import EVERYBODY, Kind, Policy
from graph_service.plan.policies.rights import visible
from graph_service.plan.ready import Decision, Scope
from graph_service.plan.walking.terms import terms
from graph_service.plan.walking.within import reached

Read = dict[tuple[str, str | None], None]  # classes, and properties of classes


def settled_policies(typed: Plan, decisions: tuple[Decision, ...], scope: Scope) -> Iterator[Decision]:
    """Policies on what is read that changed nothing for this role, and the classes that no policy restricts.

    A hidden policy is not told of: what it is on must not be known to be there.
    """
    read = _read(typed, visible(scope))
    concerning = [one for one in scope.policies if not one.hidden and _concerns(one, read, scope.ontology)]
    told = [decision.why for decision in decisions if decision.by == "authorize"]
    applied = [one for one in concerning if any(why.startswith(f"{one.kind.value} '{one.name}'") for why in told)]
    for policy in concerning:
        if policy not in applied:
            what = f"{policy.kind.value} '{policy.name}' on {policy.target} changes nothing"
            yield Decision(by="authorize", what=what, why=_why_not(policy, scope.actor.role))
    free = [
        cls for cls, name in read if name is None and not any(_is_under(cls, one, scope.ontology) for one in applied)
    ]
    if free or not told:
        known = sum(not one.hidden for one in scope.policies)
        looked = f"{known} polic{'y' if known == 1 else 'ies'} looked at" if known else "there are no policies"
        what = f"no policy restricts {', '.join(free) or 'what is read'} for role {scope.actor.role}"
        yield Decision(by="authorize", what=what, why=looked)


def _read(typed: Plan, ontology: Ontology) -> Read:
    """Everything a plan reads, the classes that its links lead to included."""
    found: Read = {}
    for term in terms(typed, ontology):
        if term.cls and term.cls != THING:
            found[term.cls, None] = None
        if term.cls and term.property:
            found[term.cls, term.property] = None
            if target := reached(ontology, term.cls, term.property):
                found[target, None] = None
    return found


def _concerns(policy: Policy, read: Read, ontology: Ontology) -> bool:
    return any(
        name == policy.property and (ontology.is_a(cls, policy.cls) or ontology.is_a(policy.cls, cls))
        for cls, name in read
    )


def _is_under(cls: str, policy: Policy, ontology: Ontology) -> bool:
    return policy.property is None and ontology.is_a(cls, policy.cls)


def _why_not(policy: Policy, role: str) -> str:
    if role not in policy.assignees and EVERYBODY not in policy.assignees:
        return f"it is for {', '.join(policy.assignees)}"
    if policy.kind is Kind.PROHIBITION:
        return f"a permission for {role} lifts it"
    return f"it lets {role} read this" if policy.constraint is None else f"{role} may read all of it by another one"
