"""Comparing: a number in its unit against a property that is measured in it."""

from __future__ import annotations

from decimal import Decimal

from graph_service.answers.grounding.grammar import Mark
from graph_service.answers.grounding.ground import Number
from graph_service.answers.grounding.reading import Compared
from graph_service.answers.planning.anchor import Anchor
from graph_service.answers.planning.draft import Draft
from graph_service.ontology.model import Datatype, PropertyShape
from graph_service.ontology.model import Property as OntologyProperty
from graph_service.ontology.symbols import unit_in, unit_name
from graph_service.plan.conditions import And, Compare, Comparison, Condition, Not
from graph_service.plan.expressions import Constant, Expression, Property

OPERATORS = {
    Mark.LESS: Comparison.LT,
    Mark.MORE: Comparison.GT,
    Mark.AT_LEAST: Comparison.GE,
    Mark.AT_MOST: Comparison.LE,
    Mark.EXACTLY: Comparison.EQ,
    Mark.OTHER: Comparison.NE,
}
NUMBERS = (Datatype.INTEGER, Datatype.DECIMAL, Datatype.DOUBLE)
COUNTED = ("PIECE", "PACK")  # units that a count or a quantity without unit may be said in


def comparison(draft: Draft, left: Property, compared: Compared, anchor: Anchor) -> Condition:
    """The comparison of a property, in its unit and within what its shape allows."""
    prop = _property(draft, left, anchor)
    if prop is None or prop.datatype not in NUMBERS:
        raise draft.unclear("unused", words=draft.listed([compared.number.written]))
    shape = _shape(draft, left, anchor)
    fit = _Fit(draft, prop, shape)
    return compare(left, compared, *(fit.value(one) for one in (compared.number, compared.upper) if one is not None))


def compare(left: Expression, compared: Compared, low: Decimal, high: Decimal | None = None) -> Condition:
    """The comparison with one number, or the range between two."""
    if high is not None:
        at_least = Compare(operator=Comparison.GE, left=left, right=Constant(value=low))
        at_most = Compare(operator=Comparison.LE, left=left, right=Constant(value=high))
        condition: Condition = And(conditions=(at_least, at_most))
    else:
        condition = Compare(operator=OPERATORS[compared.operator], left=left, right=Constant(value=low))
    return Not(condition=condition) if compared.negated else condition


class _Fit:
    """A property as numbers are said of it: its unit, and the least and greatest value its shape allows."""

    def __init__(self, draft: Draft, prop: OntologyProperty, shape: PropertyShape | None) -> None:
        self.draft, self.prop = draft, prop
        self.least = Decimal(shape.min_inclusive) if shape and shape.min_inclusive else None
        self.most = Decimal(shape.max_inclusive) if shape and shape.max_inclusive else None

    def value(self, number: Number) -> Decimal:
        value = self._in_unit(number)
        if (self.least is not None and value < self.least) or (self.most is not None and value > self.most):
            raise self.draft.unclear(
                "out of range", name=self._label(), least=self.least, most=self.most or "∞", number=number.written
            )
        return value

    def _in_unit(self, number: Number) -> Decimal:
        unit = unit_of(self.prop)
        if number.unit == "PERCENT" and (self.least, self.most) == (Decimal(0), Decimal(1)):
            self.draft.assume("share", said=f"{number.value:f}", value=f"{number.value / 100:f}")
            return number.value / 100
        if number.unit in (None, unit) or (not unit and number.unit in COUNTED):
            return number.value
        raise self.draft.unclear(
            "wrong unit",
            name=self._label(),
            unit=self._written(unit) or "1",
            said=self._written(number.unit),
        )

    def _written(self, unit: str | None) -> str:
        return unit_in(self.draft.ontology, unit, self.draft.reading.language)

    def _label(self) -> str:
        return self.draft.label(self.prop.name)


def unit_of(prop: OntologyProperty) -> str:
    """The local name of a property's unit."""
    return unit_name(prop.unit)


def _property(draft: Draft, left: Property, anchor: Anchor) -> OntologyProperty | None:
    return draft.ontology.property_of(anchor.at(draft.ontology, left).cls, left.name)


def _shape(draft: Draft, left: Property, anchor: Anchor) -> PropertyShape | None:
    cls = anchor.at(draft.ontology, left).cls
    shapes = [shape for shape in draft.ontology.shapes_of(cls) if shape.path == left.name]
    return next((shape for shape in shapes if shape.min_inclusive or shape.max_inclusive), None)


def compared_on(draft: Draft, anchor: Anchor, compared: Compared) -> Property:
    """What a number without a property is compared with: the one property of its unit, else asked back."""
    unit = compared.number.unit
    names = [p.name for p in draft.ontology.properties_of(anchor.cls).values() if unit and unit_of(p) == unit]
    if len(names) != 1:
        suggestions = tuple(draft.label(name) for name in names)
        raise draft.unclear(
            "compare what", start=draft.label(anchor.cls), number=compared.number.written, suggestions=suggestions
        )
    draft.assume("compared with", what=draft.label(names[0]))
    return anchor.property(names[0])
