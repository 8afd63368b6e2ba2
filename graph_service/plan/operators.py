"""Every operator once: what it is in SQL, what it is in Cypher, and its words for the restatement, side by side.

Signs stand between their operands. What is more than a sign is a form: {0} is the operand, {1} the second one (of an
aggregate the operand with DISTINCT, if that is asked for). It is empty where a compiler has to build it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph_service.plan.conditions import Comparison, TextMatch
from graph_service.plan.expressions import AggregateFunction, ArithmeticOperator, BucketUnit


@dataclass(frozen=True, kw_only=True)
class Operator:
    """One operator in each language."""

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
    TextMatch.CONTAINS: _row("instr({0}, {1}) > 0", "{0} CONTAINS {1}", "contains", "enthält"),
    TextMatch.STARTS: _row("", "{0} STARTS WITH {1}", "starts with", "beginnt mit"),
    TextMatch.ENDS: _row(
        "substr({0}, max(1, length({0}) - length({1}) + 1)) = {1}", "{0} ENDS WITH {1}", "ends with", "endet mit"
    ),
    ArithmeticOperator.ADD: _row("+", "+", "plus", "plus"),
    ArithmeticOperator.SUBTRACT: _row("-", "-", "minus", "minus"),
    ArithmeticOperator.MULTIPLY: _row("*", "*", "times", "mal"),
    ArithmeticOperator.DIVIDE: _row(
        "({0} / nullif({1}, 0))", "(toFloat({0}) / nullIf({1}, 0))", "divided by", "geteilt durch"
    ),
    AggregateFunction.COUNT: _row("count({1})", "count({1})", "number of", "Anzahl"),
    # over nothing Cypher's sum is 0
    AggregateFunction.SUM: _row("sum({1})", "CASE count({0}) WHEN 0 THEN null ELSE sum({1}) END", "total", "Summe"),
    AggregateFunction.AVG: _row("avg({1})", "avg({1})", "average", "Durchschnitt"),
    AggregateFunction.MIN: _row("min({1})", "min({1})", "lowest", "Minimum"),
    AggregateFunction.MAX: _row("max({1})", "max({1})", "highest", "Maximum"),
    AggregateFunction.MEDIAN: _row("median({1})", "percentileCont({1}, 0.5)", "median", "Median"),
    # of ISO 8601 text: 2026 · 2026-Q2 · 2026-06 · 2026-W27 · 2026-06-30 · 1 (Monday) … 7
    BucketUnit.YEAR: _row("substr({0}, 1, 4)", "left({0}, 4)", "year", "Jahr"),
    BucketUnit.QUARTER: _row(
        "(substr({0}, 1, 4) || '-Q' || ((CAST(substr({0}, 6, 2) AS INTEGER) + 2) / 3))",
        "(left({0}, 4) + '-Q' + toString(date(left({0}, 10)).quarter))",
        "quarter",
        "Quartal",
    ),
    BucketUnit.MONTH: _row("substr({0}, 1, 7)", "left({0}, 7)", "month", "Monat"),
    BucketUnit.WEEK: _row(
        "strftime('%G-W%V', {0})",
        "(toString(date(left({0}, 10)).weekYear) + '-W' + right('0' + toString(date(left({0}, 10)).week), 2))",
        "week",
        "Woche",
    ),
    BucketUnit.DAY: _row("substr({0}, 1, 10)", "left({0}, 10)", "day", "Tag"),
    BucketUnit.WEEKDAY: _row(
        "CAST(strftime('%u', {0}) AS INTEGER)", "date(left({0}, 10)).dayOfWeek", "weekday", "Wochentag"
    ),
}

MIRRORED: Mapping[Comparison, Comparison] = {
    Comparison.EQ: Comparison.EQ,
    Comparison.NE: Comparison.NE,
    Comparison.LT: Comparison.GT,
    Comparison.GT: Comparison.LT,
    Comparison.LE: Comparison.GE,
    Comparison.GE: Comparison.LE,
}
AVERAGES = (AggregateFunction.AVG, AggregateFunction.MEDIAN)  # of whole numbers they are doubles
REPEATABLE = (AggregateFunction.MIN, AggregateFunction.MAX)  # what does not change when a row comes twice


def words_of(operator: StrEnum, language: str) -> str:
    """The operator in words, in English where there are none in the language."""
    words = OPERATORS[operator].words
    return words.get(language) or words["en"]
