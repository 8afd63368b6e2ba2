"""A plan in one plain sentence, from the plan alone, so that people can see what was understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Condition, Window
from graph_service.plan.expressions import THIS, Aggregate, Column, Expression, MetricRef, walk
from graph_service.plan.model import Edge, Entities, Link, LinkAggregate, Named, Order, Plan, Table
from graph_service.plan.ready import ReadyPlan
from graph_service.plan.typing.types import META_TYPES
from graph_service.plan.walking.places import Place
from graph_service.plan.walking.rewrite import rewrite
from graph_service.plan.walking.within import Rules, reached
from graph_service.plan.words.telling import Span, Telling, span_words
from graph_service.plan.words.wording import condition_words, expression_words


def restate(plan: Plan | ReadyPlan, ontology: Ontology, language: str = "en") -> str:
    """What a plan asks, in words. Of a ready plan: as it was asked, with dates beside words of time, and its limits."""
    if isinstance(plan, ReadyPlan):
        told = Telling(ontology=ontology, language=language, spans=dict(_spans(plan.plan)))
        told_limits = "; ".join(limit.rstrip(".") for limit in limits(plan))
        policy = [told.say("policy", what=told_limits) + "."] if told_limits else []
        return " ".join([_plan(plan.asked, told), *policy])
    return _plan(plan, Telling(ontology=ontology, language=language))


def limits(ready: ReadyPlan) -> tuple[str, ...]:
    """Why policies left rows or values out: their reasons, else what they did."""
    found = (one for one in ready.decisions if one.by == "authorize")
    return tuple(dict.fromkeys(one.reason or f"{one.what} ({one.why})" for one in found))


def windows(ready: ReadyPlan, ontology: Ontology, language: str) -> Iterator[tuple[str, str]]:
    """The words of time of a plan, each with the days it has come to mean."""
    telling = Telling(ontology=ontology, language=language)
    for words, span in dict(_spans(ready.plan)).items():
        yield words, span_words(span, telling)


def _spans(plan: Plan) -> Iterator[tuple[str, Span]]:
    """What each word of time has come to mean."""
    found: list[tuple[str, Span]] = []

    def condition(c: Condition, _: Place) -> Condition:
        if isinstance(c, Window) and c.words:
            found.append((c.words, (c.start, c.end)))
        return c

    rewrite(plan, Rules(ontology=Ontology(iri="", classes={}, properties={}), condition=condition))
    return iter(found)


def _plan(plan: Plan, telling: Telling) -> str:
    sentences = [telling.say("step", name=step.name, table=_table(step.table, telling)) for step in plan.steps]
    body = _table(plan.body, telling) if isinstance(plan.body, Table) else _entities(plan.body, telling)
    last = telling.say("then", body=body) if plan.steps else body
    return " ".join([*sentences, f"{last[:1].upper()}{last[1:]}."])


def _table(table: Table, telling: Telling) -> str:
    telling = telling.seeing(_classes(table, telling.ontology))
    condition = table.where and telling.say("where", condition=condition_words(table.where, telling))
    clauses = [
        _columns(table, telling),
        _pattern(table, telling),
        condition,
        *(telling.say("derived", name=_name(d), of=expression_words(d.of, telling)) for d in table.derived),
        table.having and telling.say("having", condition=condition_words(table.having, telling)),
        _order(table.order, telling),
        _limit_per(table, telling),
        telling.say(_one("limit", table.limit), count=table.limit) if table.limit is not None else None,
        telling.say("keep_empty") if table.keep_empty else None,
    ]
    return ", ".join(clause for clause in clauses if clause)


def _classes(table: Table, ontology: Ontology) -> dict[str, str]:
    """The class of every node; one between the links of a path gets it from the link."""
    classes = {node.name: node.cls for node in table.nodes}
    for edge in sorted(table.edges, key=lambda edge: edge.source.count(".")):
        if not classes.get(edge.target):
            classes[edge.target] = reached(ontology, classes.get(edge.source, ""), edge.link)
    return classes


def _columns(table: Table, telling: Telling) -> str:
    dimensions = telling.listed(_told(column, telling) for column in table.dimensions)
    measures = telling.listed(_told(column, telling) for column in table.measures)
    if not measures:
        return telling.say("distinct", dimensions=dimensions)
    return telling.say("by", measures=measures, dimensions=dimensions) if dimensions else measures


def _told(column: Named, telling: Telling) -> str:
    return expression_words(column.of, telling)


def _name(column: Named) -> str:
    return column.name.replace("_", " ")


def _pattern(table: Table, telling: Telling) -> str | None:
    """What the rows are of, where the columns do not say it, and how the nodes hang together."""
    if table.step is not None:
        return telling.say("from_step", step=table.step)
    shown = {node.name for node in table.nodes if "." not in node.name}
    first = telling.several(table.nodes[0].cls)
    edges = [_edge(edge, table.edges, telling) for edge in table.edges if edge.target in shown]
    if not edges and all(_says_its_class(column.of, telling) for column in table.measures) and table.measures:
        return None
    return " ".join([telling.say("over", nodes=first), *([telling.listed(edges)] if edges else [])])


def _says_its_class(e: Expression, telling: Telling) -> bool:
    """A metric is known by its name, and a count says what it counts."""
    aggregates = [part for part in walk(e) if isinstance(part, Aggregate | MetricRef)]
    return all(isinstance(part, MetricRef) or part.of is None for part in aggregates)


def _edge(edge: Edge, edges: tuple[Edge, ...], telling: Telling) -> str:
    source, link = edge.source, telling.of_property(edge.link, telling.nodes.get(edge.source))
    while "." in source:
        before = next(one for one in edges if one.target == source)
        source, way = before.source, telling.of_property(before.link, telling.nodes.get(before.source))
        link = telling.say("of", what=link, whose=way)
    whose = telling.of_class(telling.nodes.get(source, ""))
    if (edge.least, edge.most) == (1, 1):
        return telling.say("edge", link=link, source=whose)
    return telling.say("edge_many", link=link, source=whose, least=edge.least, most=edge.most)


def _order(order: tuple[Order, ...], telling: Telling) -> str | None:
    if not order:
        return None
    keys = [_key(key, telling) for key in order]
    return telling.say("order", keys=telling.listed(keys))


def _key(key: Order, telling: Telling) -> str:
    said = expression_words(key.of, telling)
    return telling.say("descending" if key.descending else "ascending", key=said)


def _limit_per(table: Table, telling: Telling) -> str | None:
    if table.limit_per is None:
        return None
    columns = telling.listed(expression_words(Column(name=name), telling) for name in table.limit_per.by)
    return telling.say(_one("limit_per", table.limit_per.first), count=table.limit_per.first, columns=columns)


def _one(key: str, count: int) -> str:
    """The phrase for a number of rows; one is said in another way."""
    return f"{key}_one" if count == 1 else key


def _entities(page: Entities, telling: Telling) -> str:
    heading = telling.say("page", cls=telling.several(page.cls))
    return ", ".join([heading, *_page(page, telling.seeing({page.name: page.cls}))])


def _page(page: Entities, telling: Telling) -> Iterator[str]:
    if page.where is not None:
        yield telling.say("where", condition=condition_words(page.where, telling))
    columns = [_told(column, telling) for column in page.select if not _is_technical(column)]
    if columns:
        yield telling.say("selecting", columns=telling.listed(columns))
    if (order := _order(page.order, telling)) is not None:
        yield order
    if page.first is not None:
        yield telling.say("first", count=page.first)
    if page.after is not None:
        yield telling.say("after")
    if page.total:
        yield telling.say("total")
    for link in page.links:
        yield _link(link, page.cls, telling)
    for one in page.aggregates:
        yield _aggregates(one, page.cls, telling)


def _is_technical(column: Named) -> bool:
    """Lineage that faces ask for with every entity says nothing of the question."""
    return getattr(column.of, "name", None) in set(META_TYPES) - {"_label"} and not getattr(column.of, "path", ())


def _link(link: Link, cls: str, telling: Telling) -> str:
    target = link.entities.cls or reached(telling.ontology, link.on or cls, link.link)
    inner = replace(link.entities, cls=target)
    heading = telling.say("link", link=telling.of_property(link.link, link.on or cls))
    clauses = ", ".join([heading, *_page(inner, telling.seeing({inner.name: target}))])
    return f"[{clauses}]" if inner.links or inner.where is not None else clauses


def _aggregates(one: LinkAggregate, cls: str, telling: Telling) -> str:
    inside = telling.seeing({THIS: reached(telling.ontology, one.on or cls, one.link)})
    measures = telling.listed(_told(column, inside) for column in one.measures)
    heading = f"{telling.say('link', link=telling.of_property(one.link, one.on or cls))}: {measures}"
    where = one.where and telling.say("where", condition=condition_words(one.where, inside))
    return f"{heading} {where}" if where else heading
