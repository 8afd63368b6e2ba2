"""Queries of contracts and mappings: one SELECT over the product's own sources, or a refusal that says why."""

from __future__ import annotations

import pytest

from graph_service.loading.contract import Contract, ContractColumn, Logical, Source
from graph_service.loading.reading.guard import GuardError, counted, guarded
from graph_service.loading.reading.sources import empty_source
from graph_service.loading.sql.duck import SOURCE, Connection, connect, rows

SOURCES = (
    Source(name="lines", file="lines.csv", columns=(ContractColumn(name="id", heading="id"),
           ContractColumn(name="n", heading="n", logical=Logical.INTEGER))),
    Source(name="heads", file="heads.csv", columns=(ContractColumn(name="id", heading="id"),)),
)  # fmt: skip
CONTRACT = Contract(id="c", name="c", version="1", sources=SOURCES)


@pytest.fixture
def connection() -> Connection:
    made = connect(threads=1)
    made.execute(f"CREATE SCHEMA {SOURCE}; CREATE TABLE secret AS SELECT 1 AS id")
    for source in SOURCES:
        empty_source(made, source)
    made.execute(f"INSERT INTO {SOURCE}.lines BY NAME SELECT 7 AS record, 'a' AS id, 1 AS n UNION ALL SELECT 8, 'b', 2")
    made.execute(f"INSERT INTO {SOURCE}.heads BY NAME SELECT 3 AS record, 'a' AS id")
    return made


REFUSED = [
    ("DELETE FROM lines", "Only SELECT"),
    ("DROP TABLE lines", "Only SELECT"),
    ("SELECT 1; DROP TABLE lines", "more than one statement|Only SELECT"),
    ("SELECT * FROM read_csv('/etc/passwd')", "no table functions"),
    ("SELECT * FROM lines, read_text('/etc/passwd')", "no table functions"),
    ("SELECT * FROM lines WHERE id IN (SELECT content FROM read_text('/etc/passwd'))", "no table functions"),
    ("SELECT * FROM '/etc/passwd.csv'", "reads '/etc/passwd.csv', which is no source"),
    ("SELECT * FROM secret", "reads 'secret', which is no source of this product"),
    ("SELECT * FROM main.secret", "reads 'secret', which is no source"),
    ("SELECT * FROM line", "Did you mean 'lines'"),
    ("SELECT * FROM duckdb_tables()", "no table functions"),
    ("SELECT * FROM information_schema.tables", "reads 'tables', which is no source"),
    ("SELECT * FROM query('SELECT 1')", "no table functions"),
    ("WITH x AS (SELECT * FROM secret) SELECT * FROM lines, x", "reads 'secret'"),
    ("SELECT (SELECT max(id) FROM secret) FROM lines", "reads 'secret'"),
    ("SELECT nosuch FROM lines", "does not fit the product's sources"),
    ("SELECT 1", "reads none of the product's sources"),
    ("SELEC x", "not a SELECT that parses"),
    ("SELECT id FROM lines UNION SELECT id FROM heads", "which record they stand for. Select record in each part"),
    ("SELECT count(*) AS c FROM lines", "does not fit the product's sources"),
    ("SELECT id, id FROM lines", "gives the column 'id' twice"),
    ("COPY lines TO '/tmp/x'", "Only SELECT"),
    ("ATTACH '/tmp/x'", "Only SELECT"),
    ("PRAGMA version", "Only SELECT|no table functions"),
    (
        "SELECT (WITH \"/etc/x.csv\" AS (SELECT 1 AS a) SELECT 1) AS one, (SELECT max(a) FROM '/etc/x.csv') FROM lines",
        "WITH '/etc/x.csv' has no plain name",
    ),
    (
        "SELECT (WITH tables AS (SELECT 1) SELECT 1) AS one, (SELECT max(table_name) FROM information_schema.tables) "
        "FROM lines",
        "WITH 'tables' has the name of a table",
    ),
    (
        "WITH secret AS (SELECT 1) SELECT (SELECT max(id) FROM secret) FROM lines",
        "WITH 'secret' has the name of a table",
    ),
    ("WITH SQLITE_MASTER AS (SELECT 1) SELECT id FROM lines", "WITH 'SQLITE_MASTER' has the name of a table"),
    (
        "WITH x AS (INSERT INTO lines VALUES (1) RETURNING *) SELECT * FROM x, lines",
        "may not have a INSERT_QUERY in it",
    ),
    ("WITH x AS (DELETE FROM lines RETURNING *) SELECT * FROM lines", "may not have a DELETE_QUERY in it"),
    ("SELECT * FROM lines, (SHOW ALL TABLES) AS t", "no table functions|reads"),
    ("SELECT * FROM lines, (DESCRIBE secret) AS t", "no table functions|reads"),
    ("SELECT * FROM lines, (SUMMARIZE secret) AS t", "no table functions|reads"),
    ("SELECT * FROM lines, glob('*') AS t", "no table functions"),
    ("SELECT * FROM lines JOIN LATERAL (SELECT * FROM read_blob('x')) AS t ON true", "no table functions"),
    ("PIVOT lines ON n USING count(*)", "no PIVOT|Only SELECT|may not have"),
    ("SELECT current_setting('temp_directory') AS d, id FROM lines", "may not use the function current_setting"),
    ("SELECT id.CURRENT_SETTING() AS d FROM lines", "may not use the function current_setting"),
    ("SELECT id FROM lines WHERE setseed(0.5) IS NULL", "may not use the function setseed"),
    ("SELECT id FROM lines ORDER BY sleep_ms(1000)", "may not use the function sleep_ms"),
    ("SELECT id FROM lines WHERE main.write_log(id) IS NULL", "may not use the function write_log"),
    ("SELECT list_transform([1], lambda x: nextval('s')) AS l, id FROM lines", "may not use the function nextval"),
    ("SET memory_limit = '9GB'", "Only SELECT"),
    ("INSTALL httpfs", "Only SELECT"),
    ("LOAD httpfs", "Only SELECT"),
    ("CALL pragma_version()", "Only SELECT|no table functions"),
    ("EXPLAIN ANALYZE SELECT * FROM lines", "Only SELECT"),
    ("EXECUTE x", "Only SELECT"),
]


@pytest.mark.parametrize(("query", "why"), REFUSED)
def test_what_is_not_a_plain_select_over_the_sources_is_refused(connection: Connection, query: str, why: str) -> None:
    with pytest.raises(GuardError, match=why):
        guarded(connection, CONTRACT, query)


def test_no_refusal_was_lost() -> None:
    assert len(REFUSED) == 48


@pytest.mark.parametrize(
    ("query", "source", "records"),
    [
        ("SELECT id FROM lines", "lines", [7, 8]),
        ("SELECT * FROM lines", "lines", [7, 8]),
        ("SELECT DISTINCT heads.id FROM lines JOIN heads USING (id)", "lines", [7]),
        ("select id from Lines where n > 1", "lines", [8]),
        ("SELECT count(*) AS c, id FROM lines GROUP BY id", "lines", [7, 8]),
        ("WITH big AS (SELECT * FROM lines WHERE n > 1) SELECT id, record FROM big", "lines", [8]),
        ("SELECT record, id FROM lines UNION SELECT record, id FROM heads", "lines", [3, 7, 8]),
        ("SELECT id FROM a.b.lines", "lines", [7, 8]),
    ],
)
def test_rows_of_a_query_know_their_record(connection: Connection, query: str, source: str, records: list[int]) -> None:
    made = guarded(connection, CONTRACT, query)
    assert made.source == source and made.by_record
    assert [row[0] for row in rows(connection, f"SELECT record FROM ({made.sql}) ORDER BY 1")] == records


def test_the_source_a_query_stands_for_may_be_named(connection: Connection) -> None:
    query = "SELECT lines.id FROM lines JOIN heads USING (id)"
    assert guarded(connection, CONTRACT, query, "heads.csv").source == "heads"
    with pytest.raises(GuardError, match=r"does not read 'none\.csv'"):
        guarded(connection, CONTRACT, query, "none.csv")


@pytest.mark.parametrize("query", ["SELECT id FROM lines", "SELECT sum(n) FROM lines", "SELECT COUNT(*), 1 FROM lines"])
def test_a_quality_query_counts(connection: Connection, query: str) -> None:
    with pytest.raises(GuardError, match=r"has the form SELECT COUNT"):
        counted(connection, CONTRACT, query)
