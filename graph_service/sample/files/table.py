"""Table: a file's columns as lists of text, and the fast ways from numbers to text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from graph_service.sample.calendar import DATES
from graph_service.sample.streams import Floats, Ints

ISO = tuple(day.isoformat() for day in DATES)
GERMAN = tuple(day.strftime("%d.%m.%Y") for day in DATES)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One CSV file: its path below the output folder, its key columns, and equally long columns."""

    path: str
    key: tuple[str, ...]
    columns: dict[str, list[str]]

    def __post_init__(self) -> None:
        lengths = {name: len(values) for name, values in self.columns.items()}
        if len(set(lengths.values())) != 1:
            raise ValueError(f"columns of different length in {self.path}: {lengths}")
        missing = [name for name in self.key if name not in self.columns]
        if missing:
            raise ValueError(f"no column for the key of {self.path}: {missing}")

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    @property
    def product(self) -> str:
        """The folder: the data product's name."""
        return self.path.partition("/")[0]

    def text(self) -> str:
        """The file's text: header, comma, quotes only where needed, one line feed per row."""
        header = ",".join(self.columns)
        rows = map(",".join, zip(*map(_quoted, self.columns.values()), strict=True))
        return "\n".join([header, *rows, ""])


def _quoted(values: list[str]) -> list[str]:
    """RFC 4180 quoting; the whole column is looked at once, because nearly none needs it."""
    whole = "".join(values)
    if not any(mark in whole for mark in ',"\n\r'):
        return values
    return ['"' + value.replace('"', '""') + '"' if any(m in value for m in ',"\n\r') else value for value in values]


def pick(values: Sequence[str], index: Ints) -> list[str]:
    """The texts at these places."""
    table = np.empty(len(values), dtype=object)
    table[:] = values
    return list(table[index])


def whole(values: Iterable[int] | Ints) -> list[str]:
    """Whole numbers as text."""
    return list(map(str, values.tolist() if isinstance(values, np.ndarray) else values))


def decimals(values: Floats, places: int, *, trim: bool = False) -> list[str]:
    """Numbers with so many decimals (trailing zeros cut if `trim`), formatting each different one once."""
    scaled = np.rint(values * 10**places).astype(np.int64)
    unique, back = np.unique(scaled, return_inverse=True)
    texts = [f"{value / 10**places:.{places}f}" for value in unique.tolist()]
    return pick([text.rstrip("0").rstrip(".") for text in texts] if trim else texts, back)


def optional(values: list[str], given: Iterable[bool]) -> list[str]:
    """The texts where given, else nothing."""
    return [value if there else "" for value, there in zip(values, given, strict=True)]


def truth_value(values: Iterable[bool]) -> list[str]:
    """`true` or `false`."""
    return ["true" if value else "false" for value in values]


def days(values: Ints) -> list[str]:
    """ISO dates of days t."""
    return pick(ISO, values)
