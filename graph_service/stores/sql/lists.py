"""Selected values in JSON: a single value as it is, a many-valued literal as an ordered list."""

from __future__ import annotations

from graph_service.ontology.naming import values_table
from graph_service.plan.expressions import Expression
from graph_service.stores.sql.conditions import many_valued
from graph_service.stores.sql.expressions import property_value, sort_texts, value
from graph_service.stores.sql.frames import Frame
from graph_service.stores.sql.values import as_json
from graph_service.stores.sql.writing import column, nested, select, table_as


def json_selected(of: Expression, frame: Frame) -> str:
    """The JSON of a selected expression; the values of a many-valued literal in their order."""
    found = many_valued(of, frame)
    if found is None:
        return as_json(value(of, frame), frame.parameters)
    place, prop = found
    alias = Frame(frame.compilation, frame).alias(prop.name)
    one = property_value(prop, alias, "value")
    order = ", ".join(dict.fromkeys([*sort_texts(one, one.text), f"{one.text} NULLS LAST"]))
    array = f"json_group_array({as_json(one, frame.parameters)} ORDER BY {order})"
    owner = f"{column(alias, 'id')} = {place.id}"
    return f"json({nested(select([array], [table_as(values_table(prop.name), alias)], where=[owner]))})"
