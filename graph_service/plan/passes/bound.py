"""bound: every page has an end, and no plan costs more than the workspace allows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

from graph_service.findings import Finding, PlanError
from graph_service.plan.conditions import Condition, Exists, In
from graph_service.plan.expressions import Expression, Property
from graph_service.plan.model import Entities, Link, Plan, Table
from graph_service.plan.ready import Bounds, Decision, Scope
from graph_service.plan.walking.places import Place, finding
from graph_service.plan.walking.rewrite import rewrite
from graph_service.plan.walking.within import Rules


@dataclass(kw_only=True)
class Cost:
    """What a plan has been found to need so far: its parts, and apart from them the values that its lists name."""

    scope: Scope
    terms: int = 0
    listed: int = 0
    findings: list[Finding] = field(default_factory=list)
    decisions: dict[Decision, None] = field(default_factory=dict)

    @property
    def bounds(self) -> Bounds:
        """What it may need at most."""
        return self.scope.bounds


def bound(plan: Plan, scope: Scope) -> tuple[Plan, tuple[Decision, ...]]:
    """The plan with a limit on every page; PlanError where it asks for more than is allowed."""
    bounded, cost = measured(plan, scope)
    if cost.findings:
        raise PlanError(*cost.findings)
    return bounded, tuple(cost.decisions)


def measured(plan: Plan, scope: Scope) -> tuple[Plan, Cost]:
    """The plan with its limits, and what it needs; whatever is too much is among the findings."""
    cost = Cost(scope=scope)
    rules = Rules(
        ontology=scope.ontology,
        expression=partial(_expression, cost),
        condition=partial(_condition, cost),
        leave_table=partial(_leave_table, cost),
        leave_entities=partial(_leave_entities, cost),
    )
    bounded = rewrite(plan, rules)
    _judge_size(cost)
    return bounded, cost


def _judge_size(cost: Cost) -> None:
    """A list counts as one part, because it is one condition; how long lists may be is a limit of its own."""
    terms, listed = cost.bounds.terms, cost.bounds.listed
    if cost.terms > terms:
        message = f"The plan has {cost.terms} parts; at most {terms} are allowed. Ask for less at once"
        cost.findings.append(finding("bound", message, ""))
    if cost.listed > listed:
        message = (
            f"The lists after 'in' have {cost.listed} values; at most {listed} are allowed in one plan. "
            "Say what the values have in common, or ask for some of them at a time"
        )
        cost.findings.append(finding("bound", message, ""))


def _expression(cost: Cost, expression: Expression, place: Place) -> Expression:
    cost.terms += 1
    if isinstance(expression, Property):
        _judge_path(cost, len(expression.path), place)
    return expression


def _condition(cost: Cost, condition: Condition, place: Place) -> Condition:
    cost.terms += 1
    if isinstance(condition, Exists):
        _judge_path(cost, len(condition.path) + 1, place)
    if isinstance(condition, In):
        cost.terms -= len(condition.values)  # each has been counted as an expression on the way here
        cost.listed += len(condition.values)
    return condition


def _judge_path(cost: Cost, links: int, place: Place) -> None:
    if links > cost.bounds.depth:
        message = f"A path of {links} links; at most {cost.bounds.depth} are allowed"
        cost.findings.append(finding("bound", message, place))


def _leave_table(cost: Cost, table: Table, place: Place) -> Table:
    cost.terms += len(table.nodes) + len(table.edges)
    for number, edge in enumerate(table.edges):
        if edge.most > cost.bounds.depth:
            message = f"'{edge.link}' up to {edge.most} times in a row; at most {cost.bounds.depth} are allowed"
            cost.findings.append(finding("bound", message, place.child(f"edges[{number}]")))
    if place.segment != "table":
        return table  # an earlier step keeps all its rows: what reads it would else be wrong
    limit = _limit(cost, table.limit, cost.bounds.default_rows, "", place.child("limit"))
    return table if limit == table.limit else replace(table, limit=limit)


def _limit(cost: Cost, asked: int | None, default: int, where: str, place: Place) -> int:
    if asked is None:
        what = f"At most {default} rows{where}"
        cost.decisions[Decision(by="bound", what=what, why="no limit was asked for")] = None
        return default
    if asked > cost.bounds.rows:
        message = f"{asked} rows; at most {cost.bounds.rows} are allowed. Use a smaller limit and go page by page"
        cost.findings.append(finding("bound", message, place))
    return asked


def _leave_entities(cost: Cost, page: Entities, place: Place) -> Entities:
    cost.terms += 1 + len(page.links) + len(page.aggregates)
    if depth_of(page) > cost.bounds.depth and place.depth == 1:
        message = f"{depth_of(page)} selections inside each other; at most {cost.bounds.depth} are allowed"
        cost.findings.append(finding("bound", message, place))
    links = tuple(_nested(cost, page, link, place.child(f"links.{link.name}")) for link in page.links)
    if any(a is not b for a, b in zip(links, page.links, strict=True)):
        page = replace(page, links=links)
    if place.depth > 1:
        return page  # its own limit is set by the page around it, which knows whether its link leads to many
    first = _limit(cost, page.first, cost.bounds.default_rows, "", place.child("first"))
    return page if first == page.first else replace(page, first=first)


def depth_of(page: Entities) -> int:
    """How many selections lie inside each other."""
    return 1 + max((depth_of(link.entities) for link in page.links), default=0)


def _nested(cost: Cost, page: Entities, link: Link, place: Place) -> Link:
    prop = cost.scope.ontology.property_of(link.on or page.cls, link.link)
    if prop is None or not prop.many:
        return link
    asked = link.entities.first
    first = _limit(cost, asked, cost.bounds.nested_rows, " in each nested page", place.child("first"))
    return link if first == asked else replace(link, entities=replace(link.entities, first=first))
