"""Served values: a mapped expression in the canonical form of its property (`stores/layout.py`, `Staged`).

decimal → BIGINT scaled by the property's digits, rounded half away from zero
integer BIGINT · double DOUBLE · boolean BOOLEAN · date, dateTime → ISO 8601 text · string → text
"""

from __future__ import annotations

from graph_service.loading.sql.expression import EXACT, Expression, Form, as_form, as_text, iso_timestamp
from graph_service.ontology.model import Datatype, Property

FORMS = {
    Datatype.STRING: Form.TEXT,
    Datatype.BOOLEAN: Form.BOOLEAN,
    Datatype.INTEGER: Form.INTEGER,
    Datatype.DECIMAL: Form.NUMBER,
    Datatype.DOUBLE: Form.NUMBER,
    Datatype.DATE: Form.DATE,
    Datatype.DATETIME: Form.TIMESTAMP,
}


def served(expression: Expression, prop: Property) -> str:
    """The SQL of a value as its property serves it; NULL where it does not fit."""
    match prop.datatype:
        case Datatype.DECIMAL:
            return _scaled(expression, prop.scale)
        case Datatype.INTEGER if expression.form is Form.NUMBER:
            exact = f"CAST({expression.sql} AS {EXACT})"
            return f"CASE WHEN {exact} = floor({exact}) THEN TRY_CAST({exact} AS BIGINT) END"
        case Datatype.DATE:
            return f"CAST({as_form(expression, Form.DATE)} AS VARCHAR)"
        case Datatype.DATETIME:
            return iso_timestamp(as_form(expression, Form.TIMESTAMP))
        case None | Datatype.STRING:
            return as_text(expression)
    return as_form(expression, FORMS[prop.datatype])


def may_fail(expression: Expression, prop: Property) -> bool:
    """Whether a value that is there may not fit, so that its record must be looked at: text read as something else."""
    if prop.datatype in (None, Datatype.STRING):
        return False
    wanted = FORMS[prop.datatype]
    fits = {(Form.INTEGER, Form.NUMBER), (Form.DATE, Form.TIMESTAMP), (Form.TIMESTAMP, Form.DATE)}
    return expression.form is not wanted and (expression.form, wanted) not in fits


def _scaled(expression: Expression, scale: int) -> str:
    """From the text as written where there is one, so that no binary fraction comes between."""
    if expression.form is Form.NUMBER and expression.lexical:
        exact = (
            f"TRY_CAST(CASE WHEN {expression.sql} IS NOT NULL THEN {expression.lexical} END AS DECIMAL(38, {scale}))"
        )
    else:
        exact = f"TRY_CAST(CAST({as_form(expression, Form.NUMBER)} AS {EXACT}) AS DECIMAL(38, {scale}))"
    return f"TRY_CAST({exact} * {10**scale} AS BIGINT)"
