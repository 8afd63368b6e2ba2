"""The sample's ontology is sound, complete in two languages, and changed by editing text alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graph_service.governance.policies import read_policies
from graph_service.ontology.check import check_ontology
from graph_service.ontology.model import (
    Aggregation,
    Class,
    Datatype,
    Metric,
    NamedFilter,
    Ontology,
    Property,
    Sensitivity,
)
from graph_service.ontology.read import read_ontology
from graph_service.plan.naming.metrics import check_metrics

FOLDER = Path(__file__).parents[2] / "ontology"
LANGUAGES = ("en", "de")
ADDED = """
@prefix mesh: <https://mesh.example/ontology/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.fixture(scope="module")
def sample() -> Ontology:
    return read_ontology(FOLDER, languages=LANGUAGES).ontology


def test_nothing_is_found_wrong(sample: Ontology) -> None:
    assert read_ontology(FOLDER, languages=LANGUAGES).findings == ()
    assert check_ontology(sample) == ()
    assert check_metrics(sample) == ()


def test_its_policies_fit_it(sample: Ontology) -> None:
    assert len(read_policies(FOLDER / "policies.yaml", sample)) == 10


def test_its_size(sample: Ontology) -> None:
    stored = [prop for prop in sample.properties.values() if prop.stored]
    assert (len(sample.classes), len(stored), len(sample.enumerations)) == (27, 110, 11)
    assert (len(sample.metrics), len(sample.filters)) == (16, 8)
    assert not any(prop.implicit for prop in sample.properties.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_label_and_a_definition(sample: Ontology, language: str) -> None:
    terms: list[Class | Property | Metric | NamedFilter] = [*sample.classes.values(), *sample.properties.values()]
    terms += [*sample.metrics.values(), *sample.filters.values()]
    codes = [code for listed in sample.enumerations.values() for code in listed.codes]
    assert [term.name for term in terms if language not in term.words.label] == []
    assert [code.notation for code in codes if language not in code.words.label] == []
    defined = [*terms[: len(sample.classes)], *(prop for prop in sample.properties.values() if prop.stored)]
    assert [term.name for term in defined if "en" not in term.words.definition] == []


def test_every_class_that_happens_has_a_time(sample: Ontology) -> None:
    timed = {name: sample.event_time_of(name) for name in sample.classes if sample.event_time_of(name)}
    assert timed["SalesLine"] == ("basket", "soldAt")
    assert timed["Delivery"] == timed["StockLevel"] == timed["WeatherObservation"] == ("day",)
    assert timed["Mention"] == ("postedAt",)
    assert set(sample.classes) - set(timed) == {
        *("Place", "Product", "Brand", "Category", "Region", "City", "Store", "Ranging"),
        *("Supplier", "Customer", "WeatherStation", "WeatherNormal"),
    }


def test_keys_are_ranked_as_the_domains_agreed(sample: Ontology) -> None:
    assert [key for _, (key,) in sample.keys_of("Product")] == ["gtin", "sku", "itemNumber"]
    assert [key for _, (key,) in sample.keys_of("Store")] == ["storeNumber", "tillCode", "gln", "siteCode"]
    assert [key for _, (key,) in sample.keys_of("City")] == ["name"]
    assert sample.properties["name"].is_text
    assert not sample.properties["gtin"].is_text


def test_what_planners_need_is_stated(sample: Ontology) -> None:
    price, stock = sample.properties["listPrice"], sample.properties["onHand"]
    assert (price.datatype, price.scale, price.unit, price.aggregation) == (
        Datatype.DECIMAL,
        2,
        "EUR",
        Aggregation.AVG,
    )
    assert stock.aggregation is Aggregation.LAST
    assert sample.properties["label"].localized
    personal = {p.name for p in sample.properties.values() if p.sensitivity is Sensitivity.PERSONAL}
    assert personal == {"firstName", "lastName", "email", "birthDate"}


def test_shared_links_are_read_backwards_under_a_name_per_class(sample: Ontology) -> None:
    views = {
        (view.range, view.inverse_of)
        for cls in ("Product", "Store")
        for view in [sample.property_of(cls, "rangings")]
        if view
    }
    assert views == {("Ranging", "product"), ("Ranging", "store")}
    assert {p.name for p in sample.properties_of("Store").values() if not p.stored} == {
        *("baskets", "rangings", "closures", "stockLevels", "outages", "movements", "purchaseOrders", "customers")
    }


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "ontology"))


def edited(folder: Path, name: str, text: str) -> Ontology:
    """The ontology after `text` was added to a file of it, which must stay sound."""
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(text)
    reading = read_ontology(folder, languages=LANGUAGES)
    assert (*reading.findings, *check_ontology(reading.ontology), *check_metrics(reading.ontology)) == ()
    return reading.ontology


def test_a_class_is_added_by_text(copy: Path, sample: Ontology) -> None:
    added = 'mesh:Kiosk a owl:Class ; rdfs:subClassOf mesh:Store ; skos:prefLabel "kiosk"@en, "Kiosk"@de .'  # a Store
    found = edited(copy, "stores.ttl", ADDED + added)
    assert found.ancestors("Kiosk") == ("Kiosk", "Store", "Place")
    assert set(found.properties_of("Kiosk")) == set(sample.properties_of("Store"))
    assert found.digest != sample.digest


def test_a_property_is_added_by_text(copy: Path) -> None:
    added = (
        "mesh:colour a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain mesh:Product ; "
        'rdfs:range xsd:string ; skos:prefLabel "colour"@en, "Farbe"@de .'
    )
    found = edited(copy, "catalogue.ttl", ADDED + added).property_of("Product", "colour")
    assert found is not None and (found.datatype, found.many) == (Datatype.STRING, False)


def test_a_synonym_is_added_by_text(copy: Path) -> None:
    found = edited(copy, "stores.ttl", ADDED + 'mesh:Store skos:altLabel "point of sale"@en .')
    assert ("en", "point of sale") in set(found.classes["Store"].words.spellings())


def test_a_metric_is_added_by_text(copy: Path) -> None:
    text = (copy / "metrics.yaml").read_text(encoding="utf-8")
    added = (
        "  - {name: average_price, class: Product, expression: {avg: listPrice}, "
        "label: {en: average price, de: Durchschnittspreis}}\n\nfilters:"
    )
    (copy / "metrics.yaml").write_text(text.replace("\nfilters:", added, 1), encoding="utf-8")
    assert edited(copy, "metrics.yaml", "").metrics["average_price"].cls == "Product"


def test_the_digest_is_the_meaning_and_not_the_text(copy: Path, sample: Ontology) -> None:
    (copy / "stores.ttl").rename(copy / "a_stores.ttl")
    (copy / "sales.ttl").write_text("# moved down\n\n" + (copy / "sales.ttl").read_text(encoding="utf-8"), "utf-8")
    assert read_ontology(copy, languages=LANGUAGES).ontology.digest == sample.digest
    assert read_ontology(copy, languages=("en",)).ontology.digest != sample.digest
