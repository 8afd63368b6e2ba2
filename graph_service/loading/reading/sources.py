"""Sources: a product's files read whole into DuckDB, each as a typed table with the record number of every row.

    file ─► text as it stands ─► table source."lines" (record, "quantity" BIGINT, "quantity#text" VARCHAR, …)

What is wrong with a whole file (absent, empty, not UTF-8, cut off, a column missing) is a LoadError with what to do;
an unknown column is a Warning.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

from graph_service.findings import Finding, LoadError, Severity, closest
from graph_service.loading.contract import Contract, ContractColumn, Logical, Source
from graph_service.loading.mapping.terms import LEXICAL
from graph_service.loading.product.product import DataProduct
from graph_service.loading.sql.duck import Connection, DuckError, described, scalar, source_table
from graph_service.loading.sql.expression import Expression, Form, read_text
from graph_service.loading.sql.literals import literal
from graph_service.ontology.naming import quote_sql

FORMS = {
    Logical.INTEGER: Form.INTEGER,
    Logical.NUMBER: Form.NUMBER,
    Logical.BOOLEAN: Form.BOOLEAN,
    Logical.DATE: Form.DATE,
    Logical.TIMESTAMP: Form.TIMESTAMP,
}
RAW = "temp.main.raw_file"


def source_file(contract: Contract, source: Source, root: Path) -> Path:
    """Where the contract says that a source's file lies."""
    return root / contract.folder / source.file


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_source(connection: Connection, contract: Contract, source: Source, root: Path) -> tuple[int, list[Finding]]:
    """Read one file into its typed table; gives the number of records and warnings."""
    path = source_file(contract, source, root)
    if not path.is_file():
        raise _broken(
            "absent",
            f"No such file: {path} (source '{source.name}' of {contract.name}). "
            "Put it there, or set data in graph-service.toml; `graph-service sample` writes the sample's data.",
        )
    if path.stat().st_size == 0:
        raise _broken("empty", f"The file is empty, without even a heading: {path}. Deliver it again.")
    findings: list[Finding] = []
    if contract.format == "csv":
        _read_csv(connection, contract, source, path, findings)
    else:
        _read_other(connection, contract, path)
    headings = list(described(connection, f"SELECT * FROM {RAW}"))
    findings += _headings(source, path, headings)
    connection.execute(_typed(source))
    count = int(scalar(connection, f"SELECT count(*) FROM {source_table(source.name)}"))
    connection.execute(f"DROP TABLE {RAW}")
    if count == 0:
        message = f"{path} has a heading but no records."
        findings.append(Finding(rule="source.empty", message=message, severity=Severity.WARNING))
    return count, findings


def refuse_emptied(product: DataProduct, source: Source, count: int, *, held: int, root: Path) -> None:
    """A heading alone, where the last load read records, is more likely a broken delivery than an empty world."""
    if held and not count:
        stay = f"{held:,} records of the last load stay" if held > 1 else "record of the last load stays"
        message = f"{source_file(product.contract, source, root)} holds no record; the {stay}."
        raise _broken("emptied", f"{message} If this is meant: graph-service load {product.name} --allow-empty")


def empty_source(connection: Connection, source: Source) -> None:
    """The typed table of a source without records: what a mapping is checked against."""
    columns = ", ".join(f"{quote_sql(column.heading)} VARCHAR" for column in source.columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE raw_file ({columns})")
    connection.execute(_typed(source))
    connection.execute(f"DROP TABLE {RAW}")


def typed(column: ContractColumn) -> Expression:
    """The expression of a column read from its text in the file."""
    text = Expression(sql=quote_sql(column.heading))
    form = FORMS.get(column.logical)
    return read_text(text, form, column.format) if form else text


def _typed(source: Source) -> str:
    """CREATE TABLE of the typed table from the text as it stands; the row's position is the record number."""
    parts = ["rowid + 1 AS record"]
    for column in source.columns:
        parts.append(f"{typed(column).sql} AS {quote_sql(column.name)}")
        if column.logical in FORMS:
            parts.append(f"{quote_sql(column.heading)} AS {quote_sql(column.name + LEXICAL)}")
    return f"CREATE OR REPLACE TABLE {source_table(source.name)} AS SELECT {', '.join(parts)} FROM {RAW}"


def _read_csv(connection: Connection, contract: Contract, source: Source, path: Path, findings: list[Finding]) -> None:
    headings = _numbered(source, path, _first_line(path, contract.delimiter))
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in headings)
    options = "auto_detect = false, header = true, quote = '\"', escape = '\"', strict_mode = true, nullstr = ''"
    query = (
        f"CREATE OR REPLACE TEMP TABLE raw_file AS SELECT * FROM read_csv({literal(str(path))}, "
        f"columns = {{{columns}}}, delim = {literal(contract.delimiter)}, {options})"
    )
    try:
        connection.execute(query)
    except DuckError as error:
        raise LoadError(_diagnosis(path, contract.delimiter, headings, error)) from error
    if not _ends_with_line_break(path):
        message = f"{path} does not end with a line break: its last record may be cut off."
        findings.append(Finding(rule="source.end", message=message, severity=Severity.WARNING))


def _numbered(source: Source, path: Path, headings: list[str]) -> list[str]:
    """The headings, a repeated one as `name#2` where the contract's physicalName says that it expects it so."""
    wanted = {column.heading for column in source.columns}
    found: list[str] = []
    for position, name in enumerate(headings):
        earlier = headings[:position].count(name)
        found.append(f"{name}#{earlier + 1}" if earlier else name)
        if earlier and found[-1] not in wanted:
            remedy = f"Correct the file, or name the second one '{found[-1]}' by its physicalName in the contract."
            raise _broken("heading", f"{path} has the heading '{name}' twice. {remedy}")
    return found


def _read_other(connection: Connection, contract: Contract, path: Path) -> None:
    reader = {"parquet": "read_parquet", "json": "read_json"}[contract.format]
    try:
        query = f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {reader}({literal(str(path))})"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE raw_file AS {query}")
    except DuckError as error:
        reason = str(error).splitlines()[0]
        raise _broken("format", f"{path} is not readable as {contract.format}: {reason}") from error


def _first_line(path: Path, delimiter: str) -> list[str]:
    with path.open("rb") as file:
        line = file.readline()
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LoadError(_not_utf8(path, error.start, 1)) from error
    return next(csv.reader(io.StringIO(text), delimiter=delimiter), [])


def _headings(source: Source, path: Path, headings: list[str]) -> Iterator[Finding]:
    """A missing column is refused; an unknown one is a Warning, for the contract lags behind the file."""
    wanted = [column.heading for column in source.columns]
    missing = [name for name in wanted if name not in headings]
    added = [name for name in headings if name not in wanted]
    if missing:
        raise LoadError(_missing(path, missing, headings, added))
    for name in added:
        message = f"{path} has a column '{name}' that the contract does not know; it is not read."
        yield Finding(rule="source.columnAdded", message=message, severity=Severity.WARNING)


def _missing(path: Path, missing: list[str], headings: list[str], added: list[str]) -> Finding:
    """All the columns that are missing at once, each with the heading that may be meant."""
    several = "columns" if len(missing) > 1 else "column"
    names = ", ".join(f"'{name}'" for name in missing)
    message = f"{path} lacks the {several} {names} that the contract promises; it has {', '.join(headings)}."
    hints = dict.fromkeys(hint for name in missing for hint in closest(name, added, most=3 if len(missing) == 1 else 1))
    return Finding(rule="source.columnMissing", message=message, suggestions=tuple(hints))


def _ends_with_line_break(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, io.SEEK_END)
        return file.read(1) in (b"\n", b"\r")


def _diagnosis(path: Path, delimiter: str, headings: list[str], error: Exception) -> Finding:
    """Why DuckDB would not read the file: read again, slowly, to say where."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        return _not_utf8(path, wrong.start, content.count(b"\n", 0, wrong.start) + 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    record, found = -1, 0
    try:
        for row in reader:
            record, found = record + 1, len(row)
            if row and found != len(headings):
                break
    except csv.Error:
        record, found = record + 1, -1
    last = reader.line_num >= len(text.splitlines())
    if last and (found < len(headings)):
        return _cut(path, record, reader.line_num)
    if found not in (0, len(headings)):
        message = f"{path} line {reader.line_num} (record {record}) has {found} values under {len(headings)} headings."
        return Finding(rule="source.ragged", message=f"{message} Quote values that contain '{delimiter}'.")
    return Finding(rule="source.format", message=f"{path} is not readable as CSV: {str(error).splitlines()[0]}")


def _cut(path: Path, record: int, line: int) -> Finding:
    message = f"{path} is cut off in line {line} (record {record}): the last record is not whole. Deliver it again."
    return Finding(rule="source.truncated", message=message)


def _not_utf8(path: Path, offset: int, line: int) -> Finding:
    message = f"{path} is not UTF-8: byte {offset} in line {line}. Save it as UTF-8."
    return Finding(rule="source.encoding", message=message)


def _broken(rule: str, message: str) -> LoadError:
    return LoadError(Finding(rule=f"source.{rule}", message=message))
