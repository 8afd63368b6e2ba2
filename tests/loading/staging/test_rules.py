"""Every kind of contract rule finds what breaks it, and only that; warnings report and let the record pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.findings import LoadError, Severity
from tests.loading.staging.shop import CONTRACT, MAPPING, ORDERS, quarantine, stage_shop

AMOUNT = "{name: amount, logicalType: number, logicalTypeOptions: {minimum: 0, maximum: 1000}}"
PLACED = "{name: placed_on, logicalType: date, logicalTypeOptions: {format: dd.MM.yyyy, minimum: '2024-01-01'}}"

# replaced column, its new declaration, a value that passes, a value that does not, the rule
CASES = [
    (AMOUNT, "{name: amount, logicalType: number, required: true}", "1", "", "required"),
    (AMOUNT, "{name: amount, logicalType: number}", "1.5", "1,5", "type"),
    (AMOUNT, "{name: amount, logicalType: integer}", "7", "7.5", "type"),
    (AMOUNT, "{name: amount, logicalType: boolean}", "true", "yes", "type"),
    (AMOUNT, "{name: amount, logicalType: time}", "10:30:00", "25:00", "type"),
    (AMOUNT, "{name: amount, logicalType: number, logicalTypeOptions: {minimum: 1}}", "1", "0.99", "minimum"),
    (AMOUNT, "{name: amount, logicalType: number, logicalTypeOptions: {maximum: 5}}", "5", "5.01", "maximum"),
    (AMOUNT, "{name: amount, logicalType: number, logicalTypeOptions: {exclusiveMinimum: 0}}", "0.1", "0",
     "exclusiveMinimum"),
    (AMOUNT, "{name: amount, logicalType: number, logicalTypeOptions: {exclusiveMaximum: 5}}", "4", "5",
     "exclusiveMaximum"),
    (AMOUNT, "{name: amount, logicalType: number, logicalTypeOptions: {multipleOf: 0.25}}", "1.75", "1.7",
     "multipleOf"),
    (AMOUNT, "{name: amount, logicalType: string, logicalTypeOptions: {minLength: 2}}", "ab", "a", "minLength"),
    (AMOUNT, "{name: amount, logicalType: string, logicalTypeOptions: {maxLength: 2}}", "äö", "abc", "maxLength"),
    (AMOUNT, "{name: amount, logicalType: string, logicalTypeOptions: {pattern: '^[a-z]+$'}}", "ab", "a1", "pattern"),
    (AMOUNT, "{name: amount, logicalType: string, unique: true}", "a", "same", "unique"),
    (AMOUNT, "{name: amount, logicalType: string, quality: [{metric: invalidValues, mustBe: 0, "
     "arguments: {validValues: [x, \"it's\"]}}]}", "it's", "its", "enum"),
    (AMOUNT, "{name: amount, logicalType: string, quality: [{metric: invalidValues, mustBe: 0, name: small, "
     "arguments: {pattern: '^[a-z]$'}}]}", "a", "A", "small"),
    (AMOUNT, "{name: amount, logicalType: string, quality: [{metric: missingValues, mustBe: 0, "
     "arguments: {missingValues: ['n/a', '']}}]}", "a", "n/a", "required"),
    (AMOUNT, "{name: amount, logicalType: string, quality: [{metric: duplicateValues, mustBe: 0}]}", "a", "same",
     "unique"),
    (AMOUNT, "{name: amount, logicalType: string, quality: [{type: sql, name: no shouting, mustBe: 0, "
     "query: 'SELECT COUNT(*) FROM ${object} WHERE ${property} <> lower(${property})'}]}", "a", "A", "no shouting"),
    (PLACED, "{name: placed_on, logicalType: date}", "2026-02-28", "2026-02-30", "type"),
    (PLACED, "{name: placed_on, logicalType: date, logicalTypeOptions: {format: dd.MM.yyyy, maximum: 01.02.2026}}",
     "01.02.2026", "02.02.2026", "maximum"),
    (PLACED, "{name: placed_on, logicalType: timestamp, logicalTypeOptions: {minimum: '2026-01-01T10:00:00'}}",
     "2026-01-01T10:00:00", "2026-01-01T09:59:59", "minimum"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "good", "bad", "rule"), CASES)
def test_a_rule_finds_what_breaks_it(tmp_path: Path, old: str, new: str, good: str, bad: str, rule: str) -> None:
    column = new.split(",")[0].removeprefix("{name: ")
    values = [good, bad, "" if rule != "required" else good, "same" if bad == "same" else good]
    if rule == "unique":
        values[3] = bad
    lines = [
        f"{number},B1,{_quoted(value) if column == 'amount' else ''},{value if column == 'placed_on' else ''},"
        for number, value in enumerate(values, 1)
    ]
    orders = ORDERS.splitlines()[0] + "\n" + "\n".join(lines) + "\n"
    mapping = _only_numbers()
    connection, staged = stage_shop(tmp_path, CONTRACT.replace(old, new), mapping, orders=orders)
    record = 4 if rule == "unique" else 2
    assert quarantine(connection) == [("orders", record, column, rule, bad or None)]
    assert staged.quarantined == {"orders": 1}


def test_every_kind_of_column_rule_has_a_case() -> None:
    assert len(CASES) == 22


def _quoted(value: str) -> str:
    return f'"{value}"' if "," in value else value


def _only_numbers() -> str:
    drop = ("o:amount", "o:placedOn", "o:paid")
    return "\n".join(line for line in MAPPING.splitlines() if not any(word in line for word in drop))


UNKNOWN_AMOUNTS = "SELECT COUNT(*) FROM ${object} WHERE amount IS NULL"


def with_rule(rule: str, source: str = "orders") -> str:
    """The contract with a quality rule at the schema of a source."""
    marker = f"    physicalName: {source}.csv\n"
    return CONTRACT.replace(marker, f"{marker}    quality:\n      - {rule}\n")


def test_a_reference_may_be_of_several_columns(tmp_path: Path) -> None:
    relation = (
        "    physicalName: orders.csv\n    relationships: [{from: [orders.buyer, orders.paid], "
        "to: [buyers.code, buyers.name]}]\n"
    )
    contract = CONTRACT.replace("    physicalName: orders.csv\n", relation)
    connection, _ = stage_shop(tmp_path, contract, buyers="code,name,email\nB1,true,\nB2,x,\n")
    assert quarantine(connection) == [("orders", 2, "buyer, paid", "reference", "B2/false")]


def test_a_rule_may_look_into_other_sources(tmp_path: Path) -> None:
    query = "SELECT COUNT(*) FROM ${object} JOIN buyers ON buyers.code = buyer WHERE amount > 10 AND name = 'Ada'"
    connection, _ = stage_shop(
        tmp_path, with_rule(f'{{name: Ada pays little, type: sql, mustBe: 0, query: "{query}"}}')
    )
    assert [row[:4] for row in quarantine(connection)] == [("orders", 1, "", "Ada pays little")]


def test_a_rule_may_compare_with_other_records(tmp_path: Path) -> None:
    usual = "SELECT record, amount, median(amount) OVER () AS usual FROM ${object}"
    query = f"SELECT COUNT(*) FROM ({usual}) AS o WHERE amount > 1.5 * usual"
    connection, _ = stage_shop(tmp_path, with_rule(f'{{name: usual, type: sql, mustBe: 0, query: "{query}"}}'))
    assert [row[:4] for row in quarantine(connection)] == [("orders", 1, "", "usual")]


def test_the_clock_of_the_workspace_is_now(tmp_path: Path) -> None:
    query = "SELECT COUNT(*) FROM ${object} WHERE placed_on > ${now}"
    connection, _ = stage_shop(
        tmp_path,
        with_rule(f'{{name: past, type: sql, mustBe: 0, query: "{query}"}}'),
        orders=ORDERS + "4,B1,,01.07.2026,\n5,B1,,30.06.2026,\n",
    )
    assert [row[:4] for row in quarantine(connection)] == [("orders", 4, "", "past")]


def test_a_warning_reports_and_lets_the_record_pass(tmp_path: Path) -> None:
    query = "SELECT COUNT(*) FROM ${object} WHERE amount > 10"
    rule = f"{{name: dear, type: sql, severity: warning, mustBe: 0, query: '{query}'}}"
    connection, staged = stage_shop(tmp_path, with_rule(rule))
    assert quarantine(connection) == [] and staged.quarantined == {}
    (finding,) = staged.findings
    assert (finding.severity, finding.rule) == (Severity.WARNING, "contract.dear")
    assert str(finding) == "orders.csv row 1: orders breaks the rule 'dear': 1 record, the first is 1"


def test_a_rule_about_the_whole_source_names_what_it_found(tmp_path: Path) -> None:
    few = "SELECT buyer, count(*) AS orders FROM ${object} GROUP BY buyer HAVING count(*) < 2"
    query = f"SELECT COUNT(*) FROM ({few}) AS few"
    rule = f'{{name: every buyer orders twice, type: sql, severity: warning, mustBe: 0, query: "{query}"}}'
    _, staged = stage_shop(tmp_path, with_rule(rule))
    (finding,) = staged.findings
    assert finding.message == "orders.csv breaks the rule 'every buyer orders twice' (1): B2, 1"
    with pytest.raises(LoadError, match="every buyer orders twice"):
        stage_shop(tmp_path, with_rule(rule.replace("severity: warning, ", "")))


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ("{metric: rowCount, mustBeGreaterThan: 2}", True),
        ("{metric: rowCount, mustBeGreaterThan: 3}", False),
        ("{metric: rowCount, mustBeBetween: [1, 3]}", True),
        ("{metric: rowCount, mustBeLessThan: 3}", False),
        ("{metric: rowCount, mustBe: 3}", True),
        (f"{{type: sql, query: '{UNKNOWN_AMOUNTS}', mustBeLessOrEqualTo: 40, unit: percent}}", True),
        (f"{{type: sql, query: '{UNKNOWN_AMOUNTS}', mustBeLessThan: 30, unit: percent}}", False),
    ],
)  # fmt: skip
def test_rules_about_counts_judge_the_source(tmp_path: Path, rule: str, holds: bool) -> None:
    if holds:
        _, staged = stage_shop(tmp_path, with_rule(rule))
        assert staged.findings == () and staged.quarantined == {}
    else:
        with pytest.raises(LoadError, match=r"orders.csv breaks the rule"):
            stage_shop(tmp_path, with_rule(rule))


def test_a_stale_file_is_reported(tmp_path: Path) -> None:
    sla = "slaProperties:\n  - {property: latency, value: 100, unit: d, element: orders.placed_on}\n"
    _, staged = stage_shop(tmp_path, CONTRACT + sla)
    (finding,) = staged.findings
    assert finding.rule == "contract.freshness" and finding.severity is Severity.WARNING
    assert finding.message == (
        "orders.csv is stale: its newest placed_on is 2026-02-28, promised is at most 100 days before 2026-06-30"
    )
    _, staged = stage_shop(tmp_path, CONTRACT + sla.replace("100", "150"))
    assert staged.findings == ()


def test_hostile_values_in_a_contract_stay_values(tmp_path: Path) -> None:
    values = "[\"'; DROP TABLE orders; --\", '{}', '\"']"
    rule = f"{{metric: invalidValues, mustBe: 0, arguments: {{validValues: {values}}}}}"
    column = f"{{name: amount, logicalType: string, quality: [{rule}]}}"
    lines = ["1,B1,'; DROP TABLE orders; --,,", "2,B1,{},,", '3,B1,"""",,', "4,B1,'; DROP TABLE buyers; --,,"]
    orders = "\n".join([ORDERS.splitlines()[0], *lines, ""])
    connection, staged = stage_shop(tmp_path, CONTRACT.replace(AMOUNT, column), _only_numbers(), orders=orders)
    assert staged.read["orders"] == 4
    assert quarantine(connection) == [("orders", 4, "amount", "enum", "'; DROP TABLE buyers; --")]
