"""Quality rules of a contract (ODCS 3.1, data quality): the library's metrics and SQL, as checks.

    nullValues, missingValues → required · invalidValues → enum, pattern · duplicateValues → unique · rowCount
    sql: `SELECT COUNT(*) FROM … WHERE …` counts the records that are wrong; where the rule allows none, each record
    it counts is quarantined by itself.

`severity: error` (the default) quarantines, `warning` and `info` only report. Rules of type `text` and `custom` are
not run, and an Info says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from open_data_contract_standard.model import DataQuality

from graph_service.documents import Document, Step
from graph_service.findings import Finding, Severity, closest
from graph_service.loading.contract.model import Bound, Check, Kind

METRICS = ("nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount")
SEVERITIES = {"error": Severity.VIOLATION, "warning": Severity.WARNING, "info": Severity.INFO}


def read_quality(
    yaml: Document,
    rules: Iterable[DataQuality],
    at: tuple[Step, ...],
    columns: tuple[str, ...],
    findings: list[Finding],
) -> Iterator[Check]:
    """The checks of one `quality` list; `columns` is the column it stands at, or nothing at a schema."""
    for position, rule in enumerate(rules):
        where = yaml.place(*at, position)
        try:
            yield from _checks(rule, columns, yaml.line(*at, position), where, findings)
        except ValueError as error:
            findings.append(Finding(rule="contract", message=str(error), where=where))


def _checks(
    rule: DataQuality, columns: tuple[str, ...], line: int, where: str, findings: list[Finding]
) -> Iterator[Check]:
    named: dict[str, Any] = {
        "name": rule.name or rule.id or "",
        "why": (rule.description or "").rstrip("."),
        "severity": _severity(rule),
        "line": line,
        "bound": _bound(rule),
    }
    kind = rule.type or ("library" if rule.metric or rule.rule else "text")
    if kind == "sql":
        yield Check(kind=Kind.QUERY, columns=columns, argument=_query(rule), **named)
    elif kind == "library":
        yield from _metric(rule, columns, named)
    else:
        message = f"A quality rule of type {kind} is not run: {rule.description or rule.name or rule.engine or ''}"
        findings.append(Finding(rule="contract", message=message.rstrip(": "), where=where, severity=Severity.INFO))


def _query(rule: DataQuality) -> str:
    if not rule.query:
        raise ValueError("A quality rule of type sql has a query.")
    return rule.query.strip().rstrip(";")


def _severity(rule: DataQuality) -> Severity:
    word = (rule.severity or "error").lower()
    if word not in SEVERITIES:
        raise ValueError(f"Unknown severity '{rule.severity}'. Use error, warning or info.")
    return SEVERITIES[word]


def _bound(rule: DataQuality) -> Bound:
    """What the rule's operators allow; ODCS has exactly one of them, none means that nothing may be found."""
    percent = rule.unit == "percent"
    step = 1e-9 if percent else 1.0
    if rule.mustBe is not None:
        return Bound(low=float(rule.mustBe), high=float(rule.mustBe), percent=percent)
    if rule.mustBeLessThan is not None:
        return Bound(high=rule.mustBeLessThan - step, percent=percent)
    if rule.mustBeLessOrEqualTo is not None:
        return Bound(high=rule.mustBeLessOrEqualTo, percent=percent)
    if rule.mustBeGreaterThan is not None:
        return Bound(low=rule.mustBeGreaterThan + step, percent=percent)
    if rule.mustBeGreaterOrEqualTo is not None:
        return Bound(low=rule.mustBeGreaterOrEqualTo, percent=percent)
    if rule.mustBeBetween is not None:
        return Bound(low=rule.mustBeBetween[0], high=rule.mustBeBetween[1], percent=percent)
    if rule.mustNotBe is not None or rule.mustNotBeBetween is not None:
        raise ValueError("mustNotBe and mustNotBeBetween are not understood. Use mustBe, mustBeLess… or …Greater….")
    return Bound(high=0, percent=percent)


def _metric(rule: DataQuality, columns: tuple[str, ...], named: dict[str, Any]) -> Iterator[Check]:
    metric = rule.metric or rule.rule or ""
    arguments = rule.arguments or {}
    mine = columns or tuple(arguments.get("properties", ()))
    if metric == "rowCount":
        yield Check(kind=Kind.COUNT, columns=(), **named)
    elif metric not in METRICS:
        hint = closest(metric, METRICS)
        raise ValueError(f"Unknown metric '{metric}'. {'Did you mean ' + repr(hint[0]) + '?' if hint else ''}".strip())
    elif not mine:
        raise ValueError(f"Metric {metric} at a schema needs arguments.properties: the columns it is about.")
    elif metric == "duplicateValues":
        yield Check(kind=Kind.UNIQUE, columns=mine, **named)
    elif metric in ("nullValues", "missingValues"):
        yield Check(kind=Kind.REQUIRED, columns=mine, argument=_texts(arguments.get("missingValues")), **named)
    else:
        yield from _invalid_values(mine, arguments, named)


def _invalid_values(columns: tuple[str, ...], arguments: dict[str, Any], named: dict[str, Any]) -> Iterator[Check]:
    understood = {"validValues": Kind.ENUM, "pattern": Kind.PATTERN, "properties": None}
    unknown = [name for name in arguments if name not in understood]
    if unknown or not arguments:
        raise ValueError(f"invalidValues understands validValues and pattern, not '{', '.join(unknown) or 'nothing'}'.")
    if "validValues" in arguments:
        yield Check(kind=Kind.ENUM, columns=columns, argument=_texts(arguments["validValues"]), **named)
    if "pattern" in arguments:
        yield Check(kind=Kind.PATTERN, columns=columns, argument=str(arguments["pattern"]), **named)


def _texts(values: Iterable[Any] | None) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in values or ())
