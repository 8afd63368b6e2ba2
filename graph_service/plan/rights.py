"""What a role may see: policies compiled once per ontology and role into verdicts, a view, and guards for rows.

denied   its name is public: a named refusal        hidden   not in the view: answered as an unknown name is
A permission that names the role beats a prohibition for everybody; a prohibition that names it beats all.
A class's policies hold for its subclasses too, and a link's for its inverse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graph_service.findings import PlanError
from graph_service.ontology.model import Ontology
from graph_service.ontology.model import Property as OntologyProperty
from graph_service.plan.conditions import Condition, Not, Or
from graph_service.plan.expressions import THING, THIS
from graph_service.plan.fitting import Typing
from graph_service.plan.judging import rules_of as judging_rules
from graph_service.plan.lookups import Names
from graph_service.plan.names import rules_of as naming_rules
from graph_service.plan.narrowing import linked, no_instance, unless_instance
from graph_service.plan.places import Place, Sight
from graph_service.plan.policy import EVERYBODY, Kind, Policy
from graph_service.plan.ready import Scope
from graph_service.plan.view import view_of
from graph_service.plan.within import rewrite_condition

_MOST_KEPT = 64


@dataclass(frozen=True, kw_only=True)
class Guard:
    """A condition on rows of a class over node `this`, and the policies it comes from."""

    condition: Condition
    policies: tuple[Policy, ...]


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What one role may see of one ontology; empty mappings mean everything."""

    ontology: Ontology
    visible: Ontology
    classes: dict[str, Policy]
    properties: dict[tuple[str, str], Policy]
    rows: dict[str, Guard]
    _guards: dict[str, tuple[Guard, ...]] = field(default_factory=dict)
    _kin: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def unlimited(self) -> bool:
        """Whether nothing is denied, hidden or narrowed."""
        return not self.classes and not self.properties and not self.rows

    def below(self, cls: str) -> tuple[str, ...]:
        """The class itself and its subclasses; every class for the pseudo class of all things."""
        return tuple(self.ontology.classes) if cls == THING else self.ontology.descendants(cls)

    def kin(self, cls: str) -> tuple[str, ...]:
        """The classes that an entity of a class may also be of, whatever the class: below it, and beside it.

        Beside it are those it shares a superclass with: an author may be a member, for both are people.
        """
        kept = self._kin.get(cls)
        if kept is None:
            roots = [parent for parent in self.ontology.ancestors(cls) if len(self.ontology.ancestors(parent)) == 1]
            beside = dict.fromkeys(sub for root in roots for sub in self.ontology.descendants(root))
            found = dict.fromkeys((*self.below(cls), *beside))
            kept = self._kin[cls] = tuple(one for one in found if one == cls or not self.ontology.is_a(cls, one))
        return kept

    def masked(self, cls: str, name: str) -> tuple[str, ...]:
        """The topmost classes whose entities must not show the property that the class may show.

        A policy of a class above does not mask again what another policy permits on the class.
        """
        policies = ((other, self.properties.get((other, name))) for other in self.kin(cls))
        found = [other for other, policy in policies if policy and not self.ontology.is_a(cls, policy.cls)]
        return tuple(s for s in found if not any(s != other and self.ontology.is_a(s, other) for other in found))

    def guards(self, cls: str) -> tuple[Guard, ...]:
        """What rows of a class must satisfy for the role to see them, those of subclasses included."""
        kept = self._guards.get(cls)
        if kept is None:
            kept = self._guards[cls] = (*self._row_guards(cls), *self._exclusions(cls))
        return kept

    def _row_guards(self, cls: str) -> Iterator[Guard]:
        for target, guard in self.rows.items():
            if self.ontology.is_a(cls, target):
                yield guard
            elif self._shared(cls, target):
                yield Guard(condition=unless_instance(target, guard.condition), policies=guard.policies)

    def _shared(self, cls: str, other: str) -> bool:
        """Whether an entity of the one class may be one of the other."""
        return any(self.ontology.is_a(one, other) for one in self.kin(cls))

    def _exclusions(self, cls: str) -> Iterator[Guard]:
        """Denied classes whose entities a node of class `cls` would match; permitted subclasses of them stay."""
        for denied, policy in self.classes.items():
            if self.ontology.is_a(cls, denied) or not self._shared(cls, denied):
                continue
            if any(parent in self.classes for parent in self.ontology.ancestors(denied)[1:]):
                covered = all(p in self.classes for p in self.ontology.classes[denied].parents)
                if covered:
                    continue
            permitted = [sub for sub in self.ontology.descendants(denied) if sub not in self.classes]
            condition = no_instance(denied)
            if permitted:
                condition = Or(conditions=(condition, *(_instance(sub) for sub in permitted)))
            yield Guard(condition=condition, policies=(policy,))


def _instance(cls: str) -> Condition:

    return Not(condition=no_instance(cls))


_kept: dict[tuple[int, int, str], tuple[Ontology, tuple[Policy, ...], Rights]] = {}


def rights_of(scope: Scope) -> Rights:
    """The rights of the scope's role, worked out once per ontology, policies and role."""
    key = (id(scope.ontology), id(scope.policies), scope.actor.role)
    kept = _kept.get(key)
    if kept is not None and kept[0] is scope.ontology and kept[1] is scope.policies:
        return kept[2]
    rights = compile_rights(scope.ontology, scope.policies, scope.actor.role)
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    _kept[key] = (scope.ontology, scope.policies, rights)
    return rights


def visible(scope: Scope) -> Ontology:
    """The ontology without what is hidden from the scope's role."""
    return rights_of(scope).visible


def compile_rights(ontology: Ontology, policies: tuple[Policy, ...], role: str) -> Rights:
    """Verdicts, view and row conditions of a role; PlanError where a policy's constraint is no sound condition."""
    effective = [p for p in policies if role in p.assignees or EVERYBODY in p.assignees]
    classes = dict(_denied_classes(ontology, effective, role))
    properties = dict(_denied_properties(ontology, effective, role))
    properties |= dict(_inverses(ontology, properties))
    hidden = {cls for cls, policy in classes.items() if policy.hidden}
    unseen = {key for key, policy in properties.items() if policy.hidden}
    return Rights(
        ontology=ontology,
        visible=view_of(ontology, hidden, unseen),
        classes=classes,
        properties=properties,
        rows=_rows(ontology, effective, role),
    )


def verdict(policies: Iterable[Policy], role: str) -> Policy | None:
    """The prohibition that holds for a role among the policies on one target, or None where it may read it."""
    pool = list(policies)
    for policy in pool:
        if policy.kind is Kind.PROHIBITION and role in policy.assignees:
            return policy
    if any(policy.kind is Kind.PERMISSION and role in policy.assignees for policy in pool):
        return None
    return next((policy for policy in pool if policy.kind is Kind.PROHIBITION), None)


def _denied_classes(ontology: Ontology, policies: list[Policy], role: str) -> Iterator[tuple[str, Policy]]:
    targets = [policy for policy in policies if policy.property is None]
    for cls in ontology.classes if targets else ():
        ancestors = ontology.ancestors(cls)
        if (found := verdict((p for p in targets if p.cls in ancestors), role)) is not None:
            yield cls, found


def _denied_properties(
    ontology: Ontology, policies: list[Policy], role: str
) -> Iterator[tuple[tuple[str, str], Policy]]:
    for name in {policy.property for policy in policies if policy.property is not None}:
        targets = [policy for policy in policies if policy.property == name]
        for cls in ontology.classes:
            ancestors = ontology.ancestors(cls)
            found = verdict((p for p in targets if p.cls in ancestors), role)
            if found is not None and ontology.property_of(cls, name) is not None:
                yield (cls, name), found


def _inverses(ontology: Ontology, denied: dict[tuple[str, str], Policy]) -> Iterator[tuple[tuple[str, str], Policy]]:
    """The same links read backwards: who may not read a link may not read it from its other end."""
    for (cls, name), policy in denied.items():
        prop = ontology.property_of(cls, name)
        for back in _backwards(ontology, prop) if prop is not None else ():
            for other in ontology.classes:
                if ontology.property_of(other, back.name) is back and _meets(ontology, prop, back, cls, other):
                    yield (other, back.name), policy


def _backwards(ontology: Ontology, prop: OntologyProperty) -> Iterator[OntologyProperty]:
    """The properties that read the same stored link from its other end."""
    for other in ontology.properties.values():
        if other.inverse_of == prop.name or (prop.inverse_of is not None and prop.inverse_of == other.name):
            yield other


def _meets(ontology: Ontology, prop: OntologyProperty | None, back: OntologyProperty, cls: str, other: str) -> bool:
    """Whether the one property read on `cls` and the other on `other` can tell of the same pair of entities."""
    there = prop is None or prop.range is None or _overlap(ontology, prop.range, other)
    return there and (back.range is None or _overlap(ontology, back.range, cls))


def _overlap(ontology: Ontology, one: str, other: str) -> bool:
    return ontology.is_a(one, other) or ontology.is_a(other, one)


def _rows(ontology: Ontology, policies: list[Policy], role: str) -> dict[str, Guard]:
    """Per class the rows a role is narrowed to: those that satisfy any of its permissions, if all have constraints."""
    rows: dict[str, Guard] = {}
    for cls in {p.cls for p in policies if p.property is None and p.kind is Kind.PERMISSION}:
        permissions = [p for p in policies if p.target == cls and p.kind is Kind.PERMISSION]
        named = [p for p in permissions if role in p.assignees] or permissions
        if cls not in ontology.classes or any(p.constraint is None for p in named):
            continue
        conditions = tuple(sound_constraint(policy, ontology) for policy in named)
        condition = conditions[0] if len(conditions) == 1 else Or(conditions=conditions)
        rows[cls] = Guard(condition=condition, policies=tuple(named))
    return rows


def sound_constraint(policy: Policy, ontology: Ontology) -> Condition:
    """A policy's constraint with names resolved, constants typed and links as exists; PlanError if it is not sound."""
    assert policy.constraint is not None
    place = Place(f"policy {policy.name}", Sight({THIS: policy.cls}))
    names = Names(ontology=ontology)
    resolved = rewrite_condition(policy.constraint, place, naming_rules(names))
    if names.findings:
        raise PlanError(*names.findings)
    typing = Typing(ontology=ontology)
    typed = rewrite_condition(resolved, place, judging_rules(typing))
    if typing.findings:
        raise PlanError(*typing.findings)
    return linked(typed)
