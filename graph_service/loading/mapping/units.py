"""Units that `convert` knows: each as factor and offset to one unit of its kind, by QUDT's name and by everyday codes.

base value = (value + offset) × factor
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit of a kind (`temperature`), with the codes that files use for it."""

    name: str
    kind: str
    factor: float = 1.0
    offset: float = 0.0
    codes: tuple[str, ...] = ()


UNITS = (
    Unit(name="DEG_C", kind="temperature", codes=("C", "°C", "CEL")),
    Unit(name="DEG_F", kind="temperature", factor=5 / 9, offset=-32.0, codes=("F", "°F", "FAH")),
    Unit(name="K", kind="temperature", offset=-273.15, codes=("KEL",)),
    Unit(name="MilliM", kind="length", codes=("mm", "MMT")),
    Unit(name="CentiM", kind="length", factor=10.0, codes=("cm", "CMT")),
    Unit(name="M", kind="length", factor=1000.0, codes=("m", "MTR")),
    Unit(name="IN", kind="length", factor=25.4, codes=("in", "INH")),
    Unit(name="FT", kind="length", factor=304.8, codes=("ft", "FOT")),
    Unit(name="GM", kind="mass", codes=("g", "GRM")),
    Unit(name="KiloGM", kind="mass", factor=1000.0, codes=("kg", "KGM")),
    Unit(name="LB", kind="mass", factor=453.59237, codes=("lb", "LBR")),
    Unit(name="MilliL", kind="volume", codes=("ml", "MLT")),
    Unit(name="L", kind="volume", factor=1000.0, codes=("l", "LTR")),
    Unit(name="SEC", kind="time", codes=("s",)),
    Unit(name="MIN", kind="time", factor=60.0, codes=("min",)),
    Unit(name="HR", kind="time", factor=3600.0, codes=("h", "HUR")),
    Unit(name="DAY", kind="time", factor=86400.0, codes=("d",)),
)


def unit_named(name: str) -> Unit | None:
    """A unit by QUDT name (with or without `unit:` or the IRI before it) or by a file's code."""
    code = short(name)
    return next((unit for unit in UNITS if code == unit.name or code in unit.codes), None)


def short(name: str) -> str:
    """A unit's name without `unit:` or the IRI before it."""
    return name.rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def converted(sql: str, source: Unit, target: Unit) -> str:
    """The SQL of a DOUBLE expression in another unit of the same kind."""
    if source == target:
        return sql
    return f"(({sql} + {source.offset!r}) * {source.factor!r} / {target.factor!r} - {target.offset!r})"
