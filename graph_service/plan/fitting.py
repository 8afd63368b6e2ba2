"""What typechecking one plan knows and finds, and how a constant is fitted to what it meets."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_service.findings import Finding
from graph_service.ontology.model import Ontology
from graph_service.plan.columns import column_types, table_columns
from graph_service.plan.constants import Misfit, fit, fit_bucket, natural
from graph_service.plan.expressions import Aggregate, Bucket, Column, Constant, Expression, Property
from graph_service.plan.model import NamedStep, Table
from graph_service.plan.places import Place, Use, finding
from graph_service.plan.ready import Decision, ResultColumn
from graph_service.plan.types import ValueType, class_of, natural_datatype, type_of


@dataclass(frozen=True, kw_only=True)
class Typing:
    """The ontology as seen, columns of earlier steps, and the findings and decisions so far."""

    ontology: Ontology
    steps: dict[str, tuple[ResultColumn, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    decisions: dict[Decision, None] = field(default_factory=dict)
    _columns: dict[int, tuple[Table, dict[str, ValueType]]] = field(default_factory=dict)

    def of(self, expression: Expression, place: Place) -> ValueType:
        """The type of an expression at a place."""
        sight = place.sight
        columns = self._columns_of(sight.table) if sight.use is Use.RESULT and sight.table is not None else None
        return type_of(expression, sight.nodes, self.ontology, self.steps, columns)

    def _columns_of(self, table: Table) -> dict[str, ValueType]:
        kept = self._columns.get(id(table))
        if kept is None:
            kept = self._columns[id(table)] = (table, column_types(table, self.ontology, self.steps))
        return kept[1]

    def leave_step(self, step: NamedStep) -> None:
        """Keep the columns of a step that is done for those that come after it."""
        self.steps[step.name] = table_columns(step.table, self.ontology, self.steps)

    def refuse(self, message: str, place: Place, suggestions: tuple[str, ...] = ()) -> None:
        """Note what does not fit."""
        self.findings.append(finding("type", message, place, suggestions))

    def called(self, expression: Expression, place: Place) -> str:
        """An expression's name for a message: `Product.listPrice`, `column 'units'`, or its kind."""
        match expression:
            case Property():
                return f"{class_of(expression, place.sight.nodes, self.ontology)}.{expression.name}"
            case Column(name=name):
                return f"column '{name}'"
            case Constant(value=value):
                return repr(value) if isinstance(value, str) else str(value)
            case Aggregate(function=function):
                return f"this {function.value}"
            case Bucket(unit=unit):
                return f"this {unit.value}"
            case _:
                return "this expression"


def fitted(typing: Typing, constant: Constant, to: ValueType, meets: Expression, place: Place) -> Constant:
    """The constant in the value space of what it meets; one that does not fit is refused once."""
    found = fit_bucket(constant, meets.unit) if isinstance(meets, Bucket) else fit(constant, to, typing.ontology)
    judged = _judged(typing, found, constant, f" for {typing.called(meets, place)}", place)
    return judged if judged is found else Constant(value=constant.value, datatype=to.datatype)


def natural_constant(typing: Typing, constant: Constant, place: Place) -> Constant:
    """The constant with the datatype of its own value; one that is refused is no value any more, so it is once."""
    found = natural(constant)
    _judged(typing, found, constant, "", place)
    if isinstance(found, Constant):
        return found
    return Constant(value=None, datatype=constant.datatype or natural_datatype(constant.value))


def _judged(typing: Typing, found: Constant | Misfit, constant: Constant, meets: str, place: Place) -> Constant:
    if isinstance(found, Constant):
        return found
    typing.refuse(f"Expected {found.expected}{meets}, got {constant.value!r}", place, found.suggestions)
    return constant
