"""authorize: policies compiled into the plan. What is denied is refused by name; rows are narrowed by guards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from graph_service.findings import Finding, PlanError
from graph_service.plan.conditions import Condition, Exists, both
from graph_service.plan.expressions import THING, THIS, Expression, Meta, Property, Step
from graph_service.plan.model import Edge, Entities, Link, LinkAggregate, Node, Plan, Table
from graph_service.plan.passes.contextualize import Moment
from graph_service.plan.passes.contextualize import rules_of as contextual_rules
from graph_service.plan.policies.narrowing import no_instance
from graph_service.plan.policies.policy import Policy
from graph_service.plan.policies.rights import Guard, Rights, rights_of
from graph_service.plan.ready import Decision, Scope
from graph_service.plan.typing.fitting import Typing
from graph_service.plan.walking.places import Place, Sight, finding
from graph_service.plan.walking.rename import move_condition
from graph_service.plan.walking.rewrite import rewrite
from graph_service.plan.walking.within import Rules, reached, rewrite_condition


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One plan before the policies of one actor: findings, and why rows or values were left out."""

    scope: Scope
    rights: Rights
    findings: list[Finding] = field(default_factory=list)
    decisions: dict[Decision, None] = field(default_factory=dict)
    guards: dict[str, Condition | None] = field(default_factory=dict)


def authorize(plan: Plan, scope: Scope) -> tuple[Plan, tuple[Decision, ...]]:
    """The plan with guards; PlanError naming what is not readable for this role."""
    rights = rights_of(scope)
    if rights.unlimited:
        return plan, ()
    judgement = Judgement(scope=scope, rights=rights)
    rules = Rules(
        ontology=scope.ontology,
        expression=partial(_expression, judgement),
        condition=partial(_condition, judgement),
        leave_table=partial(_leave_table, judgement),
        leave_entities=partial(_leave_entities, judgement),
    )
    guarded = rewrite(plan, rules)
    if judgement.findings:
        raise PlanError(*dict.fromkeys(judgement.findings))
    return guarded, tuple(judgement.decisions)


def _refuse(judgement: Judgement, what: str, policy: Policy, place: Place) -> None:
    """A named refusal; a hidden target names no policy."""
    named = "" if policy.hidden else f": {policy.kind.value} '{policy.name}' for role {judgement.scope.actor.role}"
    judgement.findings.append(finding("policy", f"{what} is not readable here{named}", place))


def _judge_class(judgement: Judgement, cls: str, place: Place) -> None:
    policy = judgement.rights.classes.get(cls)
    if policy is not None:
        _refuse(judgement, cls, policy, place)


def _judge_property(judgement: Judgement, cls: str, name: str, place: Place) -> tuple[str, ...]:
    """Refuse a property denied on the class; else the subclasses whose entities must not show it."""
    rights = judgement.rights
    policy = rights.properties.get((cls, name))
    if policy is not None:
        _refuse(judgement, f"{cls}.{name}", policy, place)
        return ()
    masked = rights.masked(cls, name)
    for sub in masked:
        _note(judgement, f"{cls}.{name} is left out for {sub}", rights.properties[sub, name], sub)
    return masked


def _judge_label(judgement: Judgement, cls: str, place: Place) -> tuple[str, ...]:
    """The label of an entity is its display property, under another name."""
    name = judgement.rights.ontology.display_of(cls)
    policy = judgement.rights.properties.get((cls, name)) if name else None
    if policy is not None:
        _refuse(judgement, f"{cls}.{Meta.LABEL.value}", policy, place)
        return ()
    return judgement.rights.unlabelled(cls)


def _note(judgement: Judgement, what: str, policy: Policy, cls: str) -> None:
    """What a policy did about a class, unless one of the two is hidden."""
    if not policy.hidden and cls in judgement.rights.visible.classes:
        why = f"{policy.kind.value} '{policy.name}'" + (f": {policy.reason}" if policy.reason else "")
        judgement.decisions[Decision(by="authorize", what=what, why=why, reason=policy.reason)] = None


def _guard(judgement: Judgement, cls: str) -> Condition | None:
    """What rows of a class must satisfy, over node `this`, with the actor's attributes in place."""
    if cls not in judgement.guards:
        guards = judgement.rights.guards(cls)
        judgement.guards[cls] = both(*(_told(judgement, cls, guard) for guard in guards))
        for guard in guards:
            for policy in guard.policies:
                _note(judgement, f"only rows of {policy.cls} that are permitted", policy, policy.cls)
    return judgement.guards[cls]


def _told(judgement: Judgement, cls: str, guard: Guard) -> Condition:
    scope = judgement.scope
    moment = Moment(scope=scope, typing=Typing(ontology=scope.ontology))
    place = Place(f"policy {guard.policies[0].name}", Sight({THIS: cls}))
    told = rewrite_condition(guard.condition, place, contextual_rules(moment))
    judgement.findings.extend(moment.findings)
    return told


def _exclusion(masked: Iterable[str]) -> Condition | None:
    return both(*(no_instance(cls) for cls in masked))


def _expression(judgement: Judgement, expression: Expression, place: Place) -> Expression:
    if not isinstance(expression, Property):
        return expression
    cls, path = _walk(judgement, place.sight.nodes[expression.node], expression.path, place)
    if expression.name == Meta.LABEL.value:
        masked = _judge_label(judgement, cls, place)
    else:
        masked = _judge_property(judgement, cls, expression.name, place)
    if masked:
        path = (*path, Step(cast=cls, guard=_exclusion(masked)))
    same = len(path) == len(expression.path) and all(a is b for a, b in zip(path, expression.path, strict=True))
    return expression if same else replace(expression, path=path)


def _walk(judgement: Judgement, cls: str, path: tuple[Step, ...], place: Place) -> tuple[str, tuple[Step, ...]]:
    """The class after a path and the path with guards on what it reaches."""
    walked: list[Step] = []
    for step in path:
        if step.link is None:
            cls = step.cast or THING
            _judge_class(judgement, cls, place)
            walked.append(step)
            continue
        masked = _judge_property(judgement, cls, step.link, place)
        if masked:
            walked.append(Step(cast=cls, guard=_exclusion(masked)))
        cls = reached(judgement.scope.ontology, cls, step.link)
        _judge_class(judgement, cls, place)
        guard = _guard(judgement, cls)
        walked.append(step if guard is None else replace(step, guard=guard))
    return cls, tuple(walked)


def _condition(judgement: Judgement, condition: Condition, place: Place) -> Condition:
    if not isinstance(condition, Exists):
        return condition
    cls, path = _walk(judgement, place.sight.nodes[condition.node], condition.path, place)
    masked = _judge_property(judgement, cls, condition.link, place)
    if masked:
        path = (*path, Step(cast=cls, guard=_exclusion(masked)))
    target = reached(judgement.scope.ontology, cls, condition.link)
    _judge_class(judgement, target, place)
    where = both(condition.where, _over(_guard(judgement, target), condition.name))
    return replace(condition, path=path, where=where)


def _over(guard: Condition | None, node: str) -> Condition | None:
    return None if guard is None else move_condition(guard, node)


def _leave_table(judgement: Judgement, table: Table, place: Place) -> Table:
    classes = {node.name: node.cls for node in table.nodes}
    excluded: dict[str, Condition | None] = {}
    for number, edge in enumerate(table.edges):
        masked = _judge_edge(judgement, edge, classes[edge.source], place.child(f"edges[{number}]"))
        excluded[edge.source] = both(excluded.get(edge.source), _exclusion(masked))
    nodes = tuple(
        _guarded(judgement, node, excluded.get(node.name), place.child(f"nodes.{node.name}")) for node in table.nodes
    )
    return replace(table, nodes=nodes) if nodes != table.nodes else table


def _judge_edge(judgement: Judgement, edge: Edge, cls: str, place: Place) -> tuple[str, ...]:
    masked = _judge_property(judgement, cls, edge.link, place)
    target = reached(judgement.scope.ontology, cls, edge.link)
    _judge_class(judgement, target, place)
    if edge.most > 1 and (masked or judgement.rights.guards(target)):
        role = judgement.scope.actor.role
        message = (
            f"'{edge.link}' cannot be followed several times here: entities on the way are not all readable for {role}"
        )
        judgement.findings.append(finding("policy", message, place))
    return masked


def _guarded(judgement: Judgement, node: Node, excluded: Condition | None, place: Place) -> Node:
    _judge_class(judgement, node.cls, place)
    guard = both(_guard(judgement, node.cls), excluded)
    return node if guard is None else replace(node, guard=guard)


def _leave_entities(judgement: Judgement, page: Entities, place: Place) -> Entities:
    _judge_class(judgement, page.cls, place)
    masked: list[Condition | None] = []
    for link in page.links:
        masked.append(_judge_link(judgement, page.cls, link, place.child(f"links.{link.name}")))
    aggregates = []
    for one in page.aggregates:
        masked.append(_judge_link(judgement, page.cls, one, place.child(f"aggregates.{one.name}")))
        target = reached(judgement.scope.ontology, one.on or page.cls, one.link)
        guard = _guard(judgement, target)
        aggregates.append(one if guard is None else replace(one, where=both(one.where, guard)))
    guard = both(_guard(judgement, page.cls), *masked)
    if guard is None and all(a is b for a, b in zip(aggregates, page.aggregates, strict=True)):
        return page
    return replace(page, where=both(page.where, _over(guard, page.name)), aggregates=tuple(aggregates))


def _judge_link(judgement: Judgement, cls: str, link: Link | LinkAggregate, place: Place) -> Condition | None:
    """Refuse a link that is denied; else the condition that leaves out entities that must not show it."""
    if link.on is not None:
        _judge_class(judgement, link.on, place)
    start = link.on or cls
    masked = _judge_property(judgement, start, link.link, place)
    _judge_class(judgement, reached(judgement.scope.ontology, start, link.link), place)
    return _exclusion(masked)
