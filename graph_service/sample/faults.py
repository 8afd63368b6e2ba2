"""Faults: makes a share of each file's rows wrong, one fault a row, at least one row per blemish, and lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from graph_service.sample.blemishes import BLEMISHES, SILENCES, Blemish, Row, Silence
from graph_service.sample.files.table import Table
from graph_service.sample.streams import Streams


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault that was made; `row_key` is the row's key before, its parts joined by `|`."""

    file: str
    row_key: str
    column: str
    kind: str
    old: str
    new: str


def make(tables: list[Table], dirty: float, streams: Streams) -> tuple[list[Table], list[Fault]]:
    """The tables with a share `dirty` of wrong rows in every file that has blemishes, and what is wrong."""
    if dirty == 0:
        return tables, []
    by_path = {table.path: table for table in tables}
    generators = {table.product: streams.of(f"faults-{table.product}") for table in tables}
    done, faults = [], []
    for table in tables:
        table, silenced = _silence(table)
        table, made = _blemish(table, by_path, dirty, generators[table.product])
        done.append(table)
        faults += silenced + made
    return done, faults


def table_of(faults: list[Fault]) -> Table:
    """The list of faults as the truth's file."""
    names = ("file", "row_key", "column", "kind", "old", "new")
    columns = {name: [str(getattr(fault, name)) for fault in faults] for name in names}
    return Table(path="truth/faults.csv", key=("file", "row_key", "column"), columns=columns)


def _silence(table: Table) -> tuple[Table, list[Fault]]:
    faults: list[Fault] = []
    for silence in SILENCES:
        if silence.file == table.path and silence.value in table.columns[silence.column]:
            table, fault = _silenced(table, silence)
            faults.append(fault)
    return table, faults


def _silenced(table: Table, silence: Silence) -> tuple[Table, Fault]:
    last = silence.last.isoformat()
    rows = list(zip(table.columns[silence.column], table.columns["day"], strict=True))
    keep = [i for i, (value, day) in enumerate(rows) if value != silence.value or day <= last]
    newest = max(day for value, day in rows if value == silence.value)
    columns = {name: [values[i] for i in keep] for name, values in table.columns.items()}
    fault = Fault(file=table.path, row_key=silence.value, column="day", kind="stale", old=newest, new=last)
    return replace(table, columns=columns), fault


def _blemish(table: Table, by_path: dict[str, Table], dirty: float,
             rng: np.random.Generator) -> tuple[Table, list[Fault]]:
    blemishes = [blemish for blemish in BLEMISHES if blemish.file == table.path]
    if not blemishes:
        return table, []
    columns = {name: list(values) for name, values in table.columns.items()}
    wanted = np.full(len(blemishes), max(len(blemishes), round(dirty * len(table))) // len(blemishes))
    faults = []
    for blemish, row, index in _places(table, by_path, blemishes, wanted.tolist(), rng):
        key = "|".join(row[name] for name in table.key)
        new = row[blemish.column] if blemish.repeats else blemish.new(row, rng)
        for name, values in columns.items() if blemish.repeats else ():
            values.append(blemish.repeats.get(name, row[name]))
        if not blemish.repeats:
            columns[blemish.column][index] = new
        old = "" if blemish.repeats else row[blemish.column]
        faults.append(Fault(file=table.path, row_key=key, column=blemish.column, kind=blemish.kind, old=old, new=new))
    return replace(table, columns=columns), faults


def _places(table: Table, by_path: dict[str, Table], blemishes: list[Blemish], wanted: list[int],
            rng: np.random.Generator) -> Iterator[tuple[Blemish, Row, int]]:
    """Rows in random order, each given to the blemish that still lacks most rows among those that fit it."""
    others = [_looked_up(by_path, blemish) for blemish in blemishes]
    for index in rng.permutation(len(table)).tolist():
        if not any(wanted):
            return
        row = {name: values[index] for name, values in table.columns.items()}
        for i in sorted(range(len(blemishes)), key=lambda place: -wanted[place]):
            seen = row | others[i](row)
            if wanted[i] and blemishes[i].fits(seen):
                wanted[i] -= 1
                yield blemishes[i], seen, index
                break


def _looked_up(by_path: dict[str, Table], blemish: Blemish) -> Callable[[Row], Row]:
    """From a row to the columns of the blemish's other file, found by the column both share."""
    if blemish.lookup is None:
        return lambda row: {}
    path, shared = blemish.lookup
    other = by_path[path].columns
    found = {key: {name: values[i] for name, values in other.items()} for i, key in enumerate(other[shared])}
    return lambda row: found[row[shared]]
