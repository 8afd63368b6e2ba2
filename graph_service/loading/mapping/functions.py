"""The functions a mapping may call (FnO, https://fno.io/spec/): one table of name, parameters, SQL and words.

A function is pure SQL over its arguments. A missing argument makes a missing result, except where the words say so.
Functions nest: an argument may be a call again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from graph_service.loading.mapping.recognise import recognised
from graph_service.loading.mapping.units import UNITS, converted, unit_named
from graph_service.loading.sql.expression import Expression, Form, read_text
from graph_service.loading.sql.iris import iri_safe_sql
from graph_service.loading.sql.literals import literal

NAMESPACE = "https://graph-service.example/function#"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter: its form, whether it may be left out, repeated, or must be the same for every record."""

    name: str
    form: Form = Form.TEXT
    optional: bool = False
    many: bool = False
    constant: bool = False


@dataclass(frozen=True, kw_only=True)
class Arguments:
    """What a function is called with: SQL per parameter, constants as text, and the workspace's time zone."""

    sql: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    zone: str = "UTC"

    def __getitem__(self, name: str) -> str:
        return self.sql[name]


@dataclass(frozen=True, kw_only=True)
class Function:
    """One row of the table. `words` completes the sentence "the result is …"."""

    name: str
    parameters: tuple[Parameter, ...]
    sql: Callable[[Arguments], str]
    words: str
    result: Form = Form.TEXT
    is_iri: bool = False
    partial: bool = False  # a missing result of arguments that are there is meant, not a fault

    @property
    def iri(self) -> str:
        """The function's IRI."""
        return NAMESPACE + self.name


def _convert(call: Arguments) -> str:
    target = unit_named(call.constants["to"])
    if target is None:
        raise ValueError(f"unknown unit '{call.constants['to']}'")
    if "from" in call.constants:
        source = unit_named(call.constants["from"])
        if source is None or source.kind != target.kind:
            raise ValueError(f"'{call.constants['from']}' is no unit of {target.kind}")
        return converted(call["value"], source, target)
    branches = "".join(
        f" WHEN {literal(code)} THEN {converted(call['value'], unit, target)}"
        for unit in UNITS
        if unit.kind == target.kind
        for code in (unit.name, *unit.codes)
    )
    return f"CASE {call['from']}{branches} END"


def _translate(call: Arguments) -> str:
    pairs = [entry.partition("=")[::2] for entry in call.repeated["case"]]
    branches = "".join(f" WHEN {literal(old.strip())} THEN {literal(new.strip())}" for old, new in pairs)
    return f"CASE {call['value']}{branches} ELSE {call.sql.get('otherwise', call['value'])} END"


def _number(call: Arguments) -> str:
    plain = call["value"]
    if "grouping" in call.constants:
        plain = f"replace({plain}, {literal(call.constants['grouping'])}, '')"
    if "point" in call.constants:
        plain = f"replace({plain}, {literal(call.constants['point'])}, '.')"
    return read_text(Expression(sql=plain), Form.NUMBER).sql


def _dated(form: Form) -> Callable[[Arguments], str]:
    return lambda call: read_text(Expression(sql=call["value"]), form, call.constants["format"]).sql


def _local_time(call: Arguments) -> str:
    zone = literal(call.constants.get("zone", "UTC"))
    return f"timezone({literal(call.zone)}, timezone({zone}, {call['value']}))"


VALUE = Parameter(name="value")
NUMBER = Parameter(name="value", form=Form.NUMBER)

FUNCTIONS = (
    Function(
        name="pad_left",
        parameters=(
            VALUE,
            Parameter(name="length", form=Form.INTEGER),
            Parameter(name="with", optional=True, constant=True),
        ),
        sql=lambda c: (
            f"CASE WHEN length({c['value']}) >= {c['length']} THEN {c['value']} "
            f"ELSE lpad({c['value']}, CAST({c['length']} AS INTEGER), {literal(c.constants.get('with', '0'))}) END"
        ),
        words="the text filled up on the left (with zeros) to a length; a longer text is not cut",
    ),
    Function(
        name="strip_prefix",
        parameters=(VALUE, Parameter(name="prefix")),
        sql=lambda c: (
            f"CASE WHEN starts_with({c['value']}, {c['prefix']}) "
            f"THEN substr({c['value']}, length({c['prefix']}) + 1) ELSE {c['value']} END"
        ),
        words="the text without the prefix",
    ),
    Function(name="upper", parameters=(VALUE,), sql=lambda c: f"upper({c['value']})", words="the text in capitals"),
    Function(
        name="lower", parameters=(VALUE,), sql=lambda c: f"lower({c['value']})", words="the text in small letters"
    ),
    Function(
        name="trim", parameters=(VALUE,), sql=lambda c: f"trim({c['value']})", words="the text without outer blanks"
    ),
    Function(
        name="replace",
        parameters=(VALUE, Parameter(name="find"), Parameter(name="by")),
        sql=lambda c: f"replace({c['value']}, {c['find']}, {c['by']})",
        words="the text with every occurrence of one text replaced by another",
    ),
    Function(
        name="concat",
        parameters=(Parameter(name="value", many=True),),
        sql=lambda c: f"({' || '.join(c.repeated['value'])})",
        words="the texts one after the other",
    ),
    Function(
        name="translate",
        parameters=(
            VALUE,
            Parameter(name="case", many=True, constant=True),
            Parameter(name="otherwise", optional=True),
        ),
        sql=_translate,
        words="the value after `=` of the case whose value before `=` it is, else `otherwise`, else the value itself",
    ),
    Function(
        name="number",
        parameters=(
            VALUE,
            Parameter(name="point", optional=True, constant=True),
            Parameter(name="grouping", optional=True, constant=True),
        ),
        sql=_number,
        result=Form.NUMBER,
        words="the number a text says, with another decimal point or a grouping mark if given",
    ),
    Function(
        name="integer",
        parameters=(Parameter(name="value", form=Form.INTEGER),),
        sql=lambda c: c["value"],
        result=Form.INTEGER,
        words="the whole number a text says, without leading zeros",
    ),
    Function(
        name="multiply",
        parameters=(NUMBER, Parameter(name="by", form=Form.NUMBER)),
        sql=lambda c: f"({c['value']} * {c['by']})",
        result=Form.NUMBER,
        words="the product of two numbers",
    ),
    Function(
        name="divide",
        parameters=(NUMBER, Parameter(name="by", form=Form.NUMBER)),
        sql=lambda c: f"({c['value']} / nullif({c['by']}, 0))",
        result=Form.NUMBER,
        words="the quotient of two numbers; missing where the divisor is zero",
        partial=True,
    ),
    Function(
        name="pieces",
        parameters=(NUMBER, Parameter(name="unit"), Parameter(name="per_pack", form=Form.NUMBER)),
        sql=lambda c: (
            f"CASE {c['unit']} WHEN 'PCE' THEN {c['value']} WHEN 'PCK' THEN {c['value']} * {c['per_pack']} END"
        ),
        result=Form.NUMBER,
        words="pieces from an amount in PCE (pieces) or PCK (packs of so many); UN/CEFACT Recommendation 20's codes",
    ),
    Function(
        name="convert",
        parameters=(NUMBER, Parameter(name="from"), Parameter(name="to", constant=True)),
        sql=_convert,
        result=Form.NUMBER,
        words="the amount in another unit; `from` may be a column of units (C, F, mm, in …)",
    ),
    Function(
        name="date",
        parameters=(VALUE, Parameter(name="format", constant=True)),
        sql=_dated(Form.DATE),
        result=Form.DATE,
        words="the date a text says in a format such as dd.MM.yyyy",
    ),
    Function(
        name="date_time",
        parameters=(VALUE, Parameter(name="format", constant=True)),
        sql=_dated(Form.TIMESTAMP),
        result=Form.TIMESTAMP,
        words="the date and time a text says in a format",
    ),
    Function(
        name="local_time",
        parameters=(
            Parameter(name="value", form=Form.TIMESTAMP),
            Parameter(name="zone", optional=True, constant=True),
        ),
        sql=_local_time,
        result=Form.TIMESTAMP,
        words="the time in the workspace's zone of a time in another zone (UTC)",
    ),
    Function(
        name="iri",
        parameters=(Parameter(name="start"), Parameter(name="value", many=True)),
        sql=lambda c: f"({' || '.join([c['start'], *(iri_safe_sql(v) for v in c.repeated['value'])])})",
        words="an IRI: the start as it is, then each value made IRI-safe",
        is_iri=True,
    ),
    Function(
        name="recognise",
        parameters=(VALUE, Parameter(name="class", constant=True)),
        sql=lambda c: recognised(c["value"], c.constants["class"]),
        words="the entity of a class whose name stands in the text, the longest name first; missing if none does",
        is_iri=True,
        partial=True,
    ),
    Function(
        name="when",
        parameters=(
            Parameter(name="condition", form=Form.BOOLEAN),
            Parameter(name="then"),
            Parameter(name="otherwise", optional=True),
        ),
        sql=lambda c: f"CASE WHEN {c['condition']} THEN {c['then']} ELSE {c.sql.get('otherwise', 'NULL')} END",
        words="one value where a condition is true, else another or none",
        partial=True,
    ),
    Function(
        name="equal",
        parameters=(VALUE, Parameter(name="other")),
        sql=lambda c: f"({c['value']} IS NOT DISTINCT FROM {c['other']})",
        result=Form.BOOLEAN,
        words="whether two texts are the same; two missing ones are",
    ),
    Function(
        name="not_equal",
        parameters=(VALUE, Parameter(name="other")),
        sql=lambda c: f"({c['value']} IS DISTINCT FROM {c['other']})",
        result=Form.BOOLEAN,
        words="whether two texts differ; a missing one differs from every text",
    ),
    Function(
        name="present",
        parameters=(VALUE,),
        sql=lambda c: f"({c['value']} IS NOT NULL)",
        result=Form.BOOLEAN,
        words="whether there is a value",
    ),
    Function(
        name="absent",
        parameters=(VALUE,),
        sql=lambda c: f"({c['value']} IS NULL)",
        result=Form.BOOLEAN,
        words="whether there is no value",
    ),
)

BY_IRI = {function.iri: function for function in FUNCTIONS}
