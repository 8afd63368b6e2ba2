"""Owners: what conditions of a question may speak of, as a tree of places in the plan.

The root is the entity listed or measured. Another class said is an owner too: over to-one links a place on the way
("revenue of *customers* in Hamburg"), over a to-many link an EXISTS ("stores that *carry* umbrellas"), inside the owner
it is nearest to. What was said after an owner speaks of it, if the ontology lets it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from graph_service.answers.grounding.grammar import Mark
from graph_service.answers.grounding.meanings import ClassTerm, FilterTerm, MetricTerm
from graph_service.answers.grounding.reading import Compared, Said
from graph_service.answers.planning.anchor import Anchor, below, inside, over
from graph_service.answers.planning.draft import Draft, present
from graph_service.answers.planning.paths import Way, always_there, way
from graph_service.plan.conditions import And, Condition, Exists, Not, Or, both

ROOT = -1


@dataclass(kw_only=True)
class Owner:
    """A place that conditions are tied to. `exists` is set where it is reached over a to-many link or is negated."""

    anchor: Anchor
    at: int = ROOT
    parent: Owner | None = None
    exists: Exists | None = None
    back: str | None = None  # the link from inside the EXISTS straight back to its parent
    negated: bool = False
    many: bool = False
    counted: Compared | None = None
    conditions: list[Condition] = field(default_factory=list)

    @property
    def within(self) -> bool:
        """Whether it is inside an EXISTS."""
        return self.exists is not None or (self.parent is not None and self.parent.within)


def owner_of(draft: Draft, said: Said, owners: list[Owner], counted: Compared | None = None) -> Owner:
    """The owner of a class (or a filter's or metric's class) said, inside the owner it belongs to."""
    cls = class_of(draft, said)
    draft.use(said, counted)
    forced = said.negated or counted is not None
    for parent in nearest(owners, said.at):
        found = way(draft.ontology, parent.anchor.cls, cls, to_one=True)
        if found is None or retraces(parent, found) or (forced and not found.links):
            continue
        if not found.links:
            return parent
        return _beyond(draft, said, parent, found, counted) if forced else _beside(draft, said, parent, found)
    for parent in (owners[0], *nearest(owners[1:], said.at)):
        if (found := way(draft.ontology, parent.anchor.cls, cls)) is not None and found.links:
            return _beyond(draft, said, parent, found, counted)
    raise draft.unclear("no way", start=draft.label(owners[0].anchor.cls), goal=said.text)


def class_of(draft: Draft, said: Said) -> str:
    match said.meaning:
        case ClassTerm(cls=cls) | FilterTerm(cls=cls):
            return cls
        case MetricTerm(name=name):
            return draft.ontology.metrics[name].cls
        case _:
            raise draft.unclear("unused", words=draft.listed([said.text]))


def nearest(owners: list[Owner], at: int) -> list[Owner]:
    """The owners said before an item, the last first."""
    return sorted((owner for owner in owners if owner.at < at), key=lambda owner: -owner.at)


def retraces(owner: Owner, found: Way) -> bool:
    """Whether a way from inside an EXISTS only leads back out of it."""
    return owner.back is not None and found.links[:1] == (owner.back,)


def _beside(draft: Draft, said: Said, parent: Owner, found: Way) -> Owner:
    """A place over to-one links; that there is one at all is a condition, unless there always is."""
    place = parent.anchor.along(draft.ontology, found.links)
    if not always_there(draft.ontology, parent.anchor.cls, found.links):
        parent.conditions.append(
            present(parent.anchor.along(draft.ontology, found.links[:-1]).property(found.links[-1]))
        )
    return Owner(anchor=place, at=said.at, parent=parent)


def _beyond(draft: Draft, said: Said, parent: Owner, found: Way, counted: Compared | None) -> Owner:
    """A place inside an EXISTS of the parent."""
    refuse_rivals(draft, parent.anchor, found, said.text)
    reached = over(draft.ontology, parent.anchor, found.links, draft.names)
    assert reached is not None
    if counted is not None and (len(found.links) > 1 or not found.many):
        raise draft.unclear("no count", goal=said.text, start=draft.label(parent.anchor.cls))
    exists, inner = reached
    link = draft.ontology.property_of(parent.anchor.cls, found.links[0])
    back = link.inverse_of if link is not None and len(found.links) == 1 else None
    return Owner(
        anchor=inner,
        at=said.at,
        parent=parent,
        exists=exists,
        back=back,
        negated=said.negated,
        counted=counted,
        many=found.many,
    )


def refuse_rivals(draft: Draft, anchor: Anchor, found: Way, goal: str) -> None:
    """Ways that are equally near are asked back, never chosen by chance."""
    if found.rivals and found.many:
        ways = [_told(draft, anchor.cls, links) for links in (found.links, *found.rivals)]
        raise draft.unclear("many ways", start=draft.label(anchor.cls), goal=goal, ways=draft.listed(ways, last="or"))


def _told(draft: Draft, cls: str, links: tuple[str, ...]) -> str:
    """The link of a way that tells it from others: its first to-many one."""
    for link in links:
        prop = draft.ontology.property_of(cls, link)
        assert prop is not None and prop.range is not None
        if prop.many:
            return prop.words.in_language(draft.reading.language, link)
        cls = prop.range
    return links[-1]


def closed(draft: Draft, owners: list[Owner]) -> Condition | None:
    """The condition on the root: every owner's conditions go into its EXISTS, and that into its parent's."""
    for owner in sorted(owners[1:], key=lambda owner: -owner.at):
        assert owner.parent is not None
        if owner.exists is None:
            owner.parent.conditions += owner.conditions
        else:
            whole = inside(owner.exists, owner.anchor, both(*owner.conditions))
            owner.parent.conditions.append(_numbered(draft, owner, owner.parent, whole))
    return both(*owners[0].conditions)


def _numbered(draft: Draft, owner: Owner, parent: Owner, exists: Exists) -> Condition:
    """The EXISTS as it was said: negated, or as many as a comparison asks for."""
    condition = below(draft.ontology, parent.anchor.cls, exists, draft.names)
    if owner.counted is not None:
        if condition is not exists:
            draft.assume("directly", what=draft.several(owner.anchor.cls), cls=draft.label(parent.anchor.cls))
        condition = counts(exists, owner.counted)
    return Not(condition=condition) if owner.negated else condition


def counts(exists: Exists, compared: Compared) -> Condition:
    """How many there are, by `at_least`: fewer than 4 is not at least 4, so that none at all counts too."""
    number = compared.number.value
    least, most = number.to_integral_value(ROUND_CEILING), number.to_integral_value(ROUND_FLOOR)
    if compared.upper is not None:
        most = compared.upper.value.to_integral_value(ROUND_FLOOR)
    not_more = Not(condition=_least(exists, most + 1))
    exactly = And(conditions=(_least(exists, least), not_more))
    found: dict[Mark, Condition] = {
        Mark.MORE: _least(exists, most + 1),
        Mark.AT_LEAST: _least(exists, least),
        Mark.LESS: Not(condition=_least(exists, least)),
        Mark.AT_MOST: not_more,
        Mark.OTHER: Not(condition=exactly),
    }
    condition = found.get(compared.operator, exactly)
    return Not(condition=condition) if compared.negated else condition


def _least(exists: Exists, count: Decimal) -> Condition:
    """At least so many; none or fewer always holds."""
    return replace(exists, at_least=int(count)) if count >= 1 else Not(condition=Or(conditions=()))
