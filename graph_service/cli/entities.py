"""Entities for people: a table while they are flat; an indented list as soon as they lead to several others.

storeNumber 6   name Berlin Köpenick        what is one of each, on a line
  empty                                     a link to many, and what it leads to below
    product                   day
    Almwiese Yoghurt Vanille  2026-06-30
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.padding import Padding

from graph_service.cli.output import as_text, cell, out, rows_table

Entity = Mapping[str, Any]
STEP = 2  # spaces a level


def print_entities(entities: Sequence[Entity], *, indent: int = 0) -> None:
    """Entities below each other, with what they lead to."""
    flat = [dict(_singles(entity)) for entity in entities]
    nested = [dict(_several(entity)) for entity in entities]
    if not any(nested):
        columns = list(dict.fromkeys(name for entity in flat for name in entity))
        rows = [[entity.get(name) for name in columns] for entity in flat]
        out.print(Padding(rows_table(columns, rows), (0, 0, 0, indent), expand=False))
        return
    for own, links in zip(flat, nested, strict=True):
        out.print(" " * indent + "   ".join(f"[dim]{as_text(k)}[/] {as_text(cell(v))}" for k, v in own.items()))
        for name, reached in links.items():
            _print_reached(name, reached, indent + STEP)


def _print_reached(name: str, reached: Sequence[Entity], indent: int) -> None:
    none = "" if reached else " none"
    out.print(f"{' ' * indent}[bold]{as_text(name)}[/]{none}")
    if reached:
        print_entities(reached, indent=indent + STEP)


def _singles(entity: Entity, before: str = "") -> Iterator[tuple[str, Any]]:
    """What an entity has one of: its values, and under dotted names those of what it has one link to."""
    for name, value in entity.items():
        if isinstance(value, Mapping):
            yield from _singles(value, f"{before}{name}.")
        elif not _is_several(value):
            yield f"{before}{name}", _joined(value) if isinstance(value, list) else value


def _several(entity: Entity, before: str = "") -> Iterator[tuple[str, Sequence[Entity]]]:
    """What an entity leads to several of, also by way of what it has one link to."""
    for name, value in entity.items():
        if isinstance(value, Mapping):
            yield from _several(value, f"{before}{name}.")
        elif _is_several(value):
            yield f"{before}{name}", value


def _is_several(value: Any) -> bool:
    """Whether a value is a list of entities; a list without any looks like one of values, and is shown as none."""
    return isinstance(value, list) and (not value or isinstance(value[0], Mapping))


def _joined(values: Iterable[Any]) -> str:
    return ", ".join(cell(value) for value in values)
