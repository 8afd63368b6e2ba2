"""Expressions and conditions in words: labels of the ontology, operators from one table, dates beside their words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import assert_never

from graph_service.plan.conditions import (
    And,
    Compare,
    Condition,
    During,
    Exists,
    FilterRef,
    In,
    InStep,
    Not,
    Null,
    Or,
    Text,
    Window,
)
from graph_service.plan.expressions import (
    ActorAttribute,
    Aggregate,
    AggregateFunction,
    Arithmetic,
    Bucket,
    Coalesce,
    Column,
    Constant,
    DateDiff,
    Expression,
    Meta,
    MetricRef,
    Property,
    Step,
    Today,
)
from graph_service.plan.operators import words_of
from graph_service.plan.typing.types import META_TYPES, class_after
from graph_service.plan.walking.within import reached
from graph_service.plan.words.telling import Span, Telling, plural, span_words


def expression_words(e: Expression, telling: Telling) -> str:
    """An expression in words."""

    def say(part: Expression) -> str:
        return expression_words(part, telling)

    match e:
        case Property():
            return _property(e, telling)
        case Constant():
            return constant_words(e, telling)
        case Today(days=days):
            key = "today" if days == 0 else "in_days" if days > 0 else "days_ago"
            return telling.say(key, days=abs(days))
        case ActorAttribute(name=name):
            return telling.say("actor", name=name)
        case Arithmetic(operator=operator, left=left, right=right):
            sides = [f"({say(s)})" if isinstance(s, Arithmetic) else say(s) for s in (left, right)]
            return f"{sides[0]} {words_of(operator, telling.language)} {sides[1]}"
        case Coalesce(arguments=(first, Property(name=Meta.LABEL.value))):
            return telling.say("called", what=say(first))
        case Coalesce(arguments=arguments):
            return telling.say("coalesce", parts=telling.listed(map(say, arguments), "or"))
        case DateDiff(start=start, end=end):
            return telling.say("days", start=say(start), end=say(end))
        case Bucket(unit=unit, of=of):
            return telling.say("bucket", unit=words_of(unit, telling.language), of=say(of))
        case Aggregate():
            return _aggregate(e, telling)
        case MetricRef(name=name):
            metric = telling.ontology.metrics.get(name)
            return telling.label(metric.words if metric else None, name)
        case Column(name=name):
            return name.replace("_", " ")
    assert_never(e)


def _property(e: Property, telling: Telling) -> str:
    """The property's label, of the last two links on its way; a display property is called like what it names."""
    owner = _owner(e, telling)
    links = _links(e.path, telling.nodes.get(e.node), telling)
    way = links[-2:]
    if len(links) < 2 and telling.nodes.get(e.node) and (len(telling.nodes) > 1 or not links):
        way.insert(0, telling.of_class(telling.nodes[e.node]))
    named = links or len(telling.nodes) > 1
    is_display = named and owner is not None and e.name == telling.ontology.display_of(owner)
    if is_display or (e.name == Meta.IRI.value and links):
        whole = way.pop() if way else telling.of_class(owner or "")
    else:
        whole = _last(e, owner, telling)
        way = [] if not links and len(telling.nodes) < 2 else way
    for whose in reversed(way):
        whole = telling.say("of", what=whole, whose=whose)
    return _cast(e.path, whole, telling)


def _owner(e: Property, telling: Telling) -> str | None:
    """The class the property is read on, None where its node is unknown."""
    start = telling.nodes.get(e.node)
    return class_after(telling.ontology, start, e.path) if start else None


def _links(path: tuple[Step, ...], start: str | None, telling: Telling) -> list[str]:
    """The labels of the links on a way."""
    labels: list[str] = []
    for number, step in enumerate(path):
        if step.link is not None:
            cls = class_after(telling.ontology, start, path[:number]) if start else None
            labels.append(telling.of_property(step.link, cls))
    return labels


def _last(e: Property, owner: str | None, telling: Telling) -> str:
    if e.name in META_TYPES:
        return telling.say("iri" if e.name == Meta.IRI.value else f"meta{e.name}")
    return telling.of_property(e.name, owner)


def _cast(path: tuple[Step, ...], whole: str, telling: Telling) -> str:
    casts = [step.cast for step in path if step.cast is not None and step.guard is None]
    return telling.say("narrowed", what=whole, cls=telling.of_class(casts[-1])) if casts else whole


def constant_words(constant: Constant, telling: Telling, code_of: Expression | None = None) -> str:
    """A constant; a code by its label where the property it is compared with has labels for it."""
    value = constant.value
    if isinstance(value, bool):
        return telling.say("yes" if value else "no")
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | int | float) or value is None:
        return str(value)
    label = _code(value, code_of, telling)
    return f'"{value}"' if label is None else label


def _code(value: str, code_of: Expression | None, telling: Telling) -> str | None:
    owner = _owner(code_of, telling) if isinstance(code_of, Property) else None
    if owner is None or not isinstance(code_of, Property):
        return None
    prop = telling.ontology.property_of(owner, code_of.name)
    enumeration = telling.ontology.enumerations.get(prop.enumeration or "") if prop else None
    codes = enumeration.codes if enumeration else ()
    return next((telling.label(code.words, value) for code in codes if code.notation == value), None)


def _aggregate(a: Aggregate, telling: Telling) -> str:
    measure = _counted(a, telling) if a.function is AggregateFunction.COUNT else _computed(a, telling)
    if a.latest is not None:
        time = expression_words(a.latest, telling)
        per = telling.listed(expression_words(part, telling) for part in a.per)
        key = "latest_per" if per else "latest"
        measure = telling.say(key, measure=measure, time=time, per=per)
    if a.where is not None:
        measure = telling.say("only", measure=measure, condition=condition_words(a.where, telling))
    return measure


def _counted(a: Aggregate, telling: Telling) -> str:
    if a.of is None:
        return telling.say("count", of=telling.several(telling.nodes.get(a.node, a.node)))
    key = "distinct_count" if a.distinct else "value_count"
    return telling.say(key, of=_links_counted(a.of, telling) or expression_words(a.of, telling))


def _links_counted(of: Expression, telling: Telling) -> str | None:
    """The plural of the link whose entities are counted, if it is one; of its class where that is called the same."""
    if not isinstance(of, Property):
        return None
    name, path = of.name, of.path
    if name == Meta.IRI.value and path and path[-1].link is not None:
        name, path = path[-1].link, path[:-1]
    start = telling.nodes.get(of.node)
    owner = class_after(telling.ontology, start, path) if start else None
    prop = telling.ontology.property_of(owner, name) if owner else None
    if prop is None or prop.range is None:
        return None
    same = telling.of_property(name, owner) == telling.of_class(prop.range)
    return telling.several(prop.range) if same else plural(prop.words, name, telling.language)


def _computed(a: Aggregate, telling: Telling) -> str:
    assert a.of is not None
    what = expression_words(a.of, telling)
    what = telling.say("distinct_of", of=what) if a.distinct else what
    return telling.say("aggregate", function=words_of(a.function, telling.language), of=what)


def condition_words(c: Condition, telling: Telling) -> str:
    """A condition in words."""
    match c:
        case Compare(operator=operator, left=left, right=right):
            sides = [_side(left, right, telling), _side(right, left, telling)]
            return telling.say("compare", left=sides[0], operator=words_of(operator, telling.language), right=sides[1])
        case In(of=of, values=values):
            shown = telling.listed((constant_words(v, telling, of) for v in values), "or")
            return telling.say("in", of=expression_words(of, telling), values=shown)
        case Text(match=match, of=of, value=value):
            said, told = expression_words(of, telling), constant_words(value, telling)
            return telling.say("compare", left=said, operator=words_of(match, telling.language), right=told)
        case Null(of=of):
            return telling.say("null", of=expression_words(of, telling))
        case Window(of=of, start=start, end=end, words=words):
            return _during(of, words, (start, end), telling)
        case During(of=of, words=words):
            return _during(of, words, telling.spans.get(words), telling)
        case And(conditions=inner):
            return _joined(inner, "and", "always", telling)
        case Or(conditions=inner):
            return _joined(inner, "or", "never", telling)
        case Not(condition=Null(of=of)):
            return telling.say("not_null", of=expression_words(of, telling))
        case Not(condition=Exists() as exists) if exists.at_least == 1:
            return _exists(exists, telling, "none")
        case Not(condition=one):
            return telling.say("not", condition=condition_words(one, telling))
        case Exists():
            return _exists(c, telling, "exists" if c.at_least == 1 else "exists_many")
        case InStep(of=of, step=step, column=column):
            shown = column.replace("_", " ")
            return telling.say("in_step", of=expression_words(of, telling), column=shown, step=step)
        case FilterRef(name=name, node=node):
            named = telling.ontology.filters.get(name)
            label = telling.label(named.words if named else None, name)
            cls = telling.of_class(telling.nodes.get(node) or (named.cls if named else ""))
            return telling.say("filter", filter=label, cls=cls)
    assert_never(c)


def _side(e: Expression, other: Expression, telling: Telling) -> str:
    return constant_words(e, telling, other) if isinstance(e, Constant) else expression_words(e, telling)


def _joined(inner: tuple[Condition, ...], word: str, empty: str, telling: Telling) -> str:
    if not inner:
        return telling.say(empty)
    mixed = (And, Or)
    parts = (f"({condition_words(i, telling)})" if isinstance(i, mixed) else condition_words(i, telling) for i in inner)
    return telling.say(word).join(parts)


def _during(of: Expression, words: str | None, span: Span | None, telling: Telling) -> str:
    dates = span_words(span, telling) if span is not None else None
    said = dates or telling.say("words_only", words=words)
    said = telling.say("words_span", words=words, span=dates) if words and dates else said
    return telling.say("during", of=expression_words(of, telling), words=said)


def _exists(c: Exists, telling: Telling, key: str) -> str:
    start = telling.nodes.get(c.node)
    before = class_after(telling.ontology, start, c.path) if start else None
    inside = telling.seeing({**telling.nodes, c.name: reached(telling.ontology, before or "", c.link)})
    link = telling.of_property(c.link, before)
    for whose in reversed(_links(c.path, start, telling)):
        link = telling.say("of", what=link, whose=whose)
    node = telling.of_class(start or "")
    if c.where is None:
        return telling.say(key, node=node, link=link, count=c.at_least)
    condition = condition_words(c.where, inside)
    return telling.say(f"{key}_where", node=node, link=link, count=c.at_least, condition=condition)
