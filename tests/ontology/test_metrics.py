"""A metric or filter that cannot be asked for is found before anybody asks, at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.plan.naming.metrics import check_metrics
from tests.ontology.turtle_text import read

SHOP = """
:Sale a owl:Class ; gs:eventTime :day .
:pieces a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Sale ; rdfs:range xsd:integer .
:price a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Sale ; rdfs:range xsd:decimal ;
    xsd:fractionDigits 2 ; qudt:hasUnit <http://qudt.org/vocab/currency/EUR> .
:note a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Sale ; rdfs:range xsd:string .
:day a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Sale ; rdfs:range xsd:date .
"""
BAD = {
    "{expression: {sum: piece}}": "Unknown property on Sale: 'piece'",
    "{expression: {summ: pieces}}": "Expected an expression",
    "{expression: {sum: note}}": "sum",
    "{expression: pieces}": "",
    "{expression: {sum: pieces}, where: {eq: [day, soon]}}": "soon",
    "{expression: {sum: pieces}, time: note}": "by 'note'",
    "{expression: {sum: pieces}, dimensions: [shop]}": "Unknown property on Sale: 'shop'",
    "{expression: {sum: price}, unit: USD}": "states the unit 'USD', its formula gives 'EUR'",
}


def test_no_case_is_lost() -> None:
    assert len(BAD) == 8


@pytest.mark.parametrize(("metric", "said"), BAD.items())
def test_a_bad_metric_is_found_at_its_line(metric: str, said: str, tmp_path: Path) -> None:
    entry = metric.replace("{", "{name: m, class: Sale, ", 1)
    ontology = read(tmp_path, shop=SHOP, metrics=f"metrics:\n  - {entry}\n").ontology
    finding = check_metrics(ontology)[0]
    assert finding.where == "ontology/metrics.yaml:2"
    assert finding.message.startswith("Metric 'm'")
    assert said in finding.message


@pytest.mark.parametrize("where", ["{gt: [piece, 1]}", "{gt: [note, 1]}", "{bigger: [pieces, 1]}"])
def test_a_bad_filter_is_found_at_its_line(where: str, tmp_path: Path) -> None:
    text = f"filters:\n  - {{name: many, class: Sale, where: {where}}}\n"
    finding = check_metrics(read(tmp_path, shop=SHOP, metrics=text).ontology)[0]
    assert finding.where == "ontology/metrics.yaml:2"
    assert finding.message.startswith("Filter 'many': ")


def test_good_metrics_and_filters_give_no_finding(tmp_path: Path) -> None:
    text = """
metrics:
  - {name: revenue, class: Sale, expression: {sum: {multiply: [pieces, price]}}, unit: EUR, dimensions: [note]}
filters:
  - {name: noted, class: Sale, where: {not: {null: note}}}
"""
    reading = read(tmp_path, shop=SHOP, metrics=text)
    assert (*reading.findings, *check_metrics(reading.ontology)) == ()
    assert reading.ontology.metrics["revenue"].time == ("day",)
