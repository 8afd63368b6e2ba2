"""What typechecking settled: the type and unit of each column, and as what each compared value is read."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Compare, Condition, During, In, InStep, Text, Window
from graph_service.plan.expressions import (
    ActorAttribute,
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Bucket,
    Column,
    Constant,
    DateDiff,
    Expression,
    MetricRef,
    Property,
    Today,
)
from graph_service.plan.model import Entities, Named, Plan, Table
from graph_service.plan.operators import AVERAGES
from graph_service.plan.ready import Decision, ReadyPlan, ResultColumn
from graph_service.plan.typing.fitting import Typing, kind
from graph_service.plan.walking.places import Place, Sight
from graph_service.plan.walking.rewrite import rewrite
from graph_service.plan.walking.within import Rules, reached


def settled_types(typed: Plan, ready: ReadyPlan, ontology: Ontology) -> Iterator[Decision]:
    """A decision for each column, each selected class and each compared value of a typed plan."""
    typing = Typing(ontology=ontology)
    for step, asked in zip(typed.steps, ready.asked.steps, strict=True):
        yield from _columns(typing, step.table, asked.table, ready.step_columns[step.name])
    if isinstance(typed.body, Table) and isinstance(ready.asked.body, Table):
        yield from _columns(typing, typed.body, ready.asked.body, ready.columns)
    elif isinstance(typed.body, Entities):
        yield from _pages(typing, typed.body)
    yield from _compared(typed, ready)


def _columns(typing: Typing, table: Table, asked: Table, columns: tuple[ResultColumn, ...]) -> Iterator[Decision]:
    row = Place("", Sight({node.name: node.cls for node in table.nodes}))
    for named, before, column in zip(table.columns, asked.columns, columns, strict=True):
        what = f"{column.name} is {_kind(column)}"
        yield Decision(by="typecheck", what=what, why=_why(typing, named.of, before, row))


def _kind(column: ResultColumn) -> str:
    unit = f" in {column.unit}" if column.unit else ""
    digits = f" with {column.scale} digit{'' if column.scale == 1 else 's'}" if column.scale else ""
    return f"{kind(column.datatype)}{digits}{unit}"


def _why(typing: Typing, of: Expression, asked: Named, row: Place) -> str:
    if isinstance(asked.of, MetricRef):
        return f"the formula of {asked.of.name} and what metrics.yaml states for it"
    match of:
        case Property():
            return f"so is {typing.called(of, row)} in the ontology"
        case Aggregate(function=AggregateFunction.COUNT):
            return "a count is a whole number"
        case Aggregate(function=function) if function in AVERAGES:
            return f"'{function.value}' gives a double in the unit of what it is over"
        case Aggregate(function=function, of=inner) if inner is not None:
            return f"'{function.value}' keeps the type and unit of {typing.called(inner, row)}"
        case Arithmetic(operator=ArithmeticOperator.DIVIDE):
            return "a quotient is a double, in the unit of the first side if the second has none"
        case Bucket(unit=unit):
            return f"'{unit.value}' of a time is a name of the calendar"
        case DateDiff():
            return "days between two times are whole"
        case Column(name=name):
            return f"as column '{name}'"
        case _:
            return "the greatest type of its parts, in their unit"


def _pages(typing: Typing, page: Entities) -> Iterator[Decision]:
    here = Place("", Sight({page.name: page.cls}))
    kinds = [f"{named.name} {typing.kind(named.of, here)}{_unit(typing, named.of, here)}" for named in page.select]
    if kinds:
        yield Decision(by="typecheck", what=f"of {page.cls}: {', '.join(kinds)}", why="so they are in the ontology")
    for link in page.links:
        yield from _pages(typing, link.entities)
    for one in page.aggregates:
        target = Place("", Sight({"this": reached(typing.ontology, one.on or page.cls, one.link)}))
        for measure in one.measures:
            of = typing.of(measure.of, target)
            what = f"{one.name}.{measure.name} is {kind(of.datatype)}{_unit(typing, measure.of, target)}"
            yield Decision(by="typecheck", what=what, why=_why(typing, measure.of, measure, target))


def _unit(typing: Typing, of: Expression, place: Place) -> str:
    unit = typing.of(of, place).unit
    return f" in {unit}" if unit else ""


def _compared(typed: Plan, ready: ReadyPlan) -> Iterator[Decision]:
    """What stands on the left of each condition, and with what it is compared."""
    typing, found = Typing(ontology=ready.ontology, steps=dict(ready.step_columns)), dict[Decision, None]()

    def keep(condition: Condition, place: Place) -> Condition:
        if isinstance(condition, Compare) and isinstance(condition.left, Property | Column | Bucket):
            _keep(condition.left, f"compared with {_other(typing, condition.right, place)}", place)
        elif isinstance(condition, In | Text | Window | During | InStep):
            _keep(condition.of, _against(condition), place)
        return condition

    def _keep(of: Expression, why: str, place: Place) -> None:
        named = (
            f"{of.unit.value} of {typing.called(of.of, place)}" if isinstance(of, Bucket) else typing.called(of, place)
        )
        what = f"{named} is {typing.kind(of, place)}{_unit(typing, of, place)}"
        found[Decision(by="typecheck", what=what, why=why)] = None

    rewrite(typed, Rules(ontology=ready.ontology, condition=keep))
    yield from found


def _other(typing: Typing, right: Expression, place: Place) -> str:
    match right:
        case Constant(value=value):
            return str(value)
        case Today():
            return "today" if not right.days else f"a day counted from today: {right.days:+}"
        case ActorAttribute(name=name):
            return f"the actor's '{name}'"
        case _:
            return typing.called(right, place)


def _against(condition: In | Text | Window | During | InStep) -> str:
    match condition:
        case In(values=values):
            return f"looked for among {len(values)} value{'' if len(values) == 1 else 's'} of that type"
        case Text(match=match, value=value):
            return f"its text '{match.value}' '{value.value}'"
        case Window(start=start, end=end):
            return f"lies between {start or 'the beginning'} and {end or 'the end'}, the end not included"
        case During(words=words):
            return f"lies in '{words}'"
        case InStep(step=step, column=column):
            return f"looked for in column '{column}' of step '{step}'"
