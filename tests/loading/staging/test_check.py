"""A mapping that does not fit its contract or the ontology is found before any file is read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graph_service.findings import LoadError, Severity
from graph_service.loading.checking.check import check_product, check_products
from graph_service.ontology import read_ontology
from tests.loading.staging.shop import CONTRACT, MAPPING, ONTOLOGY, read_shop, stage_shop, write_product
from tests.loading.staging.sound import sound_product

ROOT = Path(__file__).resolve().parents[3]
FN = "f: 'https://graph-service.example/function#', "

# what is replaced in the mapping, by what, the line, the severity, the message
CASES = [
    ("[o:amount, $(amount)]", "[o:amont, $(amount)]", 18, "Violation",
     "Unknown property 'https://shop.example/ontology/amont'. Did you mean 'amount'?"),
    ("[a, o:Order]", "[a, o:Ordr]", 12, "Violation",
     "Unknown class 'https://shop.example/ontology/Ordr'. Did you mean 'Order'?"),
    ("[o:amount, $(amount)]", "[o:amount, $(amonut)]", 18, "Violation",
     "Unknown reference 'amonut'. Did you mean 'amount'?"),
    ("s: id:Order/number/$(number)", "s: id:Order/number/$(numbr)", 12, "Violation",
     "Unknown reference 'numbr'. Did you mean 'number'?"),
    ("[[orders.csv~csv]]", "[[order.csv~csv]]", 12, "Violation",
     "Triples map 'order' reads 'order.csv', which is no source of the contract. Did you mean 'orders.csv'"),
    ("[o:amount, $(amount)]", "[o:code, $(buyer)]", 18, "Violation", "Property 'code' is not offered on Order."),
    ("[o:amount, $(amount)]", "[o:orders, id:Order/number/$(number)~iri]", 18, "Violation",
     "'orders' is the inverse of 'buyer' and holds no values. Map 'buyer'."),
    ("[o:amount, $(amount)]", "[o:buyer, $(buyer)]", 18, "Violation",
     "'buyer' is a link and takes an IRI: end the value with ~iri."),
    ("[o:amount, $(amount)]", "[o:buyer, id:Order/number/$(number)~iri]", 18, "Violation",
     "'buyer' leads to Buyer, not to Order."),
    ("[o:amount, $(amount)]", "{p: o:amount, o: {mapping: buyer}}", 18, "Violation",
     "Property 'amount' holds values, not links: it cannot take a join."),
    ("[o:amount, $(amount)]", "[o:amount, id:$(amount)~iri]", 18, "Violation",
     "'amount' holds values and takes no IRI"),
    ("[o:amount, $(amount)]", "[o:amount, $(buyer)]", 18, "Violation",
     "Column 'buyer' is text, but 'amount' is decimal. Declare the column's logicalType"),
    ("[o:amount, $(amount)]", "[o:amount, $(paid)]", 18, "Violation",
     "Column 'paid' is boolean, but 'amount' is decimal."),
    ("[o:amount, $(amount)]", "[o:amount, $(amount), xsd:date]", 18, "Violation",
     "'amount' is decimal, the mapping says date."),
    ("[o:amount, $(amount)]", "[o:amount, 1$(amount)]", 18, "Violation",
     "A template makes text, but 'amount' is decimal."),
    ("[o:number, $(number)]", "[o:number, $(amount)]", 17, "Warning",
     "Column 'amount' is number, but 'number' is integer. Numbers with a fraction will be quarantined."),
    ("[o:name, $(name)]", "[o:name, $(name), en~lang]", 10, "Warning", "'name' has no languages: 'en' is lost."),
    ("[o:amount, $(amount)]", "[o:title, $(buyer)]", 18, "Warning", "'title' is in languages: say which"),
    ("[o:amount, $(amount)]", "[o:weight, $(amount)]", 18, "Violation",
     "Column 'amount' is in GM, but 'weight' is in KiloGM. Use the function convert."),
    ("[o:amount, $(amount)]", "{p: o:amount, o: {function: f:numer, parameters: [[f:value, $(buyer)]]}}", 18,
     "Violation",
     "Unknown function 'https://graph-service.example/function#numer'. Did you mean 'number'"),
    ("[o:amount, $(amount)]", "{p: o:amount, o: {function: f:number, parameters: [[f:valu, $(buyer)]]}}", 18,
     "Violation",
     "Function number has no parameter 'valu'. Did you mean 'value'?"),
    ("[o:amount, $(amount)]", "{p: o:amount, o: {function: f:multiply, parameters: [[f:value, $(amount)]]}}", 18,
     "Violation", "Function multiply needs the parameter 'by'."),
    ("[o:amount, $(amount)]", "{p: o:placedOn, o: {function: f:date, parameters: [[f:value, $(buyer)], "
     "[f:format, $(buyer)]]}}", 18, "Violation",
     "Parameter 'format' of function date is a constant, not a reference."),
    ("[o:amount, $(amount)]", "{p: o:amount, o: {function: f:convert, parameters: [[f:value, $(amount)], [f:from, C], "
     "[f:to, MilliM]]}}", 18, "Violation", "'C' is no unit of length"),
    ("[o:amount, $(amount)]", "{p: o:weight, o: {function: f:convert, parameters: [[f:value, $(amount)], [f:from, g], "
     "[f:to, LB]]}}", 18, "Violation",
     "The function convert makes LB (mass), but 'weight' is in KiloGM (mass). Write [fn:to, KiloGM]."),
    ("[o:amount, $(amount)]", "{p: o:weight, o: {function: f:convert, parameters: [[f:value, $(amount)], [f:from, lb], "
     "[f:to, kg]]}}", 18, "Violation",
     "The function convert starts from LB (mass), but column 'amount' is in GM (mass). Write [fn:from, GM]."),
    ("[o:amount, $(amount)]", "{p: o:weight, o: {function: f:convert, parameters: [[f:value, $(number)], "
     "[f:from, mm], [f:to, M]]}}", 18, "Violation",
     "The function convert makes M (length), but 'weight' is in KiloGM (mass). Write [fn:to, KiloGM]."),
    ("[o:amount, $(amount)]", "{p: o:weight, o: {function: f:number, parameters: [[f:value, $(amount)]]}}", 18,
     "Violation", "Column 'amount' is in GM, but 'weight' is in KiloGM. Use the function convert."),
    ("[o:amount, $(amount)]", "{p: o:weight, o: {function: f:pieces, parameters: [[f:value, $(number)], "
     "[f:unit, PCE], [f:per_pack, 6]]}}", 18, "Violation",
     "The function pieces makes pieces, but 'weight' is in KiloGM (mass)."),
    ("[o:amount, $(amount)]", "[o:height, $(amount)]", 18, "Violation",
     "Column 'amount' is in GM (mass), but 'height' is in CentiM (length). Neither becomes the other"),
    ("[o:amount, $(amount)]", "[o:weight, $(number)]", 18, "Info",
     "Column 'number' has no unit in the contract; 'weight' is in KiloGM (mass), which is believed. "
     "State it: customProperties: [{property: unit, value: unit:KiloGM}]."),
    ("[[str1, $(buyer)], [str2, $(code)]]", "[[str1, $(buyer)], [str2, $(cod)]]", 12, "Violation",
     "Unknown reference 'cod'. Did you mean 'code'?"),
    ("s: id:Order/number/$(number)", "s: id:Order/no/$(number)\n    graphs: o:g", 12, "Warning",
     "Triples map 'order' names graphs, which are not kept"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "severity", "message"), CASES)
def test_a_misfit_is_found_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, severity: str, message: str
) -> None:
    assert old in MAPPING
    mapping = MAPPING.replace("prefixes: {", "prefixes: {" + FN).replace(old, new, 1)
    unit = "{name: amount, customProperties: [{property: unit, value: 'unit:GM'}], "
    product = read_shop(tmp_path, CONTRACT.replace("{name: amount, ", unit), mapping)
    found = [str(f) for f in check_product(product, ONTOLOGY) if f.severity.value == severity]
    assert any(text.startswith(f"loaders/shop/mapping.yarrrml.yaml:{line}: {message}") for text in found), found


def test_no_misfit_was_lost() -> None:
    assert len(CASES) == 33


FITS = [
    "{p: o:weight, o: {function: f:convert, parameters: [[f:value, $(amount)], [f:from, GRM], [f:to, KiloGM]]}}",
    "{p: o:weight, o: {function: f:multiply, parameters: [[f:value, $(amount)], [f:by, '0.001']]}}",
    "{p: o:amount, o: {function: f:convert, parameters: [[f:value, $(amount)], [f:from, g], [f:to, kg]]}}",
]


@pytest.mark.parametrize("entry", FITS)
def test_a_value_that_arrives_in_the_property_s_unit_fits(tmp_path: Path, entry: str) -> None:
    mapping = MAPPING.replace("prefixes: {", "prefixes: {" + FN).replace("[o:amount, $(amount)]", entry, 1)
    unit = "{name: amount, customProperties: [{property: unit, value: 'unit:GM'}], "
    assert check_product(read_shop(tmp_path, CONTRACT.replace("{name: amount, ", unit), mapping), ONTOLOGY) == ()


WEATHER = [
    ("[fn:to, DEG_C]", "[fn:to, DEG_F]",
     "47: The function convert makes DEG_F (temperature), but 'temperatureMax' is in DEG_C (temperature). "
     "Write [fn:to, DEG_C].", 4),
    ("[fn:to, DEG_C]", "[fn:to, MilliM]",
     "47: The function convert makes MilliM (length), but 'temperatureMax' is in DEG_C (temperature). "
     "Write [fn:to, DEG_C].", 4),
    ("$(unit_t)", "$(unit_r)",
     "47: Column 'unit_r' holds mm, in, which convert does not turn into DEG_C (temperature). "
     "Take a column with units of temperature.", 4),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message", "count"), WEATHER)
def test_another_unit_in_the_sample_s_weather_is_found(
    tmp_path: Path, old: str, new: str, message: str, count: int
) -> None:
    folder = tmp_path / "loaders" / "weather"
    shutil.copytree(ROOT / "loaders" / "weather", folder)
    mapping = folder / "mapping.yarrrml.yaml"
    mapping.write_text(mapping.read_text("utf-8").replace(old, new), "utf-8")
    ontology = read_ontology(ROOT / "ontology", languages=("en", "de")).ontology
    found = [str(f) for f in check_products(folder.parent, ontology) if f.severity is Severity.VIOLATION]
    assert found[0] == f"loaders/weather/mapping.yarrrml.yaml:{message}" and len(found) == count


def test_all_units_were_tried() -> None:
    assert (len(FITS), len(WEATHER)) == (3, 3)


def test_a_misfit_keeps_a_product_from_being_loaded(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="Unknown property"):
        stage_shop(tmp_path, mapping=MAPPING.replace("o:amount", "o:amont"))


def test_the_shop_itself_has_nothing_wrong(tmp_path: Path) -> None:
    assert check_product(read_shop(tmp_path), ONTOLOGY) == ()


def test_a_column_mapped_to_nothing_is_an_info(tmp_path: Path) -> None:
    mapping = MAPPING.replace("      - [o:paid, $(paid)]\n", "")
    (finding,) = check_product(read_shop(tmp_path, mapping=mapping), ONTOLOGY)
    assert finding.severity is Severity.INFO
    assert str(finding) == "loaders/shop/contract.odcs.yaml:27: Column 'paid' of 'orders' is mapped to nothing."


def test_a_column_linked_to_an_unknown_term(tmp_path: Path) -> None:
    link = "{name: paid, authoritativeDefinitions: [{type: x, url: 'https://shop.example/ontology/payd'}], "
    product = read_shop(tmp_path, CONTRACT.replace("{name: paid, ", link))
    (finding,) = check_product(product, ONTOLOGY)
    assert "Unknown term 'https://shop.example/ontology/payd'. Did you mean 'paid'" in str(finding)


def test_times_in_utc_ask_for_the_function(tmp_path: Path) -> None:
    contract = CONTRACT.replace(
        "{name: paid, logicalType: boolean}",
        "{name: paid, logicalType: timestamp, logicalTypeOptions: {defaultTimezone: Etc/UTC}}",
    )
    mapping = MAPPING.replace("[o:paid, $(paid)]", "[o:placedAt, $(paid)]")
    (finding,) = check_product(read_shop(tmp_path, contract, mapping), ONTOLOGY)
    assert finding.severity is Severity.WARNING and "Use local_time." in finding.message


WRONG_MAPPING = MAPPING.replace("[o:amount, $(amount)]", "[o:amont, $(amont)]").replace("[o:paid,", "[o:payd,")
SEVERAL = [
    # a contract without its heading, of no known version, without a schema, no YAML; what is found in the mapping too
    ("apiVersion: v3.1.0\nkind: DataContract\n", "", "The contract lacks apiVersion, kind. Add", True),
    ("v3.1.0", "v9", "Unknown version of the contract standard: apiVersion 'v9'.", True),
    ("schema:", "schem:", "The contract lacks schema. Add 'schema: [{name: shop, physicalName: shop.csv,", False),
    ("status: active", "status: [", "Syntax error", False),
    ("type: local", "type: s3", "The contract has no server of type local", True),
    (
        "primaryKey: true, logicalTypeOptions",
        "primaryKey: perhaps, logicalTypeOptions",
        "Input should be a valid",
        False,
    ),
]


@pytest.mark.parametrize(("old", "new", "message", "columns"), SEVERAL)
def test_a_faulty_contract_does_not_hide_what_is_wrong_in_the_mapping(
    tmp_path: Path, old: str, new: str, message: str, columns: bool
) -> None:
    folder = write_product(tmp_path, CONTRACT.replace(old, new, 1), WRONG_MAPPING)
    found = [str(finding) for finding in check_products(folder.parent, ONTOLOGY)]
    assert any(text.startswith("loaders/shop/contract.odcs.yaml:") and message in text for text in found), found
    assert (
        "loaders/shop/mapping.yarrrml.yaml:18: Unknown property 'https://shop.example/ontology/amont'. "
        "Did you mean 'amount'?" in found
    )
    assert any(":20: Unknown property 'https://shop.example/ontology/payd'" in text for text in found)
    assert any("Unknown reference 'amont'" in text for text in found) is columns
    assert not any("is no source of the contract" in text or "is mapped to nothing" in text for text in found)


def test_a_faulty_triples_map_does_not_hide_what_is_wrong_in_another(tmp_path: Path) -> None:
    mapping = (
        MAPPING.replace("s: id:Buyer", "s: ix:Buyer") + "  note:\n    sources: orders.csv~csv\n    s: id:Note/$(n)\n"
    )
    found = [str(f) for f in check_products(write_product(tmp_path, mapping=mapping).parent, ONTOLOGY)]
    assert any("Unknown prefix 'ix' in 'ix:Buyer/code/'." in text for text in found), found
    assert any("Unknown reference 'n'" in text for text in found)
    assert not any("'buyer' to join with" in text for text in found), "it is there, only not readable"


def test_an_unknown_prefix_hides_nothing_else_in_its_triples_map(tmp_path: Path) -> None:
    mapping = (
        MAPPING.replace("s: id:Order", "s: ix:Order")
        .replace("[a, o:Order]", "[a, oo:Order]")
        .replace("[o:number, $(number)]", "[oo:number, iy:$(number)~iri]")
        .replace("[o:amount, $(amount)]", "[o:amont, $(amonut)]")
    )
    found = [str(f) for f in check_products(write_product(tmp_path, mapping=mapping).parent, ONTOLOGY)]
    assert [text.removeprefix("loaders/shop/mapping.yarrrml.yaml:") for text in found] == [
        "14: Unknown prefix 'ix' in 'ix:Order/number/'.",
        "16: Unknown prefix 'oo' in 'oo:Order'. Did you mean 'o'?",
        "17: Unknown prefix 'oo' in 'oo:number'. Did you mean 'o'?",
        "17: Unknown prefix 'iy' in 'iy:'.",
        "18: Unknown property 'https://shop.example/ontology/amont'. Did you mean 'amount'?",
        "18: Unknown reference 'amonut'. Did you mean 'amount'? (triples map 'order')",
    ]


def test_all_the_faulty_contracts_were_tried() -> None:
    assert len(SEVERAL) == 6


def test_a_source_that_the_contract_lacks_shows_the_line_to_write(tmp_path: Path) -> None:
    product = read_shop(tmp_path, mapping=MAPPING.replace("[[orders.csv~csv]]", "[[takings.csv~csv]]"))
    assert any(
        "reads 'takings.csv', which is no source of the contract. It has buyers.csv, orders.csv; "
        "schema: [{physicalName: takings.csv, …}] adds one." in str(finding)
        for finding in check_product(product, ONTOLOGY)
    )


PRODUCTS = sorted(path.name for path in (ROOT / "loaders").iterdir() if path.is_dir())


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_product_of_the_sample_fits(name: str) -> None:
    ontology = read_ontology(ROOT / "ontology", languages=("en", "de")).ontology
    findings = check_product(sound_product(ROOT / "loaders" / name), ontology)
    assert [str(finding) for finding in findings if finding.severity is not Severity.INFO] == []


def test_the_sample_has_eight_products() -> None:
    assert len(PRODUCTS) == 8
