"""Check of units: what a value is measured in after its functions is what its property is measured in.

    column (the contract's unit) ─► convert from … to … ─► property (qudt:hasUnit)

Where nothing states a column's unit nothing can be refused: an Info says that the property's is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph_service.findings import Finding, Severity
from graph_service.loading.contract import ContractColumn, Source
from graph_service.loading.contract.model import Kind
from graph_service.loading.mapping.model import Call, Constant, Reference, Value, calls
from graph_service.loading.mapping.terms import parameter_name
from graph_service.loading.mapping.units import Unit, short, unit_named
from graph_service.ontology.model import Property

KEEPS = {  # functions whose result is in the unit of these arguments; any other makes an amount of its own
    "number": ("value",),
    "integer": ("value",),
    "trim": ("value",),
    "replace": ("value",),
    "strip_prefix": ("value",),
    "when": ("then", "otherwise"),
}
DIMENSIONLESS = "UNITLESS"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the contract that a value reads, with the source it belongs to."""

    source: Source
    column: ContractColumn

    @property
    def codes(self) -> tuple[str, ...]:
        """What the contract allows in it, empty where it lists nothing."""
        allowed = (c for c in self.source.checks if c.kind is Kind.ENUM and c.columns == (self.column.name,))
        return next((tuple(str(value) for value in check.argument) for check in allowed), ())


Columns = Callable[[str], Column | None]


def check_units(value: Value, prop: Property, columns: Columns, where: str) -> Iterator[Finding]:
    """The findings about the unit of a value that goes to a property; `columns` finds a column by its name."""
    for call in calls(value):
        if parameter_name(call.iri) == "convert":
            yield from _check_from(call, prop, columns, where)
    if prop.unit:
        for amount in _amounts(value):
            yield from _check_amount(amount, prop, columns, where)


def _amounts(value: Value) -> Iterator[Value]:
    """The values behind functions that keep the unit."""
    keeps = KEEPS.get(parameter_name(value.iri)) if isinstance(value, Call) else None
    if isinstance(value, Call) and keeps:
        for name, argument in value.arguments:
            if parameter_name(name) in keeps:
                yield from _amounts(argument)
    else:
        yield value


def _check_amount(amount: Value, prop: Property, columns: Columns, where: str) -> Iterator[Finding]:
    assert prop.unit is not None
    wanted = f"'{prop.name}' is in {named(prop.unit)}"
    if isinstance(amount, Reference):
        found = columns(amount.column)
        if found and found.column.unit:
            yield from _check_column(found.column.name, found.column.unit, prop, where)
        elif found and short(prop.unit) != DIMENSIONLESS:
            message = f"Column '{found.column.name}' has no unit in the contract; {wanted}, which is believed."
            remedy = f"State it: customProperties: [{{property: unit, value: unit:{short(prop.unit)}}}]."
            yield Finding(rule="mapping.unit", message=f"{message} {remedy}", where=where, severity=Severity.INFO)
    elif isinstance(amount, Call) and parameter_name(amount.iri) == "convert":
        target = _argument(amount, "to")
        if isinstance(target, Constant) and not _same(target.value, prop.unit):
            message = f"The function convert makes {named(target.value)}, but {wanted}."
            yield _misfit(f"{message} Write [fn:to, {short(prop.unit)}].", where)
    elif isinstance(amount, Call) and parameter_name(amount.iri) == "pieces" and unit_named(prop.unit):
        yield _misfit(f"The function pieces makes pieces, but {wanted}.", where)


def _check_column(name: str, unit: str, prop: Property, where: str) -> Iterator[Finding]:
    """A column mapped as it stands must be in the property's unit."""
    assert prop.unit is not None
    if _same(unit, prop.unit):
        return
    if _apart(unit, prop.unit):
        message = f"Column '{name}' is in {named(unit)}, but '{prop.name}' is in {named(prop.unit)}."
        yield _misfit(f"{message} Neither becomes the other: map another column or property.", where)
    else:
        message = f"Column '{name}' is in {short(unit)}, but '{prop.name}' is in {short(prop.unit)}."
        yield _misfit(f"{message} Use the function convert.", where)


def _check_from(call: Call, prop: Property, columns: Columns, where: str) -> Iterator[Finding]:
    """What `convert` starts from is what the contract says of the column, or a column of units of the right kind."""
    start, target, value = (_argument(call, name) for name in ("from", "to", "value"))
    if isinstance(start, Constant) and value is not None:
        for amount in _amounts(value):
            found = columns(amount.column) if isinstance(amount, Reference) else None
            stated = found and found.column.unit
            if found and stated and not _same(start.value, stated):
                message = f"The function convert starts from {named(start.value)}, but column '{found.column.name}'"
                yield _misfit(f"{message} is in {named(stated)}. Write [fn:from, {short(stated)}].", where)
    if isinstance(start, Reference) and isinstance(target, Constant):
        wanted, found = unit_named(prop.unit or target.value), columns(start.column)
        other = [code for code in found.codes if not _measures(code, wanted)] if found and wanted else []
        if found and wanted and other:
            message = f"Column '{found.column.name}' holds {', '.join(other)}, which convert does not turn into"
            yield _misfit(f"{message} {named(wanted.name)}. Take a column with units of {wanted.kind}.", where)


def named(unit: str) -> str:
    """A unit with what it measures, where that is known: `DEG_C (temperature)`."""
    known = unit_named(unit)
    return f"{known.name} ({known.kind})" if known else short(unit)


def _argument(call: Call, name: str) -> Value | None:
    return next((value for key, value in call.arguments if parameter_name(key) == name), None)


def _measures(code: str, wanted: Unit) -> bool:
    unit = unit_named(code)
    return unit is not None and unit.kind == wanted.kind


def _same(one: str, other: str) -> bool:
    known = unit_named(one)
    return known == unit_named(other) if known else short(one) == short(other)


def _apart(one: str, other: str) -> bool:
    """Whether the two are known to measure different things."""
    first, second = unit_named(one), unit_named(other)
    return first is not None and second is not None and first.kind != second.kind


def _misfit(message: str, where: str) -> Finding:
    return Finding(rule="mapping", message=message, where=where)
