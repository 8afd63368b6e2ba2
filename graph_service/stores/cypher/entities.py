"""Entities in Cypher: a page is filtered, ordered and limited before anything is built of it.

Every nested page is a COLLECT { … } with an order and a limit of its own, every aggregate over a link a CALL, and a row
is a list in the order of the selection (see `shape`). What a level follows after its limit may not keep the order, so
that is said again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from graph_service.plan.conditions import Exists, both, conjuncts
from graph_service.plan.expressions import THIS, Aggregate, Constant, Meta, walk
from graph_service.plan.model import Entities, Link, LinkAggregate
from graph_service.stores.cypher.conditions import filtered
from graph_service.stores.cypher.context import Context, indented, labels, sorted_lines, subquery
from graph_service.stores.cypher.expressions import meta, value
from graph_service.stores.cypher.frame import Frame, Place
from graph_service.stores.cypher.grouping import Grouping, grouped
from graph_service.stores.cypher.measures import Projection, carried
from graph_service.stores.cypher.ordering import Key, after, cursor_values, keys, order_by
from graph_service.stores.cypher.shape import Shape, shape_of
from graph_service.stores.cypher.starting import keyed
from graph_service.stores.cypher.values import Value, written

CURSOR = "_cursor"


@dataclass(kw_only=True)
class Fields:
    """What a row is made of: text and shape by response key, in order, and the clauses they need."""

    texts: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def add(self, key: str, text: str, shape: Shape) -> None:
        self.texts[key], self.shapes[key] = text, shape

    def select(self, key: str, of: Value, context: Context) -> None:
        """A value under a key; of a many-valued literal the list, empty if there is none."""
        text = written(of, context.parameter)
        self.add(key, f"coalesce({text}, [])" if of.many else text, shape_of(of))

    def text(self) -> str:
        """The row as a list, an item a line where one holds more than a plain value."""
        items = list(self.texts.values())
        if not any("\n" in item for item in items):
            return f"[{', '.join(items)}]"
        return "\n".join(["[", *indented([",\n".join(items)]), "]"])

    def shape(self, *, many: bool = False) -> Shape:
        return Shape(names=tuple(self.texts), parts=tuple(self.shapes.values()), many=many)


def body_lines(entities: Entities, context: Context) -> tuple[list[str], Shape]:
    """A page as the answer: one list of rows, one row more than the page has, and the count if it is wanted."""
    frame = Frame(context=context)
    place = frame.add(entities.name, entities.cls)
    start = _started(entities, frame, place)
    lines, shape = _level(entities, frame, place, more=1, start=start)
    if not entities.total:
        return [*lines[:-1], f"RETURN collect({lines[-1].removeprefix('RETURN ')}) AS rows"], shape
    return [f"RETURN {_total(entities, context)} AS total, {subquery('COLLECT', lines)} AS rows"], shape


def _total(entities: Entities, context: Context) -> str:
    frame = Frame(context=context)
    place = frame.add(entities.name, entities.cls)
    if start := _started(entities, frame, place):
        return subquery("COUNT", [*start, "RETURN 1 AS one"])
    filtered(frame, (entities.where,) if entities.where is not None else ())
    return subquery("COUNT", [*frame.body(), *frame.ending()])


def _started(entities: Entities, frame: Frame, place: Place) -> list[str]:
    """Clauses that find the page's entities from the keys its conditions name; none where they name none."""
    scope = ({entities.name: entities.cls}, frame.context.ontology)
    starts = [one for one in conjuncts(entities.where) if isinstance(one, Exists) and keyed(one, *scope)]
    if not starts or frame.context.steps or entities.where is None:
        return []
    filtered(frame, (entities.where,), join=starts)
    lines = [*frame.body(), f"WITH DISTINCT {place.variable}"]
    frame.forget()
    return lines


def _level(
    entities: Entities, frame: Frame, place: Place, more: int = 0, start: list[str] | None = None
) -> tuple[list[str], Shape]:
    """The clauses of one level, ending in the RETURN of a row; `start` has found its entities already."""
    if not start:
        filtered(frame, (entities.where,) if entities.where is not None else ())
    values = tuple(value(one.of, frame) for one in entities.order)
    order = (*_keys(entities, values), Key(text=f"{place.variable}.iri", present=True))
    if entities.after is not None:
        test = after(order, _lasts(values, entities.after, frame.context))
        (frame.late if frame.touched else frame.early).append(f"({test})")
    limit = f"LIMIT {frame.context.parameter(entities.first + more)}" if entities.first is not None else None
    page = sorted_lines([*(start or []), *frame.body()], order_by(order), limit)
    fields = _fields(entities, frame, place, values)
    lines = sorted_lines([*page, *fields.lines], order_by(order)) if fields.lines else page
    return [*lines, f"RETURN {fields.text()}"], fields.shape(many=True)


def _keys(entities: Entities, values: tuple[Value, ...]) -> tuple[Key, ...]:
    pairs = zip(values, entities.order, strict=True)
    return tuple(key for of, one in pairs for key in keys(of, descending=one.descending))


def _lasts(values: tuple[Value, ...], last: tuple[Constant, ...], context: Context) -> tuple[str | None, ...]:
    """The cursor as parameters, one per sort key and the IRI."""
    pairs = zip(values, last[:-1], strict=True)
    return (*(text for of, one in pairs for text in cursor_values(of, one, context)), context.parameter(last[-1].value))


def _fields(entities: Entities, frame: Frame, place: Place, order: tuple[Value, ...]) -> Fields:
    fields = Fields()
    for one in entities.select:
        fields.select(one.name, value(one.of, frame), frame.context)
    for link in entities.links:
        fields.add(link.name, *_linked(link, frame, place))
    calls = [line for one in entities.aggregates for line in _measured(one, frame, place, fields)]
    if entities.cursor:
        listed = [*order, meta(Meta.IRI, place)]
        texts = ", ".join(written(one, frame.context.parameter) for one in listed)
        fields.add(CURSOR, f"[{texts}]", Shape(parts=tuple(map(shape_of, listed))))
    fields.lines = [*frame.optional, *calls]
    return fields


def _linked(link: Link, frame: Frame, place: Place) -> tuple[str, Shape]:
    """What a link leads to: a list for a link to many, else one row or null."""
    source, inner = _source(link.on, frame, place)
    child = link.entities
    many = frame.property(source, link.link).many
    target = inner.link(source, link.link, child.name, child.cls)
    if many:
        lines, shape = _level(child, inner, target)
        return subquery("COLLECT", lines), shape
    filtered(inner, (child.where,) if child.where is not None else ())
    lines = inner.body()
    fields = _fields(child, inner, target, ())
    rows = subquery("COLLECT", [*lines, *fields.lines, f"RETURN {fields.text()}"])
    return f"head({rows})", fields.shape()


def _measured(one: LinkAggregate, frame: Frame, place: Place, fields: Fields) -> list[str]:
    """The measures over a link: a CALL for those over the same rows."""
    groups: dict[tuple[object, ...], list[Aggregate]] = {}
    for aggregate in (e for m in one.measures for e in walk(m.of) if isinstance(e, Aggregate)):
        groups.setdefault((aggregate.where, aggregate.latest, aggregate.per), []).append(aggregate)
    lines: list[str] = []
    found: dict[Aggregate, Value] = {}
    for aggregates in groups.values():
        lines += _call(one, tuple(dict.fromkeys(aggregates)), frame, place, found)
    sheet = Fields()
    for measure in one.measures:
        of = value(measure.of, Frame(context=frame.context, aggregates=found))
        sheet.select(measure.name, of, frame.context)
    fields.add(one.name, sheet.text(), sheet.shape())
    return lines


def _call(
    one: LinkAggregate, aggregates: tuple[Aggregate, ...], frame: Frame, place: Place, found: dict[Aggregate, Value]
) -> list[str]:
    source, inner = _source(one.on, frame, place)
    inner.link(source, one.link, THIS)
    condition = both(one.where, aggregates[0].where)
    filtered(inner, (condition,) if condition is not None else ())
    grouping = Grouping(aggregates=aggregates, latest=aggregates[0].latest, per=aggregates[0].per)
    lines, texts = grouped(inner, Projection(context=frame.context), grouping)
    names = {aggregate: frame.context.name("agg") for aggregate in texts}
    found |= {aggregate: carried(of, names[aggregate]) for aggregate, of in texts.items()}
    items = ", ".join(f"{of.text} AS {names[aggregate]}" for aggregate, of in texts.items())
    return ["CALL (*) {", *indented([*lines, f"RETURN {items}"]), "}"]


def _source(on: str | None, frame: Frame, place: Place) -> tuple[Place, Frame]:
    """The parent a link is followed from, narrowed to a class if the link needs it, and the frame to follow it in."""
    inner = frame.inner()
    if on is None:
        return place, inner
    inner.early.append(f"{place.variable}{labels(on)}")
    return replace(place, cls=on), inner
