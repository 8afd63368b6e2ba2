"""What type each expression of a plan has: one total function that the passes and every compiler share.

    integer < decimal < double          a mixed sum, comparison or coalesce takes the greater one
    add, subtract, compare, coalesce    the larger scale      multiply   the scales added      divide   double
    sum, min, max                       keep type and scale   count      integer               avg, median   double

`type_of` judges nothing: it says what a sound expression gives. The typecheck pass refuses the unsound ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from graph_service.findings import Finding, PlanError
from graph_service.ontology.model import Datatype, Ontology
from graph_service.ontology.model import Property as OntologyProperty
from graph_service.plan.expressions import (
    THING,
    ActorAttribute,
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
    Meta,
    MetricRef,
    Property,
    Scalar,
    Step,
    Today,
)
from graph_service.plan.operators import AVERAGES
from graph_service.plan.ready import ResultColumn

NUMBERS = (Datatype.INTEGER, Datatype.DECIMAL, Datatype.DOUBLE)
TIMES = (Datatype.DATE, Datatype.DATETIME)
META_NAMES = {meta.value: meta for meta in Meta}


@dataclass(frozen=True, kw_only=True)
class ValueType:
    """A value space: datatype, decimal digits (0 unless decimal), unit, and the property whose values these are.

    `cls` is the class the property was read on. Both are set for a property, and kept by what keeps its values
    (min, max, a column of a step).
    """

    datatype: Datatype
    scale: int = 0
    unit: str | None = None
    prop: OntologyProperty | None = None
    cls: str = ""

    @property
    def is_number(self) -> bool:
        """Whether values can be added up."""
        return self.datatype in NUMBERS

    @property
    def is_time(self) -> bool:
        """Whether values are dates or date-times."""
        return self.datatype in TIMES

    @property
    def is_text(self) -> bool:
        """Whether values are free text, compared by shadow and sort key."""
        return self.prop is not None and self.prop.is_text


STRING = ValueType(datatype=Datatype.STRING)
INTEGER = ValueType(datatype=Datatype.INTEGER)
DATE = ValueType(datatype=Datatype.DATE)
DATETIME = ValueType(datatype=Datatype.DATETIME)

META_TYPES = {
    Meta.IRI.value: STRING,
    Meta.LABEL.value: STRING,
    Meta.CLASS.value: STRING,
    Meta.SOURCE.value: STRING,
    Meta.RUN.value: INTEGER,
    Meta.LOADED_AT.value: DATETIME,
}


def type_of(
    expression: Expression,
    nodes: Mapping[str, str],
    ontology: Ontology,
    step_columns: Mapping[str, tuple[ResultColumn, ...]] | None = None,
    columns: Mapping[str, ValueType] | None = None,
) -> ValueType:
    """The type of an expression in a scope: node name → class, columns of earlier steps, columns of this table.

    Names must exist (the resolve pass has seen to it); one that does not is a PlanError.
    """

    def of(part: Expression) -> ValueType:
        return type_of(part, nodes, ontology, step_columns, columns)

    match expression:
        case Property():
            return property_type(expression, nodes, ontology)
        case Constant(value=value, datatype=datatype):
            return constant_type(value, datatype)
        case Aggregate():
            return _aggregate_type(expression, of)
        case Arithmetic(operator=operator, left=left, right=right):
            return arithmetic_type(operator, of(left), of(right))
        case Column(name=name, step=step):
            return _column_type(name, step, ontology, step_columns or {}, columns or {})
        case Bucket(unit=unit):
            return INTEGER if unit is BucketUnit.WEEKDAY else STRING
        case DateDiff():
            return INTEGER
        case Today():
            return DATE
        case ActorAttribute():
            return STRING
        case Coalesce(arguments=arguments):
            return common_type([of(argument) for argument in arguments])
        case MetricRef(name=name):
            raise _unknown(f"Metric '{name}' has no type before the resolve pass has put its formula in place")


def property_type(expression: Property, nodes: Mapping[str, str], ontology: Ontology) -> ValueType:
    """The type of a property; the IRI's for a link, because that is what a link's value is."""
    if (meta := META_TYPES.get(expression.name)) is not None:
        return meta
    cls = class_of(expression, nodes, ontology)
    prop = ontology.property_of(cls, expression.name)
    if prop is None:
        raise _unknown(f"Unknown property on {cls}: '{expression.name}'")
    return type_of_property(prop, cls)


def type_of_property(prop: OntologyProperty, cls: str = "") -> ValueType:
    """The type of an ontology property's values."""
    if prop.datatype is None:
        return STRING
    scale = prop.scale if prop.datatype is Datatype.DECIMAL else 0
    return ValueType(datatype=prop.datatype, scale=scale, unit=prop.unit, prop=prop, cls=cls)


def class_of(expression: Property, nodes: Mapping[str, str], ontology: Ontology) -> str:
    """The class on which the property of an expression is read."""
    if expression.node not in nodes:
        raise _unknown(f"Unknown node: '{expression.node}'")
    cls = class_after(ontology, nodes[expression.node], expression.path)
    if cls is None:
        raise _unknown(f"No such way from {nodes[expression.node]}: '{expression}'")
    return cls


def class_after(ontology: Ontology, cls: str, path: Iterable[Step]) -> str | None:
    """The class reached from `cls` over the steps, or None where a step does not exist on its class."""
    current: str | None = cls
    for step in path:
        if current is None:
            return None
        current = class_after_step(ontology, current, step)
    return current


def class_after_step(ontology: Ontology, cls: str, step: Step) -> str | None:
    """The class one step leads to: the link's range, or the class narrowed to."""
    if step.link is None:
        return step.cast if step.cast == THING or step.cast in ontology.classes else None
    prop = ontology.property_of(cls, step.link)
    return prop.range if prop is not None else None


def constant_type(value: Scalar, datatype: Datatype | None = None) -> ValueType:
    """The type of a constant: the one it was fitted to, else the natural one of its Python value."""
    found = datatype or natural_datatype(value)
    if found is Datatype.DECIMAL and isinstance(value, Decimal):
        return ValueType(datatype=found, scale=digits(value))
    return ValueType(datatype=found)


def natural_datatype(value: Scalar) -> Datatype:
    """The datatype of a Python value; null counts as a string."""
    for kind, datatype in (
        (bool, Datatype.BOOLEAN),
        (int, Datatype.INTEGER),
        (Decimal, Datatype.DECIMAL),
        (float, Datatype.DOUBLE),
        (datetime, Datatype.DATETIME),
        (date, Datatype.DATE),
    ):
        if isinstance(value, kind):
            return datatype
    return Datatype.STRING


def digits(value: Decimal) -> int:
    """The decimal digits a number really has: 2.50 has one."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def common_type(types: Iterable[ValueType]) -> ValueType:
    """The type that holds the values of all: the greatest number type, the larger scale, the first unit."""
    found: ValueType | None = None
    for one in types:
        found = one if found is None else _common(found, one)
    return found or STRING


def arithmetic_type(operator: ArithmeticOperator, left: ValueType, right: ValueType) -> ValueType:
    """The type of a sum, difference, product or quotient; a product or quotient with one unit keeps it."""
    if operator is ArithmeticOperator.DIVIDE:
        return ValueType(datatype=Datatype.DOUBLE, unit=left.unit if right.unit is None else None)
    if operator is not ArithmeticOperator.MULTIPLY:
        return replace(_common(left, right), prop=None, cls="")
    datatype = _greater(left.datatype, right.datatype)
    unit = None if left.unit and right.unit else left.unit or right.unit
    scale = left.scale + right.scale if datatype is Datatype.DECIMAL else 0
    return ValueType(datatype=datatype, scale=scale, unit=unit)


def result_column(name: str, of: ValueType) -> ResultColumn:
    """The column of a result that holds values of a type."""
    origin = f"{of.cls}.{of.prop.name}" if of.prop is not None and of.cls else None
    key = of.prop is not None and of.prop.is_key
    return ResultColumn(name=name, datatype=of.datatype, scale=of.scale, unit=of.unit, property=origin, key=key)


def _common(left: ValueType, right: ValueType) -> ValueType:
    if left == right:
        return left
    datatype = _greater(left.datatype, right.datatype)
    scale = max(left.scale, right.scale) if datatype is Datatype.DECIMAL else 0
    same = left.prop is not None and left.prop is right.prop
    return ValueType(
        datatype=datatype,
        scale=scale,
        unit=left.unit or right.unit,
        prop=left.prop if same else None,
        cls=left.cls if same else "",
    )


def _greater(left: Datatype, right: Datatype) -> Datatype:
    if left in NUMBERS and right in NUMBERS:
        return max(left, right, key=NUMBERS.index)
    return left


def _aggregate_type(aggregate: Aggregate, of: Callable[[Expression], ValueType]) -> ValueType:
    if aggregate.function is AggregateFunction.COUNT or aggregate.of is None:
        return INTEGER
    inner = of(aggregate.of)
    if aggregate.function in AVERAGES:
        return ValueType(datatype=Datatype.DOUBLE, unit=inner.unit)
    if aggregate.function is AggregateFunction.SUM:
        return replace(inner, prop=None, cls="")
    return inner


def _column_type(
    name: str,
    step: str | None,
    ontology: Ontology,
    step_columns: Mapping[str, tuple[ResultColumn, ...]],
    columns: Mapping[str, ValueType],
) -> ValueType:
    if step is None:
        if name not in columns:
            raise _unknown(f"Unknown column: '{name}'")
        return columns[name]
    found = next((column for column in step_columns.get(step, ()) if column.name == name), None)
    if found is None:
        raise _unknown(f"Unknown column of step '{step}': '{name}'")
    cls, _, prop = (found.property or "").partition(".")
    return ValueType(
        datatype=found.datatype,
        scale=found.scale,
        unit=found.unit,
        prop=ontology.property_of(cls, prop) if cls else None,
        cls=cls,
    )


def _unknown(message: str) -> PlanError:
    return PlanError(Finding(rule="plan.type", message=message))
