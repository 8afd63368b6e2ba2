"""No place of a plan is missed: whatever field may hold an expression, `terms` sees it and `authorize` judges it."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from graph_service.findings import PlanError
from graph_service.plan import conditions as conditions_module
from graph_service.plan import expressions as expressions_module
from graph_service.plan import model as model_module
from graph_service.plan.conditions import (
    And,
    Compare,
    Comparison,
    Condition,
    During,
    Exists,
    In,
    InStep,
    Not,
    Null,
    Or,
    Text,
    TextMatch,
    Window,
)
from graph_service.plan.expressions import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Bucket,
    BucketUnit,
    Coalesce,
    Column,
    Constant,
    DateDiff,
    Expression,
    Property,
    Step,
)
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.model import (
    Edge,
    Entities,
    Link,
    LinkAggregate,
    Named,
    NamedStep,
    Node,
    Order,
    Plan,
    Table,
    Term,
)
from graph_service.plan.policies.policy import Kind, Policy
from graph_service.plan.prepare import prepare
from graph_service.plan.walking.terms import terms
from tests.plan.asking import library, scope
from tests.world.entities import NOW

MODULES = (conditions_module, expressions_module, model_module)
HOLDS = {"Expression", "Condition", "Step", "Property", "Constant", "Named", "Order", "Table", "Entities", "Link"}
HOLDS |= {"LinkAggregate", "NamedStep", "Node", "Edge"}
HOLDS |= {part.__name__ for part in (*typing.get_args(Expression), *typing.get_args(Condition))}

SECRET = Property(node="m", name="email")  # of a Member; denied below
COUNT = Aggregate(function=AggregateFunction.COUNT, node="m")
NAME = Property(node="m", name="agentName")
NO = Constant(value="x")
DENIED = (
    Policy(name="no-email", kind=Kind.PROHIBITION, target="Member.email"),
    Policy(name="no-joining", kind=Kind.PROHIBITION, target="Member.joinedOn"),
    Policy(name="no-home", kind=Kind.PROHIBITION, target="Member.homeBranch"),
)
DAY = Property(node="m", name="joinedOn")
HOME = Property(node="m", path=(Step(link="homeBranch"),), name="title")


def table(**parts: Any) -> Table:
    values: dict[str, Any] = {"nodes": (Node(name="m", cls="Member"),), "measures": (Named(name="n", of=COUNT),)}
    return Table(**{**values, **parts})


def where(condition: Condition) -> Plan:
    return Plan(body=table(where=condition))


def dimension(expression: Expression) -> Plan:
    return Plan(body=table(dimensions=(Named(name="d", of=expression),)))


def measure(**parts: Any) -> Plan:
    of = Aggregate(**{"function": AggregateFunction.COUNT, "node": "m", **parts})
    return Plan(body=table(measures=(Named(name="n", of=of),)))


def page(**parts: Any) -> Plan:
    return Plan(body=Entities(cls="Member", name="m", **parts))


HAS_SECRET = Null(of=SECRET)
ON_THIS = Null(of=Property(name="email"))
NOT_NULL = Null(of=Property(node="m", name="memberNumber"))
LOANS = Exists(node="m", link="loans", name="l")
MEMBERS = {"name": "members", "link": "members"}
BRANCHES = {"cls": "Branch", "name": "b"}

# (class, field) of every field that can hold an expression, a condition or a way → a plan with the secret there
PLACES: dict[tuple[str, str], Callable[[], Plan]] = {
    ("Compare", "left"): lambda: where(Compare(operator=Comparison.EQ, left=SECRET, right=NO)),
    ("Compare", "right"): lambda: where(Compare(operator=Comparison.EQ, left=NO, right=SECRET)),
    ("In", "of"): lambda: where(In(of=SECRET, values=(NO,))),
    ("Text", "of"): lambda: where(Text(match=TextMatch.CONTAINS, of=SECRET, value=NO)),
    ("Null", "of"): lambda: where(HAS_SECRET),
    ("Window", "of"): lambda: where(Window(of=DAY, start=NOW.date())),
    ("During", "of"): lambda: where(During(of=DAY, words="today")),
    ("And", "conditions"): lambda: where(And(conditions=(NOT_NULL, HAS_SECRET))),
    ("Or", "conditions"): lambda: where(Or(conditions=(NOT_NULL, HAS_SECRET))),
    ("Not", "condition"): lambda: where(Not(condition=HAS_SECRET)),
    ("Exists", "where"): lambda: where(Exists(node="m", link="loans", name="l", where=HAS_SECRET)),
    ("Exists", "path"): lambda: where(Exists(node="m", path=(Step(link="homeBranch"),), link="copies", name="c")),
    ("InStep", "of"): lambda: Plan(
        steps=(
            NamedStep(name="s", table=table(dimensions=(Named(name="d", of=Property(node="m", name="agentName")),))),
        ),
        body=table(where=InStep(of=SECRET, step="s", column="d")),
    ),
    ("Property", "path"): lambda: dimension(HOME),
    ("Arithmetic", "left"): lambda: dimension(
        Arithmetic(operator=ArithmeticOperator.ADD, left=DateDiff(start=DAY, end=DAY), right=Constant(value=1))
    ),
    ("Arithmetic", "right"): lambda: dimension(
        Arithmetic(operator=ArithmeticOperator.ADD, left=Constant(value=1), right=DateDiff(start=DAY, end=DAY))
    ),
    ("Coalesce", "arguments"): lambda: dimension(Coalesce(arguments=(NO, SECRET))),
    ("DateDiff", "start"): lambda: dimension(DateDiff(start=DAY, end=Constant(value=NOW.date()))),
    ("DateDiff", "end"): lambda: dimension(DateDiff(start=Constant(value=NOW.date()), end=DAY)),
    ("Bucket", "of"): lambda: dimension(Bucket(unit=BucketUnit.MONTH, of=DAY)),
    ("Aggregate", "of"): lambda: measure(of=SECRET),
    ("Aggregate", "where"): lambda: measure(where=HAS_SECRET),
    ("Aggregate", "latest"): lambda: measure(latest=DAY),
    ("Aggregate", "per"): lambda: measure(per=(SECRET,), latest=Property(node="m", path=HOME.path, name="openedOn")),
    ("Named", "of"): lambda: dimension(SECRET),
    ("Order", "of"): lambda: page(order=(Order(of=SECRET),)),
    ("Link", "entities"): lambda: Plan(
        body=Entities(**BRANCHES, links=(Link(**MEMBERS, entities=Entities(cls="Member", name="m", where=HAS_SECRET)),))
    ),
    ("LinkAggregate", "measures"): lambda: Plan(
        body=Entities(
            **BRANCHES,
            aggregates=(
                LinkAggregate(
                    **MEMBERS,
                    measures=(
                        Named(name="n", of=Aggregate(function=AggregateFunction.COUNT, of=Property(name="email"))),
                    ),
                ),
            ),
        )
    ),
    ("LinkAggregate", "where"): lambda: Plan(
        body=Entities(
            **BRANCHES,
            aggregates=(
                LinkAggregate(
                    **MEMBERS,
                    measures=(Named(name="n", of=Aggregate(function=AggregateFunction.COUNT)),),
                    where=ON_THIS,
                ),
            ),
        )
    ),
    ("Entities", "where"): lambda: page(where=HAS_SECRET),
    ("Entities", "order"): lambda: page(order=(Order(of=SECRET),)),
    ("Entities", "select"): lambda: page(select=(Named(name="x", of=SECRET),)),
    ("Entities", "links"): lambda: page(links=(Link(name="h", link="homeBranch", entities=Entities(cls="Branch")),)),
    ("Entities", "aggregates"): lambda: page(
        aggregates=(
            LinkAggregate(
                name="h",
                link="homeBranch",
                measures=(Named(name="n", of=Aggregate(function=AggregateFunction.COUNT)),),
            ),
        )
    ),
    ("Table", "edges"): lambda: Plan(
        body=table(
            nodes=(Node(name="m", cls="Member"), Node(name="b", cls="Branch")),
            edges=(Edge(source="m", link="homeBranch", target="b"),),
        )
    ),
    ("Table", "where"): lambda: where(HAS_SECRET),
    ("Table", "dimensions"): lambda: dimension(SECRET),
    ("Table", "measures"): lambda: measure(of=SECRET),
    ("NamedStep", "table"): lambda: Plan(steps=(NamedStep(name="s", table=table(where=HAS_SECRET)),), body=table()),
    ("Plan", "body"): lambda: where(HAS_SECRET),
    ("Plan", "steps"): lambda: Plan(steps=(NamedStep(name="s", table=table(where=HAS_SECRET)),), body=table()),
}
# Fields that hold no property: constants, columns of the result, nodes (judged by class), guards (set by authorize).
NONE_THERE = {
    ("In", "values"),
    ("Text", "value"),
    ("Entities", "after"),
    ("Table", "nodes"),
    ("Table", "having"),
    ("Table", "derived"),
    ("Table", "order"),
    ("Node", "guard"),
    ("Step", "guard"),
    ("Term", "path"),
}


def holders() -> set[tuple[str, str]]:
    """Every field of a plan value whose type can hold a part that names properties."""
    found = set()
    for module in MODULES:
        space = {**vars(expressions_module), **vars(conditions_module), **vars(model_module)}
        for name, cls in vars(module).items():
            if is_dataclass(cls) and isinstance(cls, type) and cls.__module__ == module.__name__:
                hints = typing.get_type_hints(cls, space, space)
                found |= {(name, f.name) for f in fields(cls) if _names(hints[f.name]) & HOLDS}
    return found


def _names(hint: Any) -> set[str]:
    own = {hint.__name__} if isinstance(hint, type) and not isinstance(hint, types.GenericAlias) else set()
    return own.union(*(_names(part) for part in typing.get_args(hint)))


def test_every_field_that_can_hold_a_property_is_tried() -> None:
    assert holders() == set(PLACES) | NONE_THERE
    assert len(PLACES) == 41


@pytest.mark.parametrize("place", PLACES, ids="{0[0]}.{0[1]}".format)
def test_terms_see_it(place: tuple[str, str]) -> None:
    plan = PLACES[place]()
    mentioned = {(term.cls, term.property) for term in terms(plan, library())}
    assert mentioned & {("Member", "email"), ("Member", "joinedOn"), ("Member", "homeBranch")}
    assert {term.property for term in plan.terms()} & {"email", "joinedOn", "homeBranch"}


@pytest.mark.parametrize("place", PLACES, ids="{0[0]}.{0[1]}".format)
def test_authorize_refuses_it(place: tuple[str, str]) -> None:
    with pytest.raises(PlanError, match=r"Member\.(email|joinedOn|homeBranch) is not readable here"):
        prepare(PLACES[place](), scope(rules=DENIED))
    prepare(PLACES[place](), scope(rules=()))


def test_terms_say_where() -> None:
    document = {
        "table": {
            "nodes": {"l": "Loan"},
            "where": {"eq": ["l.copy.branch.title", "X"]},
            "measures": {"fees": {"metric": "fees"}},
        }
    }
    plan = plan_from_form(document)
    found = list(terms(plan, library()))
    assert found == [
        Term(cls="Loan", node="l", where="table.nodes.l"),
        Term(cls="Loan", property="copy", node="l", where="table.where.eq[0]"),
        Term(cls="Copy", property="branch", node="l", path=(Step(link="copy"),), where="table.where.eq[0]"),
        Term(
            cls="Branch",
            property="title",
            node="l",
            path=(Step(link="copy"), Step(link="branch")),
            where="table.where.eq[0]",
        ),
        Term(cls="Loan", property="fee", node="l", where="table.measures.fees.sum"),
    ]
    alone = list(plan.terms())
    assert [term.property for term in alone] == [None, "copy", "branch", "title"]
    assert [term.cls for term in alone] == ["Loan", "Loan", "", ""]


def test_columns_and_constants_name_no_property() -> None:
    plan = Plan(
        steps=(NamedStep(name="s", table=table()),),
        body=Table(step="s", dimensions=(Named(name="n", of=Column(name="n", step="s")),)),
    )
    assert {term.property for term in plan.terms()} == {None}
