"""Sensitive columns: those whose values the quarantine masks, by the ontology, else by the contract's own word."""

from __future__ import annotations

from graph_service.loading.mapping.contributions import property_by_iri
from graph_service.loading.mapping.model import TriplesMap
from graph_service.loading.mapping.uses import referred
from graph_service.loading.product.product import DataProduct
from graph_service.ontology.model import Ontology, Sensitivity

CLASSIFIED = ("confidential", "restricted", "personal", "sensitive", "pii")


def sensitive_columns(product: DataProduct, ontology: Ontology) -> set[tuple[str, str]]:
    """(source, column) pairs; a sensitive property's own name counts too, for faults that name the property."""
    found: set[tuple[str, str]] = set()
    for source in product.contract.sources:
        for column in source.columns:
            if (column.classification or "").lower() in CLASSIFIED or any(
                _is_sensitive(ontology, t) for t in column.terms
            ):
                found.add((source.name, column.name))
    for triples_map in product.mapping.maps:
        found |= _mapped(product, triples_map, ontology)
    return found


def _mapped(product: DataProduct, triples_map: TriplesMap, ontology: Ontology) -> set[tuple[str, str]]:
    """With a query the columns may come from any source, so they are masked in all."""
    source = product.contract.source(triples_map.source.name) if not triples_map.source.query else None
    names = [source.name] if source else [other.name for other in product.contract.sources]
    found = set()
    for column, entry in referred(triples_map):
        prop = property_by_iri(ontology, entry.predicate) if entry else None
        if entry and prop and prop.sensitivity is not Sensitivity.PUBLIC:
            found |= {(name, spelling) for name in names for spelling in (column, prop.name)}
    return found


def _is_sensitive(ontology: Ontology, iri: str) -> bool:
    prop = property_by_iri(ontology, iri)
    return prop is not None and prop.sensitivity is not Sensitivity.PUBLIC
