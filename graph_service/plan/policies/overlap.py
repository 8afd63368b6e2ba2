"""Which classes may have an entity in common: a policy on one of them holds where the entity is read as another.

    below    an entity of a class may be of its subclasses
    beside   of every class with which it has a superclass or a subclass in common: authors and members are both people
    found    of any other class, where the last load found such an entity: one IRI from two mappings, or of two types

Nothing in an ontology says that two classes share no entity, unless each pair were declared disjoint, and guarding each
class against every other one would make every plan read every class. So a load records what it found in what it serves,
and where nothing is recorded (`None`) any two classes may share an entity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from graph_service.ontology.model import Ontology
from graph_service.plan.expressions import THING

Beside = Mapping[str, tuple[str, ...]]  # the class an entity is shown as → the classes not above it that it is of too


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """The classes of an ontology, and what was found of them."""

    ontology: Ontology
    found: Beside | None = None
    _kin: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def kin(self, cls: str) -> tuple[str, ...]:
        """The classes that an entity of a class may also be of, itself among them, without those above it."""
        kept = self._kin.get(cls)
        if kept is None:
            every = dict.fromkeys((*self._below(cls), *self._beside(cls)))
            kept = tuple(one for one in every if one == cls or not self.ontology.is_a(cls, one))
            self._kin[cls] = kept
        return kept

    def meet(self, one: str, other: str) -> bool:
        """Whether an entity of the one class may be one of the other."""
        return any(self.ontology.is_a(kin, other) for kin in self.kin(one))

    def _below(self, cls: str) -> tuple[str, ...]:
        return tuple(self.ontology.classes) if cls == THING else self.ontology.descendants(cls)

    def _beside(self, cls: str) -> Iterator[str]:
        if self.found is None:
            yield from self.ontology.classes
            return
        yield from self._families.get(cls, ())
        for shown, also in self.found.items():
            together = (shown, *also)
            if any(self.ontology.is_a(one, cls) for one in together):
                yield from (one for one in together if one in self.ontology.classes)

    @cached_property
    def _families(self) -> dict[str, tuple[str, ...]]:
        """Per class all that the hierarchy connects with it."""
        family = {name: [name] for name in self.ontology.classes}
        for name in self.ontology.classes:
            for parent in self.ontology.ancestors(name)[1:]:
                if family[parent] is not family[name]:
                    family[name].extend(family[parent])
                    family.update(dict.fromkeys(family[parent], family[name]))
        return {name: tuple(names) for name, names in family.items()}
