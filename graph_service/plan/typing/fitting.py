"""What typechecking one plan knows and finds, and how a constant is fitted to what it meets."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_service.findings import Finding
from graph_service.ontology.model import Datatype, Ontology
from graph_service.plan.expressions import THIS, Aggregate, Bucket, Column, Constant, Expression, Meta, Property
from graph_service.plan.model import NamedStep, Table
from graph_service.plan.ready import Decision, ResultColumn
from graph_service.plan.typing.columns import column_types, table_columns
from graph_service.plan.typing.constants import Misfit, fit, fit_bucket, natural
from graph_service.plan.typing.types import META_NAMES, ValueType, class_of, natural_datatype, type_of
from graph_service.plan.walking.places import Place, Use, finding

_META_WORDS = {
    Meta.LABEL.value: "label",
    Meta.CLASS.value: "class",
    Meta.SOURCE.value: "source",
    Meta.RUN.value: "load run",
    Meta.LOADED_AT.value: "time of loading",
}


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
            case Property(name=name) if name in META_NAMES:
                return self._called_of_all(expression, place)
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

    def _called_of_all(self, expression: Property, place: Place) -> str:
        """What every entity has; an entity itself is called as it was written: by its node or the link to it."""
        nodes = place.sight.nodes
        if expression.name != Meta.IRI.value:
            return f"the {_META_WORDS[expression.name]} of {class_of(expression, nodes, self.ontology)}"
        if (link := expression.path[-1].link if expression.path else None) is not None:
            before = Property(node=expression.node, path=expression.path[:-1], name=expression.name)
            return f"{class_of(before, nodes, self.ontology)}.{link}"
        return f"this {nodes.get(THIS)}" if expression.node == THIS else f"'{expression.node}'"

    def kind(self, expression: Expression, place: Place) -> str:
        """What an expression is, for a message: `a decimal`, `text`, `a Product`."""
        if is_entity(expression):
            assert isinstance(expression, Property)
            return _with_article(class_of(expression, place.sight.nodes, self.ontology))
        return kind(self.of(expression, place).datatype)


def is_entity(expression: Expression) -> bool:
    """Whether an expression names an entity and no value of it."""
    return isinstance(expression, Property) and expression.name == Meta.IRI.value


def kind(datatype: Datatype) -> str:
    """A datatype for a message."""
    words = {Datatype.STRING: "text", Datatype.BOOLEAN: "true or false", Datatype.DATETIME: "a date-time"}
    return words.get(datatype) or _with_article(datatype.value)


def _with_article(word: str) -> str:
    return f"a{'n' if word[:1].lower() in set('aeiou') else ''} {word}"


def fitted(typing: Typing, constant: Constant, to: ValueType, meets: Expression, place: Place) -> Constant:
    """The constant in the value space of what it meets; one that does not fit is refused once."""
    found = fit_bucket(constant, meets.unit) if isinstance(meets, Bucket) else fit(constant, to, typing.ontology)
    if isinstance(found, Misfit) and is_entity(meets):
        found = Misfit(expected="the IRI of one as text")
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
