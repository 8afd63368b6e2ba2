"""Rules: a contract's checks as set-based SQL over a source; what breaks an error lands in `faults`, one row a fault.

Checks of single columns are one pass over the source, keys and references a grouped query each. The first record of
a repeated key is kept, every later one is at fault. No reason repeats a value: values stand in their own column, where
they can be masked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from graph_service.findings import Finding, LoadError, Severity
from graph_service.loading.contract import Check, Contract, ContractColumn, Kind, Logical, Source, Target
from graph_service.loading.mapping.terms import LEXICAL
from graph_service.loading.reading.guard import GuardError, counted
from graph_service.loading.reading.sources import FORMS
from graph_service.loading.sql.duck import Connection, rows, scalar, source_table
from graph_service.loading.sql.expression import Form, constant, read_text
from graph_service.loading.sql.literals import literal
from graph_service.loading.sql.written import SECONDS, written
from graph_service.ontology.naming import quote_sql

FAULTS = "faults"  # (source, record, "column", rule, value, reason, severity)
CREATE = (
    f"CREATE OR REPLACE TEMP TABLE {FAULTS} "
    '(source VARCHAR, record BIGINT, "column" VARCHAR, rule VARCHAR, value VARCHAR, reason VARCHAR, severity VARCHAR)'
)


@dataclass(frozen=True, kw_only=True)
class Judge:
    """What the rules of a load are judged with: the contract, the workspace's present time, and the seconds that a
    rule in SQL may take."""

    contract: Contract
    now: datetime
    seconds: float = SECONDS


def check_source(connection: Connection, judge: Judge, source: Source) -> list[Finding]:
    """Run every check of a source but its references; gives what concerns the source as a whole."""
    single = [check for check in source.checks if condition(source, check) is not None]
    _check_columns(connection, source, single)
    findings: list[Finding] = []
    for check in source.checks:
        if check.kind in (Kind.UNIQUE, Kind.PRIMARY_KEY):
            _check_key(connection, source, check)
        elif check.kind is Kind.QUERY:
            findings += _check_query(connection, judge, source, check)
        elif check.kind is Kind.COUNT:
            findings += _check_count(connection, judge, source, check)
    return findings


def check_references(connection: Connection, source: Source, *, withdrawn: bool = False) -> None:
    """References of a source that do not resolve; `withdrawn` says that quarantined records have left the tables."""
    for check in source.checks:
        if check.kind is Kind.REFERENCE:
            _check_reference(connection, source, check, withdrawn=withdrawn)


def condition(source: Source, check: Check) -> str | None:
    """The SQL that is true for a record at fault, None for a check that is not of single columns."""
    columns = [column for name in check.columns if (column := source.column(name))]
    if check.kind is Kind.REQUIRED:
        return " OR ".join(_missing(column, check.argument or ()) for column in columns)
    if len(columns) != 1:
        return None
    column = columns[0]
    sql, text = quote_sql(column.name), text_of(column)
    match check.kind:
        case Kind.TYPE if column.logical in FORMS:
            return f"{sql} IS NULL AND {text} IS NOT NULL"
        case Kind.TYPE if column.logical is Logical.TIME:
            return f"TRY_CAST({text} AS TIME) IS NULL AND {text} IS NOT NULL"
        case Kind.ENUM:
            return f"{text} NOT IN ({', '.join(literal(value) for value in check.argument)})"
        case Kind.PATTERN:
            return f"NOT regexp_matches({text}, {literal(check.argument)})"
        case Kind.MIN_LENGTH:
            return f"length({text}) < {literal(int(check.argument))}"
        case Kind.MAX_LENGTH:
            return f"length({text}) > {literal(int(check.argument))}"
        case Kind.MULTIPLE_OF:
            return f"CAST({sql} AS DECIMAL(38, 9)) % {literal(check.argument)} <> 0"
    operator = COMPARISONS.get(check.kind)
    return f"{sql} {operator} {_bound(column, check.argument)}" if operator else None


COMPARISONS = {
    Kind.MINIMUM: "<",
    Kind.MAXIMUM: ">",
    Kind.EXCLUSIVE_MINIMUM: "<=",
    Kind.EXCLUSIVE_MAXIMUM: ">=",
}
WORDS = {
    Kind.MINIMUM: "is less than",
    Kind.MAXIMUM: "is more than",
    Kind.EXCLUSIVE_MINIMUM: "is not more than",
    Kind.EXCLUSIVE_MAXIMUM: "is not less than",
    Kind.MIN_LENGTH: "is shorter than",
    Kind.MAX_LENGTH: "is longer than",
    Kind.MULTIPLE_OF: "is no multiple of",
}


def reason(source: Source, check: Check) -> str:
    """Why a record is at fault, completing "column …"."""
    column = source.column(check.columns[0]) if check.columns else None
    if check.why:
        return f"breaks the rule '{check.rule}': {check.why}"
    match check.kind:
        case Kind.REQUIRED:
            return "is missing"
        case Kind.TYPE if column:
            return f"is not a valid {column.logical.value}" + (f" ({column.format})" if column.format else "")
        case Kind.ENUM:
            return f"is not one of {', '.join(check.argument)}"
        case Kind.PATTERN:
            return f"does not match {check.argument}"
        case Kind.QUERY:
            return f"breaks the rule '{check.rule}'"
    return f"{WORDS[check.kind]} {check.argument}"


def text_of(column: ContractColumn) -> str:
    """The SQL of a column's text as it stands in the file."""
    return quote_sql(column.name + LEXICAL if column.logical in FORMS else column.name)


def _missing(column: ContractColumn, also: Iterable[str]) -> str:
    listed = ", ".join(literal(value) for value in also)
    return f"{text_of(column)} IS NULL" + (f" OR {text_of(column)} IN ({listed})" if listed else "")


def _bound(column: ContractColumn, argument: object) -> str:
    """A bound as the column's own kind: dates in ISO form or in the column's format."""
    form = FORMS.get(column.logical)
    if form in (Form.DATE, Form.TIMESTAMP):
        text = constant(str(argument))
        iso, own = read_text(text, form).sql, read_text(text, form, column.format).sql
        return f"coalesce({iso}, {own})"
    return literal(argument if isinstance(argument, int | float) else str(argument))


def _check_columns(connection: Connection, source: Source, checks: list[Check]) -> None:
    """One pass: the numbers of the broken checks of each record, then a row per number."""
    if not checks:
        return
    conditions = [condition(source, check) or "FALSE" for check in checks]
    numbers = ", ".join(f"CASE WHEN {sql} THEN {number} END" for number, sql in enumerate(conditions))
    values = " ".join(f"WHEN {number} THEN {_value(source, check)}" for number, check in enumerate(checks))
    broken = " OR ".join(f"({sql})" for sql in conditions)
    described = ", ".join(
        f"({number}, {literal(', '.join(check.columns))}, {literal(check.rule)}, {literal(reason(source, check))}, "
        f"{literal(check.severity.value)})"
        for number, check in enumerate(checks)
    )
    found = (
        f'SELECT *, unnest(list_filter([{numbers}], lambda n: n IS NOT NULL)) AS "#check" '
        f"FROM {source_table(source.name)} WHERE {broken}"
    )
    faults = f'SELECT record, "#check", CASE "#check" {values} END AS "#value" FROM ({found})'
    connection.execute(
        f"INSERT INTO {FAULTS} SELECT {literal(source.name)}, f.record, c.name, c.rule, "
        f'f."#value", c.reason, c.severity FROM ({faults}) AS f '
        f'JOIN (VALUES {described}) AS c("#check", name, rule, reason, severity) USING ("#check")'
    )


def _value(source: Source, check: Check, alias: str = "") -> str:
    """The text that a fault shows: the column's, or the columns' together."""
    texts = [alias + text_of(column) for name in check.columns if (column := source.column(name))]
    return texts[0] if len(texts) == 1 else f"concat_ws('/', {', '.join(texts)})" if texts else "NULL"


def _insert(connection: Connection, source: Source, check: Check, found: str, why: str, value: str) -> None:
    """Faults from `found`, a FROM item with alias r that has the records at fault; `why` and `value` are SQL."""
    names = ", ".join(check.columns)
    connection.execute(
        f"INSERT INTO {FAULTS} SELECT {literal(source.name)}, r.record, {literal(names)}, {literal(check.rule)}, "
        f"{value}, {why}, {literal(check.severity.value)} FROM {found}"
    )


def _keys(source: Source, names: tuple[str, ...]) -> list[str]:
    return [quote_sql(column.name) for name in names if (column := source.column(name))]


def _check_key(connection: Connection, source: Source, check: Check) -> None:
    """Later records of a key that an earlier record has; keys with a missing part are left to `required`."""
    keys = _keys(source, check.columns)
    table, listed = source_table(source.name), ", ".join(keys)
    present = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    repeated = f'SELECT {listed}, min(record) AS "#first" FROM {table} WHERE {present} GROUP BY ALL HAVING count(*) > 1'
    same = " AND ".join(f"r.{key} = d.{key}" for key in keys)
    found = f'{table} AS r JOIN ({repeated}) AS d ON {same} AND r.record <> d."#first"'
    why = "'is already in record ' || d.\"#first\" || ', which is kept'"
    _insert(connection, source, check, found, why, _value(source, check, "r."))


def _check_reference(connection: Connection, source: Source, check: Check, *, withdrawn: bool) -> None:
    target: Target = check.argument
    keys = _keys(source, check.columns)
    theirs = [quote_sql(name) for name in target.columns]
    same = " AND ".join(
        f"CAST(t.{their} AS VARCHAR) = CAST(r.{key} AS VARCHAR)" for their, key in zip(theirs, keys, strict=True)
    )
    present = " AND ".join(f"r.{key} IS NOT NULL" for key in keys)
    found = (
        f"{source_table(source.name)} AS r WHERE {present} "
        f"AND NOT EXISTS (SELECT 1 FROM {source_table(target.source)} AS t WHERE {same})"
    )
    named = f"{target.source}.{', '.join(target.columns)}"
    why = f"refers to a record of {named} that is in quarantine" if withdrawn else f"is not in {named}"
    _insert(connection, source, check, found, literal(why), _value(source, check, "r."))


def _check_query(connection: Connection, judge: Judge, source: Source, check: Check) -> list[Finding]:
    where = judge.contract.where(check.line)
    with written(connection, judge.seconds, what=f"The rule '{check.rule}'", where=where):
        return _run_query(connection, judge, source, check)


def _run_query(connection: Connection, judge: Judge, source: Source, check: Check) -> list[Finding]:
    text = with_placeholders(str(check.argument), source.name, check.columns, judge.now)
    try:
        query = counted(connection, judge.contract, text)
    except GuardError as error:
        where = judge.contract.where(check.line)
        raise LoadError(Finding(rule="contract", message=f"{check.rule}: {error}", where=where)) from error
    if query.by_record and check.bound.none_allowed:
        value = _value(source, check, "r.")
        found = f"{source_table(source.name)} AS r JOIN (SELECT DISTINCT record FROM ({query.sql})) AS q USING (record)"
        _insert(connection, source, check, found, literal(reason(source, check)), value)
        return []
    count = int(scalar(connection, f"SELECT count(*) FROM ({query.sql})"))
    examples = [] if query.by_record else rows(connection, f"SELECT * FROM ({query.sql}) LIMIT 3")
    shown = "; ".join(", ".join(str(value) for value in row) for row in examples)
    return _judged(connection, judge, source, check, count, f": {shown}" if shown else "")


def _check_count(connection: Connection, judge: Judge, source: Source, check: Check) -> list[Finding]:
    count = int(scalar(connection, f"SELECT count(*) FROM {source_table(source.name)}"))
    return _judged(connection, judge, source, check, count, "")


def _judged(
    connection: Connection, judge: Judge, source: Source, check: Check, count: int, detail: str
) -> list[Finding]:
    """A rule about the source as a whole: an error refuses the product, a warning is reported."""
    measure: float = count
    if check.bound.percent:
        total = int(scalar(connection, f"SELECT count(*) FROM {source_table(source.name)}"))
        measure = 100 * count / total if total else 0
    if check.bound.holds(measure):
        return []
    unit = "%" if check.bound.percent else ""
    finding = Finding(
        rule=f"contract.{check.rule}",
        message=f"{source.file} breaks the rule '{check.rule}' ({measure:g}{unit}){detail}",
        severity=check.severity,
        where=judge.contract.where(check.line),
    )
    if check.severity is Severity.VIOLATION:
        raise LoadError(finding)
    return [finding]


def with_placeholders(query: str, source: str, columns: tuple[str, ...], now: datetime) -> str:
    """ODCS's `${object}` and `${property}` (also `${table}`, `${column}`), and our `${now}`, the workspace's time."""
    named = quote_sql(source)
    query = query.replace("${object}", named).replace("${table}", named).replace("${now}", literal(now))
    if columns:
        query = query.replace("${property}", quote_sql(columns[0])).replace("${column}", quote_sql(columns[0]))
    return query
