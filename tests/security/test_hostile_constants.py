"""Hostile text in mappings and in data is text: it comes back as it is, or is a finding, and nothing of it runs."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from graph_service.plan.forms.form import plan_from_form
from tests.security.meshes import serving, write_product, write_workspace

ONTOLOGY = """
:A a owl:Class ; skos:prefLabel "a"@en ; owl:hasKey ( :k ) .
:k a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :A ; rdfs:range xsd:string .
:said a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :A ; rdfs:range xsd:string .
:read a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :A ; rdfs:range xsd:string .
"""
TEXTS = [
    "'; DROP TABLE entity; --",
    '"); DELETE FROM "ledger:alias"; --',
    "`) DETACH DELETE n //",
    "' || (SELECT content FROM read_text('/etc/passwd')) || '",
    "{{7*7}} ${x} %s {0} {",
    "\\' \\\" \\\\ \\u0041",
    "a\tb\nc",
    "\u202ereversed\u200b",
    "𝒜😀",
    "=cmd|' /C calc'!A0",
    "$p1 :p1 ? @x",
]


@pytest.mark.parametrize("text", TEXTS)
def test_it_comes_back_as_it_is(text: str, store_name: str, tmp_path: Path) -> None:
    """As a constant of a mapping, as a value of a record, as a part of an IRI, and as what is looked for."""
    root = write_workspace(tmp_path / "workspace", ONTOLOGY)
    po = [["a", "o:A"], ["o:k", "$(k)"], ["o:said", {"value": escaped(text)}], ["o:read", "$(read)"]]
    records = [{"k": "1", "read": text}, {"k": text, "read": "x"}]
    write_product(root, "things", {"s": "id:A/k/$(k)", "po": po}, records)
    with serving(root, store_name) as service:
        select = ["_iri", "k", "said", "read"]
        page = {
            "entities": {"class": "A", "where": {"eq": ["said", {"value": text}]}, "order": ["read"], "select": select}
        }
        found = service.answer(plan_from_form(page), service.actor()).entities or []
        assert sorted((one["k"], one["said"], one["read"]) for one in found) == sorted(
            [("1", text, text), (text, text, "x")]
        )
        mine = next(one for one in found if one["k"] == text)
        assert mine["_iri"] == f"https://example.org/id/A/k/{quote(text, safe='')}" or quote(text, safe="") not in text
        assert {one.value for one in service.why(mine["_iri"], service.actor()).values} >= {text, "x"}
        assert sum(service.store.state().entities.values()) == 2


def escaped(text: str) -> str:
    """As a constant of YARRRML, where a backslash escapes."""
    return text.replace("\\", "\\\\")


PREFIXES = ["A b/", "A`/", 'A"/', "A<x>/", "A{/", "A|/", "A)-->(/", "../../etc/"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_subject_of_odd_characters_names_its_entity(prefix: str, store_name: str, tmp_path: Path) -> None:
    """Without a key of its class the subject is the IRI, whatever stands in it."""
    root = write_workspace(tmp_path / "workspace", ONTOLOGY.replace(" ; owl:hasKey ( :k )", ""))
    write_product(root, "things", {"s": f"id:{prefix}$(k)", "po": [["a", "o:A"], ["o:k", "$(k)"]]}, [{"k": "1"}])
    with serving(root, store_name) as service:
        page = {"entities": {"class": "A", "select": ["_iri", "k"]}}
        [found] = service.answer(plan_from_form(page), service.actor()).entities or []
        assert found["k"] == "1" and service.why(found["_iri"], service.actor()).iri == found["_iri"]
        again = {"entities": {"class": "Thing", "where": {"eq": ["_iri", {"value": found["_iri"]}]}, "total": True}}
        assert service.answer(plan_from_form(again), service.actor()).total == 1


def test_every_text_is_tried() -> None:
    assert (len(TEXTS), len(PREFIXES)) == (11, 8)
