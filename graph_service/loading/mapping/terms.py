"""Terms as SQL: a mapping's value expressions over the columns of one relation (R2RML 11.2).

Relation = a FROM item under an alias × its columns as expressions
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph_service.findings import closest, did_you_mean
from graph_service.loading.mapping.functions import BY_IRI, Arguments, Function, Parameter
from graph_service.loading.mapping.model import Call, Constant, Reference, Template, Term, TermType, Value, local_name
from graph_service.loading.sql.expression import Expression, Form, as_form, as_text, constant
from graph_service.loading.sql.iris import iri_safe_sql
from graph_service.ontology.naming import quote_sql

LEXICAL = "#text"  # a source's column `day` has the text it was read from in `day#text`


@dataclass(frozen=True, kw_only=True)
class Relation:
    """What a triples map reads: SQL of a table or a subquery, its alias, and the expression of each column."""

    sql: str
    alias: str
    columns: Mapping[str, Expression]
    zone: str = "UTC"

    def column(self, name: str) -> Expression:
        """The column's expression; LookupError says which columns there are."""
        if name in self.columns:
            return self.columns[name]
        folded = name.casefold()
        for candidate, expression in self.columns.items():
            if candidate.casefold() == folded:
                return expression
        hint = did_you_mean(closest(name, self.columns))
        raise LookupError(f"Unknown reference '{name}'. {hint}".strip())


def relation(sql: str, alias: str, types: Mapping[str, str], zone: str = "UTC") -> Relation:
    """A relation from a FROM item and the DuckDB types of its columns."""
    columns = {}
    for name, kind in types.items():
        if name == "record" or name.endswith(LEXICAL):
            continue
        lexical = f"{quote_sql(alias)}.{quote_sql(name + LEXICAL)}" if name + LEXICAL in types else None
        columns[name] = Expression(sql=f"{quote_sql(alias)}.{quote_sql(name)}", form=form_of(kind), lexical=lexical)
    return Relation(sql=sql, alias=alias, columns=columns, zone=zone)


def form_of(duck_type: str) -> Form:
    """The form of a DuckDB type; what has none of its own is text."""
    kind = duck_type.split("(", 1)[0]
    if kind.endswith("INT") or kind == "INTEGER":
        return Form.INTEGER
    if kind in ("DOUBLE", "FLOAT", "DECIMAL"):
        return Form.NUMBER
    if kind.startswith("TIMESTAMP"):
        return Form.TIMESTAMP
    return {"BOOLEAN": Form.BOOLEAN, "DATE": Form.DATE}.get(kind, Form.TEXT)


def term_expression(term: Term, source: Relation) -> Expression:
    """The expression of a term: its lexical value, or its IRI as text."""
    if term.type is TermType.LITERAL or isinstance(term.value, Constant):
        return value_expression(term.value, source)
    if isinstance(term.value, Template):
        return _template(term.value, source, safe=True)
    return Expression(sql=as_text(value_expression(term.value, source)))


def value_expression(value: Value, source: Relation) -> Expression:
    """The expression of a value in its own form."""
    match value:
        case Constant(value=text):
            return constant(text)
        case Reference(column=name):
            return source.column(name)
        case Template():
            return _template(value, source, safe=False)
        case Call():
            return call_expression(value, source)


def _template(template: Template, source: Relation, *, safe: bool) -> Expression:
    pieces = []
    for part in template.parts:
        if isinstance(part, Reference):
            text = as_text(source.column(part.column))
            pieces.append(iri_safe_sql(text) if safe else text)
        else:
            pieces.append(constant(part).sql)
    return Expression(sql="(" + " || ".join(pieces) + ")")


def call_expression(call: Call, source: Relation) -> Expression:
    """A function over its arguments; LookupError or ValueError where the call is not one the table has."""
    function = function_of(call)
    sql: dict[str, str] = {}
    constants: dict[str, str] = {}
    repeated: dict[str, tuple[str, ...]] = {}
    for parameter in function.parameters:
        given = [value for name, value in call.arguments if parameter_name(name) == parameter.name]
        _refuse(function, parameter, given)
        texts = tuple(value.value for value in given if isinstance(value, Constant))
        forms = tuple(as_form(value_expression(value, source), parameter.form) for value in given)
        if parameter.many:
            repeated[parameter.name] = texts if parameter.constant else forms
        elif given:
            sql[parameter.name] = forms[0]
            constants |= {parameter.name: texts[0]} if texts else {}
    arguments = Arguments(sql=sql, constants=constants, repeated=repeated, zone=source.zone)
    return Expression(sql=function.sql(arguments), form=function.result)


def function_of(call: Call) -> Function:
    """The table's row of a call; LookupError with the nearest names."""
    if call.iri in BY_IRI:
        function = BY_IRI[call.iri]
        known = {parameter.name for parameter in function.parameters}
        for name, _ in call.arguments:
            if parameter_name(name) not in known:
                hint = did_you_mean(closest(parameter_name(name), known)) or f"It has {', '.join(sorted(known))}."
                raise LookupError(f"Function {function.name} has no parameter '{parameter_name(name)}'. {hint}")
        return function
    names = {function.name: iri for iri, function in BY_IRI.items()}
    hint = did_you_mean(closest(parameter_name(call.iri), names))
    raise LookupError(f"Unknown function '{call.iri}'. {hint}".strip())


def parameter_name(iri: str) -> str:
    """The local name of a parameter, whatever namespace it is written in."""
    return local_name(iri)


def _refuse(function: Function, parameter: Parameter, given: list[Value]) -> None:
    if not given and not parameter.optional:
        raise ValueError(f"Function {function.name} needs the parameter '{parameter.name}'.")
    if len(given) > 1 and not parameter.many:
        raise ValueError(f"Function {function.name} takes the parameter '{parameter.name}' once.")
    if parameter.constant and not all(isinstance(value, Constant) for value in given):
        raise ValueError(f"Parameter '{parameter.name}' of function {function.name} is a constant, not a reference.")
