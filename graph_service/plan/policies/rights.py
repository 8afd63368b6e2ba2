"""What a role may see: policies compiled once per ontology and role into verdicts, a view, and guards for rows.

denied   its name is public: a named refusal        hidden   not in the view: answered as an unknown name is
guards   what rows must satisfy, wherever they are read from: as their own class, as one above it, as another of theirs

Which prohibitions hold is decided in `verdicts`, which classes may share an entity in `overlap`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from graph_service.findings import PlanError
from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Condition, Not, Or
from graph_service.plan.expressions import THIS
from graph_service.plan.naming.lookups import Names
from graph_service.plan.naming.names import rules_of as naming_rules
from graph_service.plan.policies.narrowing import linked, no_instance, unless_instance
from graph_service.plan.policies.overlap import Beside, Overlap
from graph_service.plan.policies.policy import EVERYBODY, Kind, Policy
from graph_service.plan.policies.verdicts import Held, OfProperty, of_classes, of_properties
from graph_service.plan.policies.view import view_of
from graph_service.plan.ready import Scope
from graph_service.plan.typing.fitting import Typing
from graph_service.plan.typing.judging import rules_of as judging_rules
from graph_service.plan.walking.places import Place, Sight
from graph_service.plan.walking.within import rewrite_condition

_MOST_KEPT = 64


@dataclass(frozen=True, kw_only=True)
class Guard:
    """A condition on rows of a class over node `this`, and the policies it comes from."""

    condition: Condition
    policies: tuple[Policy, ...]


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What one role may see of one ontology; empty mappings mean everything."""

    overlap: Overlap
    visible: Ontology
    held_classes: dict[str, Held]
    held_properties: dict[OfProperty, Held]
    rows: dict[str, Guard]
    _guards: dict[str, tuple[Guard, ...]] = field(default_factory=dict)

    @property
    def ontology(self) -> Ontology:
        """The whole ontology, with what is hidden."""
        return self.overlap.ontology

    @cached_property
    def classes(self) -> dict[str, Policy]:
        """The classes that may not be read, each with the policy to name."""
        return {cls: held[0] for cls, held in self.held_classes.items()}

    @cached_property
    def properties(self) -> dict[OfProperty, Policy]:
        """The properties of classes that may not be read, each with the policy to name."""
        return {key: held[0] for key, held in self.held_properties.items()}

    @property
    def unlimited(self) -> bool:
        """Whether nothing is denied, hidden or narrowed."""
        return not self.held_classes and not self.held_properties and not self.rows

    def masked(self, cls: str, name: str) -> tuple[str, ...]:
        """The topmost classes whose entities must not show the property that the class may show."""
        return self._topmost(cls, ((other, name) for other in self.overlap.kin(cls)))

    def unlabelled(self, cls: str) -> tuple[str, ...]:
        """The topmost classes whose entities must not show the display property that names them."""
        named = ((other, self.ontology.display_of(other)) for other in self.overlap.kin(cls))
        return self._topmost(cls, ((other, name) for other, name in named if name))

    def _topmost(self, cls: str, offered: Iterable[OfProperty]) -> tuple[str, ...]:
        """A policy of a class above does not mask again what another policy permits on the class."""
        is_a = self.ontology.is_a
        held = ((key[0], self.held_properties.get(key, ())) for key in offered)
        found = [other for other, policies in held if any(not is_a(cls, policy.cls) for policy in policies)]
        return tuple(one for one in found if not any(one != other and is_a(one, other) for other in found))

    def guards(self, cls: str) -> tuple[Guard, ...]:
        """What rows of a class must satisfy for the role to see them, whatever else they are."""
        kept = self._guards.get(cls)
        if kept is None:
            kept = self._guards[cls] = (*self._row_guards(cls), *self._exclusions(cls))
        return kept

    def _row_guards(self, cls: str) -> Iterator[Guard]:
        for target, guard in self.rows.items():
            if self.ontology.is_a(cls, target):
                yield guard
            elif self.overlap.meet(cls, target):
                yield Guard(condition=unless_instance(target, guard.condition), policies=guard.policies)

    def _exclusions(self, cls: str) -> Iterator[Guard]:
        """The denied classes whose entities a node of the class would match; permitted subclasses of them stay.

        Each prohibition is kept once, on the class it is stated for: that covers every class below it.
        """
        for denied, policy in self.classes.items():
            if policy.cls != denied or self.ontology.is_a(cls, denied) or not self.overlap.meet(cls, denied):
                continue
            permitted = [sub for sub in self.ontology.descendants(denied) if sub not in self.classes]
            condition = no_instance(denied)
            if permitted:
                condition = Or(conditions=(condition, *(_instance(sub) for sub in permitted)))
            yield Guard(condition=condition, policies=(policy,))


def _instance(cls: str) -> Condition:
    return Not(condition=no_instance(cls))


_kept: dict[tuple[int, int, int, str], tuple[Scope, Rights]] = {}


def rights_of(scope: Scope) -> Rights:
    """The rights of the scope's role, worked out once per ontology, policies, found overlap and role."""
    key = (id(scope.ontology), id(scope.policies), id(scope.beside), scope.actor.role)
    kept = _kept.get(key)
    if kept is not None and _is_of(kept[0], scope):
        return kept[1]
    rights = compile_rights(scope.ontology, scope.policies, scope.actor.role, beside=scope.beside)
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    _kept[key] = (scope, rights)
    return rights


def _is_of(kept: Scope, scope: Scope) -> bool:
    """Whether both speak of the same things: a number of one that is gone may be another's now."""
    return kept.ontology is scope.ontology and kept.policies is scope.policies and kept.beside is scope.beside


def visible(scope: Scope) -> Ontology:
    """The ontology without what is hidden from the scope's role."""
    return rights_of(scope).visible


def compile_rights(
    ontology: Ontology, policies: tuple[Policy, ...], role: str, *, beside: Beside | None = None
) -> Rights:
    """Verdicts, view and row conditions of a role; PlanError where a policy's constraint is no sound condition."""
    effective = [p for p in policies if role in p.assignees or EVERYBODY in p.assignees]
    overlap = Overlap(ontology=ontology, found=beside)
    classes = of_classes(ontology, effective, role)
    properties = of_properties(overlap, effective, role)
    hidden = {cls for cls, held in classes.items() if held[0].hidden}
    unseen = {key for key, held in properties.items() if held[0].hidden}
    return Rights(
        overlap=overlap,
        visible=view_of(ontology, hidden, unseen),
        held_classes=classes,
        held_properties=properties,
        rows=_rows(ontology, effective, role),
    )


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
