"""Every operator once: its sign in SQL, its sign in Cypher, and its words for the restatement, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph_service.plan.conditions import Comparison, TextMatch
from graph_service.plan.expressions import AggregateFunction, ArithmeticOperator, BucketUnit


@dataclass(frozen=True, kw_only=True)
class Operator:
    """One operator in each language; a sign is empty where a store needs more than a sign."""

    sql: str
    cypher: str
    words: Mapping[str, str]


def _row(sql: str, cypher: str, en: str, de: str) -> Operator:
    return Operator(sql=sql, cypher=cypher, words={"en": en, "de": de})


OPERATORS: Mapping[StrEnum, Operator] = {
    Comparison.EQ: _row("=", "=", "is", "ist"),
    Comparison.NE: _row("<>", "<>", "is not", "ist nicht"),
    Comparison.LT: _row("<", "<", "is less than", "ist kleiner als"),
    Comparison.LE: _row("<=", "<=", "is at most", "ist höchstens"),
    Comparison.GT: _row(">", ">", "is more than", "ist größer als"),
    Comparison.GE: _row(">=", ">=", "is at least", "ist mindestens"),
    TextMatch.CONTAINS: _row("", "CONTAINS", "contains", "enthält"),
    TextMatch.STARTS: _row("", "STARTS WITH", "starts with", "beginnt mit"),
    TextMatch.ENDS: _row("", "ENDS WITH", "ends with", "endet mit"),
    ArithmeticOperator.ADD: _row("+", "+", "plus", "plus"),
    ArithmeticOperator.SUBTRACT: _row("-", "-", "minus", "minus"),
    ArithmeticOperator.MULTIPLY: _row("*", "*", "times", "mal"),
    ArithmeticOperator.DIVIDE: _row("/", "/", "divided by", "geteilt durch"),
    AggregateFunction.COUNT: _row("count", "count", "number of", "Anzahl"),
    AggregateFunction.SUM: _row("sum", "sum", "total", "Summe"),
    AggregateFunction.AVG: _row("avg", "avg", "average", "Durchschnitt"),
    AggregateFunction.MIN: _row("min", "min", "lowest", "Minimum"),
    AggregateFunction.MAX: _row("max", "max", "highest", "Maximum"),
    AggregateFunction.MEDIAN: _row("median", "percentileCont", "median", "Median"),
    BucketUnit.YEAR: _row("", "", "year", "Jahr"),
    BucketUnit.QUARTER: _row("", "", "quarter", "Quartal"),
    BucketUnit.MONTH: _row("", "", "month", "Monat"),
    BucketUnit.WEEK: _row("", "", "week", "Woche"),
    BucketUnit.DAY: _row("", "", "day", "Tag"),
    BucketUnit.WEEKDAY: _row("", "", "weekday", "Wochentag"),
}


def words_of(operator: StrEnum, language: str) -> str:
    """The operator in words, in English where there are none in the language."""
    words = OPERATORS[operator].words
    return words.get(language) or words["en"]
