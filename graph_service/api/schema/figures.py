"""Figures over one property of many entities: sum, average, least and greatest, as far as its datatype has them."""

from __future__ import annotations

from graphql import GraphQLField, GraphQLFloat, GraphQLObjectType

from graph_service.api.schema.parts import PART
from graph_service.api.schema.scalars import SCALARS
from graph_service.ontology.model import Datatype
from graph_service.plan.expressions import AggregateFunction

_WORDS = {
    AggregateFunction.SUM: "The sum; null over nothing.",
    AggregateFunction.AVG: "The average; null over nothing.",
    AggregateFunction.MEDIAN: "The median; null over nothing.",
    AggregateFunction.MIN: "The least; null over nothing.",
    AggregateFunction.MAX: "The greatest; null over nothing.",
}
_NUMBERS = tuple(_WORDS)
_TIMES = (AggregateFunction.MIN, AggregateFunction.MAX)
_INEXACT = (AggregateFunction.AVG, AggregateFunction.MEDIAN)


def _figures(datatype: Datatype, functions: tuple[AggregateFunction, ...]) -> GraphQLObjectType:
    own = SCALARS[datatype]
    fields = {
        function.value: GraphQLField(
            GraphQLFloat if function in _INEXACT else own, description=_WORDS[function], extensions={PART: function}
        )
        for function in functions
    }
    return GraphQLObjectType(f"{own.name}Figures", fields, description=f"Figures over values of type {own.name}.")


FIGURES: dict[Datatype | None, GraphQLObjectType] = {
    Datatype.INTEGER: _figures(Datatype.INTEGER, _NUMBERS),
    Datatype.DECIMAL: _figures(Datatype.DECIMAL, _NUMBERS),
    Datatype.DOUBLE: _figures(Datatype.DOUBLE, _NUMBERS),
    Datatype.DATE: _figures(Datatype.DATE, _TIMES),
    Datatype.DATETIME: _figures(Datatype.DATETIME, _TIMES),
}
