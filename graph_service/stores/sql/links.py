"""Links in SQL: how one entity's row meets another's over a property, in either direction and any number of times.

stored to-one     near."link" = far.id             inverse of it    far."link" = near.id
stored to-many    "link:x"(src, dst)                inverse of it    the same, the other way round
least … most      a recursive table of (src, dst), one for each such edge
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph_service.ontology.model import Ontology, Property
from graph_service.ontology.naming import link_table, quote_sql
from graph_service.plan.conditions import Condition
from graph_service.plan.expressions import THIS, Step
from graph_service.plan.model import Edge
from graph_service.stores.sql.frames import Compilation, Frame, Place, table_of
from graph_service.stores.sql.writing import all_of, column, hanging, indented, nested, select, table_as


@dataclass(frozen=True, kw_only=True)
class Equal:
    """Two columns, each of an alias, that are equal where entities meet."""

    left: tuple[str, str]
    right: tuple[str, str]

    @property
    def text(self) -> str:
        return f"{column(*self.left)} = {column(*self.right)}"

    @property
    def aliases(self) -> frozenset[str]:
        return frozenset({self.left[0], self.right[0]})


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """How two places meet: tables in between as (table, alias) in order from the near place, and equal columns."""

    between: tuple[tuple[str, str], ...] = ()
    equal: tuple[Equal, ...]

    def turned(self) -> Meeting:
        """The same meeting told from the other end."""
        return Meeting(between=self.between[::-1], equal=self.equal[::-1])


@dataclass(frozen=True, kw_only=True)
class Joined:
    """One table to bring in and the conditions that tie it to what is there already."""

    table: str
    alias: str
    on: tuple[str, ...]

    @property
    def source(self) -> str:
        return table_as(self.table, self.alias)


def meet(frame: Frame, prop: Property, source: Place, target: Place) -> Meeting:
    """How `target` is reached from `source` over the link."""
    if prop.inverse_of is None:
        return _stored(frame, prop, source, target)
    stored, holder = frame.ontology.properties[prop.inverse_of], prop.range or target.cls
    if frame.ontology.is_a(target.cls, holder) and frame.ontology.property_of(target.cls, stored.name):
        return _stored(frame, stored, target, source).turned()
    row = Place(alias=frame.alias(f"{target.alias}:{holder}"), cls=holder)
    inner = _stored(frame, stored, row, source).turned()
    same = Equal(left=(target.alias, "id"), right=(row.alias, "id"))
    between = (*inner.between, (table_of(frame.compilation, holder), row.alias))
    return Meeting(between=between, equal=(*inner.equal, same))


def meet_edge(frame: Frame, edge: Edge, source: Place, target: Place) -> Meeting:
    """How the edge's target is reached from its source, over as many links as it says."""
    prop = frame.link(source.cls, edge.link)
    if (edge.least, edge.most) == (1, 1):
        return meet(frame, prop, source, target)
    way = frame.alias(f"{source.alias} to {target.alias}")
    start = Equal(left=(way, "src"), right=(source.alias, "id"))
    end = Equal(left=(target.alias, "id"), right=(way, "dst"))
    return Meeting(between=((walk_table(frame.compilation, prop, source.cls, edge), way),), equal=(start, end))


def joined(frame: Frame, meeting: Meeting, far: Place) -> tuple[Joined, ...]:
    """The tables that bring in the far place, each with the conditions whose other side is there by then."""
    tables = (*meeting.between, (table_of(frame.compilation, far.cls), far.alias))
    missing, found = {alias for _, alias in tables}, list[Joined]()
    for table, alias in tables:
        missing.discard(alias)
        on = tuple(e.text for e in meeting.equal if alias in e.aliases and not e.aliases & missing)
        found.append(Joined(table=table, alias=alias, on=on))
    return tuple(found)


def joins(tables: tuple[Joined, ...], word: str = "JOIN", guards: tuple[str, ...] = ()) -> Iterator[str]:
    """The JOINs of the tables; guards join the last one's conditions."""
    for number, table in enumerate(tables, start=1):
        conditions = all_of([*table.on, *(guards if number == len(tables) else ())])
        yield f"{word} {table.source} ON {hanging(conditions)}"


def follow_step(frame: Frame, place: Place, step: Step) -> Place:
    """Join what a to-one step reaches; its guard and class decide whether anything is there."""
    if step.cast is not None:
        target = Place(alias=frame.alias(f"{place.alias}<{step.cast}>"), cls=step.cast)
        same = Meeting(equal=(Equal(left=(target.alias, "id"), right=(place.alias, "id")),))
        return _reached(frame, same, target, step.guard, THIS)
    prop = frame.link(place.cls, step.link or "")
    target = Place(alias=frame.alias(f"{place.alias}.{step.link}"), cls=prop.range or place.cls)
    return reach(frame, place, prop, target, step.guard, THIS)


def reach(frame: Frame, place: Place, prop: Property, target: Place, guard: Condition | None, name: str) -> Place:
    """Join the one entity a link leads to; what fails the guard (which calls it `name`) is missing."""
    return _reached(frame, meet(frame, prop, place, target), target, guard, name)


def _reached(frame: Frame, meeting: Meeting, target: Place, guard: Condition | None, name: str) -> Place:
    guards = (guard_text(frame, target, guard, name),) if guard is not None else ()
    frame.sources.extend(joins(joined(frame, meeting, target), "LEFT JOIN", guards))
    return target


def guard_text(frame: Frame, place: Place, guard: Condition, name: str) -> str:
    """A guard over a place just reached; further links inside it are a subquery of their own."""
    from graph_service.stores.sql.conditions import predicate

    inner = Frame(frame.compilation, frame, nodes={name: place})
    text = predicate(guard, inner)
    return nested(select([text], ["(SELECT 1)", *inner.sources])) if inner.sources else text


def walk_table(compilation: Compilation, prop: Property, cls: str, edge: Edge) -> str:
    """The recursive table of (src, dst) pairs that are `least` to `most` links apart."""
    name = f"{cls}.{edge.link} {edge.least} to {edge.most}"
    if name not in compilation.named:
        compilation.named[name] = _walk_text(compilation, prop, cls, edge)
    return name


def _walk_text(compilation: Compilation, prop: Property, cls: str, edge: Edge) -> str:
    most = compilation.parameters.add(edge.most)
    start = select(['"id"', '"id"', "0"], [quote_sql(table_of(compilation, cls))])
    again = [_walk_on(compilation, prop, one, most) for one in _walkers(compilation.ontology, prop, cls, edge.link)]
    text = indented("\nUNION\n".join([start, *again]))
    walk = "\n".join(['WITH RECURSIVE "walk" ("src", "dst", "links") AS (', text, ")"])
    least = f'"links" >= {compilation.parameters.add(edge.least)}'
    pairs = select([quote_sql("src"), quote_sql("dst")], [quote_sql("walk")], distinct=True, where=[least])
    return f"{walk}\n{pairs}"


def _walk_on(compilation: Compilation, prop: Property, cls: str, most: str) -> str:
    """One link more from those places reached so far that are of the class."""
    frame = Frame(compilation)
    near, far = Place(alias="near", cls=cls), Place(alias="far", cls=prop.range or cls)
    way = joins(joined(frame, meet(frame, prop, near, far), far))
    return select(
        ['"walk"."src"', '"far"."id"', '"walk"."links" + 1'],
        ['"walk"', f'JOIN {table_as(table_of(compilation, cls), "near")} ON "near"."id" = "walk"."dst"', *way],
        where=[f'"walk"."links" < {most}'],
    )


def _walkers(ontology: Ontology, prop: Property, cls: str, link: str) -> tuple[str, ...]:
    """The classes a walk goes on from: the source's and what the link leads to, or one above both that has the link."""
    over = (one for one in ontology.ancestors(cls) if ontology.property_of(one, link) == prop)
    both = next((one for one in over if prop.range is None or ontology.is_a(prop.range, one)), None)
    return (both,) if both else (cls, prop.range or cls)


def _stored(frame: Frame, stored: Property, source: Place, target: Place) -> Meeting:
    if not stored.many:
        return Meeting(equal=(Equal(left=(target.alias, "id"), right=(source.alias, stored.name)),))
    alias = frame.alias(f"{target.alias}:{stored.name}")
    near = Equal(left=(alias, "src"), right=(source.alias, "id"))
    far = Equal(left=(target.alias, "id"), right=(alias, "dst"))
    return Meeting(between=((link_table(stored.name), alias),), equal=(near, far))
