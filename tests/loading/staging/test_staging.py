"""A product's files become contributions in served form, and a quarantine; the counts add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.loading.mapping.contribution_table import Column, Kind
from graph_service.loading.sql.duck import connect
from graph_service.loading.staging.stage import stage
from tests.loading.staging.shop import (
    CONTRACT,
    MAPPING,
    NOW,
    ONTOLOGY,
    ORDERS,
    ZONE,
    quarantine,
    read_shop,
    stage_shop,
    table,
    write_files,
)

ID = "https://shop.example/id/"


def test_values_are_in_served_form(tmp_path: Path) -> None:
    connection, staged = stage_shop(tmp_path)
    assert table(connection, staged, "order", 'record, subject, number, amount, "placedOn", paid, buyer') == [
        (1, f"{ID}Order/number/1", 1, 1050, "2026-02-01", True, f"{ID}Buyer/code/B1"),
        (2, f"{ID}Order/number/2", 2, 1, "2026-02-28", False, f"{ID}Buyer/code/B2"),
        (3, f"{ID}Order/number/3", 3, None, None, None, f"{ID}Buyer/code/B1"),
    ]
    assert table(connection, staged, "buyer", "name, email") == [
        ("Ada", "ada@example.org"),
        ('Bo, the "second"', None),
    ]


def test_staged_says_what_the_tables_are(tmp_path: Path) -> None:
    _, staged = stage_shop(tmp_path)
    order = staged.contributions[1]
    assert (staged.product, staged.version) == ("shop", "1.2.0")
    assert (order.map, order.source, order.classes) == ("order", "orders", ("Order",))
    assert Column(name="buyer", property="buyer", kind=Kind.LINK) in order.columns
    assert Column(name="amount", property="amount") in order.columns
    assert staged.read == {"buyers": 2, "orders": 3}
    assert staged.quarantined == {} and staged.findings == ()
    assert [len(digest) for digest in staged.files.values()] == [64, 64]


def test_read_is_loaded_and_quarantined(tmp_path: Path) -> None:
    orders = ORDERS + "4,B9,1,01.02.2026,true\n4x,B1,1,01.02.2026,true\n"
    connection, staged = stage_shop(tmp_path, orders=orders)
    assert staged.read["orders"] == 5 and staged.quarantined["orders"] == 2
    assert staged.accepted["orders"] == len(table(connection, staged, "order"))
    assert quarantine(connection) == [
        ("orders", 4, "buyer", "reference", "B9"),
        ("orders", 5, "number", "type", "4x"),
    ]


def test_a_record_that_refers_to_a_quarantined_one_falls_with_it(tmp_path: Path) -> None:
    connection, staged = stage_shop(tmp_path, buyers="code,name,email\nB1,,\nB2,Bo,\n")
    assert staged.quarantined == {"buyers": 1, "orders": 2}
    reasons = dict(connection.execute("SELECT record, reason FROM quarantine WHERE source = 'orders'").fetchall())
    assert reasons == dict.fromkeys((1, 3), "refers to a record of buyers.code that is in quarantine")


def test_the_first_record_of_a_repeated_key_is_kept(tmp_path: Path) -> None:
    orders = ORDERS + "2,B1,99,01.02.2026,true\n"
    connection, staged = stage_shop(tmp_path, orders=orders)
    assert quarantine(connection) == [("orders", 4, "number", "primaryKey", "2")]
    reason = connection.execute("SELECT reason FROM quarantine").fetchone()
    assert reason == ("is already in record 2, which is kept",)
    assert len(table(connection, staged, "order")) == 3


def test_sensitive_values_are_masked_in_the_quarantine(tmp_path: Path) -> None:
    connection, _ = stage_shop(tmp_path, buyers="code,name,email\nB1,Ada,ada at example.org\nB2,Bo,\n")
    masked = [row for row in quarantine(connection) if row[2] == "email"]
    assert masked == [("buyers", 1, "email", "pattern", "•••")]
    everything = connection.execute("SELECT * FROM quarantine").fetchall()
    assert "ada at" not in str(everything)


def test_a_record_with_several_faults_counts_once_and_keeps_every_reason(tmp_path: Path) -> None:
    connection, staged = stage_shop(tmp_path, orders=ORDERS + "x,B1,-1,31.13.2025,perhaps\n")
    assert staged.quarantined["orders"] == 1
    assert [row[2:] for row in quarantine(connection)] == [
        ("amount", "minimum", "-1"),
        ("number", "type", "x"),
        ("paid", "type", "perhaps"),
        ("placed_on", "type", "31.13.2025"),
    ]


def test_the_digest_tells_missing_from_empty_and_changes_with_any_value(tmp_path: Path) -> None:
    mapping = MAPPING.replace("[o:name, $(name)]", "[o:name, $(name)]\n      - [o:phone, $(email)]")
    connection, staged = stage_shop(tmp_path, mapping=mapping)
    before = table(connection, staged, "buyer", "digest")
    connection, staged = stage_shop(tmp_path, mapping=mapping)
    assert table(connection, staged, "buyer", "digest") == before
    connection, staged = stage_shop(
        tmp_path, mapping=mapping, buyers="code,name,email\nB1,Ada,ada@example.com\nB2,X,\n"
    )
    after = table(connection, staged, "buyer", "digest")
    assert not set(after) & set(before)


def test_a_second_value_of_a_property_has_a_column_of_its_own(tmp_path: Path) -> None:
    mapping = MAPPING.replace("[o:name, $(name)]", "[o:name, [$(name), $(code)]]")
    connection, staged = stage_shop(tmp_path, mapping=mapping)
    assert [column.name for column in staged.contributions[0].columns][1:3] == ["name", "name#2"]
    assert table(connection, staged, "buyer", 'name, "name#2"')[0] == ("Ada", "B1")


def test_languages_have_columns_of_their_own(tmp_path: Path) -> None:
    added = (
        "[o:number, $(number)]\n      - [o:title, Order $(number), en~lang]\n      - [o:title, B $(number), de~lang]"
    )
    connection, staged = stage_shop(tmp_path, mapping=MAPPING.replace("[o:number, $(number)]", added))
    assert table(connection, staged, "order", '"title@en", "title@de"')[0] == ("Order 1", "B 1")
    languages = [column.language for column in staged.contributions[1].columns if column.property == "title"]
    assert languages == ["en", "de"]


def test_a_stated_sameness_is_a_column_of_aliases(tmp_path: Path) -> None:
    mapping = MAPPING.replace("prefixes: {", "prefixes: {owl: 'http://www.w3.org/2002/07/owl#', ").replace(
        "[o:name, $(name)]", "[o:name, $(name)]\n      - [owl:sameAs, id:Buyer/old/$(code)~iri]"
    )
    connection, staged = stage_shop(tmp_path, mapping=mapping)
    column = next(column for column in staged.contributions[0].columns if column.kind is Kind.SAME_AS)
    assert table(connection, staged, "buyer", f'"{column.name}"')[0] == (f"{ID}Buyer/old/B1",)


def test_a_value_that_does_not_fit_its_property_quarantines_the_record(tmp_path: Path) -> None:
    contract = CONTRACT.replace(
        "{name: amount, logicalType: number, logicalTypeOptions: {minimum: 0, maximum: 1000}}",
        "{name: amount, logicalType: string}",
    )
    function = "{function: f:number, parameters: [[f:value, $(amount)], [f:point, ',']]}"
    mapping = MAPPING.replace("prefixes: {", "prefixes: {f: 'https://graph-service.example/function#', ").replace(
        "      - [o:amount, $(amount)]\n", f"      - p: o:amount\n        o: {function}\n"
    )
    orders = 'number,buyer,amount,placed_on,paid\n1,B1,"10,5",01.02.2026,true\n2,B1,ten,01.02.2026,true\n'
    connection, staged = stage_shop(tmp_path, contract, mapping, orders=orders)
    assert quarantine(connection) == [("orders", 2, "amount", "mapping", "ten")]
    assert table(connection, staged, "order", "amount") == [(1050,)]


def test_staging_again_starts_afresh_and_reports_progress(tmp_path: Path) -> None:
    connection = connect(threads=1)
    product, root = read_shop(tmp_path), write_files(tmp_path)
    seen: list[tuple[str, int, int]] = []

    def progress(what: str, done: int, total: int) -> None:
        seen.append((what, done, total))

    first = stage(connection, product, root=root, ontology=ONTOLOGY, zone=ZONE, now=NOW, progress=progress)
    again = stage(connection, product, root=root, ontology=ONTOLOGY, zone=ZONE, now=NOW)
    assert first == again
    assert seen == [("shop", done, 12) for done in range(13)]  # two sources, two triples maps, four steps of their own


@pytest.mark.parametrize("name", ["record", "subject", "digest"])
def test_a_property_may_be_called_like_a_column_of_ours(tmp_path: Path, name: str) -> None:
    from dataclasses import replace

    prop = ONTOLOGY.properties["name"]
    renamed = replace(prop, name=name, iri=prop.iri.replace("name", name))
    ontology = replace(ONTOLOGY, properties={**ONTOLOGY.properties, name: renamed})
    product = read_shop(tmp_path, mapping=MAPPING.replace("[o:name, $(name)]", f"[o:{name}, $(name)]"))
    connection = connect(threads=1)
    staged = stage(connection, product, root=write_files(tmp_path), ontology=ontology, zone=ZONE, now=NOW)
    column = next(column for column in staged.contributions[0].columns if column.property == name)
    assert column.name == f"{name}#2"
    assert table(connection, staged, "buyer", f'"{column.name}"')[0] == ("Ada",)
