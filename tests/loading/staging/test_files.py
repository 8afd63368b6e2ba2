"""What is wrong with a file as a whole: one clear message with the path and what to do, and nothing is staged."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.findings import LoadError, Severity
from tests.loading.staging.shop import BUYERS, CONTRACT, MAPPING, ORDERS, quarantine, stage_shop, table


def message_of(folder: Path, **files: str | bytes) -> str:
    with pytest.raises(LoadError) as caught:
        stage_shop(folder, CONTRACT, MAPPING, **files)
    return str(caught.value).replace(f"{folder}/data/", "")


def test_an_absent_file_is_named_with_what_makes_it(tmp_path: Path) -> None:
    contract = CONTRACT.replace("physicalName: orders.csv", "physicalName: order.csv")
    with pytest.raises(LoadError) as caught:
        stage_shop(tmp_path, contract, mapping=MAPPING.replace("orders.csv", "order.csv"))
    message = str(caught.value)
    assert message.startswith(f"No such file: {tmp_path}/data/shop/order.csv (source 'orders' of shop).")
    assert "graph-service sample" in message


def test_an_empty_file(tmp_path: Path) -> None:
    assert message_of(tmp_path, orders="") == (
        "The file is empty, without even a heading: shop/orders.csv. Deliver it again."
    )


def test_a_heading_without_records_is_a_warning(tmp_path: Path) -> None:
    _, staged = stage_shop(tmp_path, orders=ORDERS.partition("\n")[0] + "\n")
    assert staged.read["orders"] == 0
    assert [(f.severity, f.rule) for f in staged.findings] == [(Severity.WARNING, "source.empty")]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (ORDERS.encode() + b"4,B\xff1,1,01.02.2026,true\n", f"byte {len(ORDERS) + 3} in line 5"),
        (b"num\xe4ber,buyer,amount,placed_on,paid\n", "byte 3 in line 1"),
    ],
)
def test_a_file_that_is_not_utf8(tmp_path: Path, content: bytes, place: str) -> None:
    assert message_of(tmp_path, orders=content) == f"shop/orders.csv is not UTF-8: {place}. Save it as UTF-8."


@pytest.mark.parametrize("cut", ["4,B1,1", '4,B1,"1'])
def test_a_file_whose_last_line_is_cut_off(tmp_path: Path, cut: str) -> None:
    assert message_of(tmp_path, orders=ORDERS + cut) == (
        "shop/orders.csv is cut off in line 5 (record 4): the last record is not whole. Deliver it again."
    )


def test_a_last_line_without_a_break_may_be_cut_off(tmp_path: Path) -> None:
    _, staged = stage_shop(tmp_path, orders=ORDERS + "4,B1,1,01.02.2026,tru")
    assert [finding.rule for finding in staged.findings] == ["source.end"]
    assert staged.quarantined["orders"] == 1


def test_a_line_with_too_many_values(tmp_path: Path) -> None:
    orders = ORDERS.replace("1,B1,10.50,", "1,B1,10,50,")
    assert message_of(tmp_path, orders=orders) == (
        "shop/orders.csv line 2 (record 1) has 6 values under 5 headings. Quote values that contain ','."
    )


def test_a_missing_column_and_what_it_may_be_called_now(tmp_path: Path) -> None:
    assert message_of(tmp_path, orders=ORDERS.replace("amount", "amounts")) == (
        "shop/orders.csv lacks the column 'amount' that the contract promises; it has number, buyer, amounts, "
        "placed_on, paid. Did you mean 'amounts'?"
    )


def test_all_the_columns_that_are_missing_are_named_at_once(tmp_path: Path) -> None:
    orders = ORDERS.replace("amount,placed_on,paid", "amounts,place_on,x")
    assert message_of(tmp_path, orders=orders) == (
        "shop/orders.csv lacks the columns 'amount', 'placed_on', 'paid' that the contract promises; it has number, "
        "buyer, amounts, place_on, x. Did you mean 'amounts' or 'place_on'?"
    )


def test_what_is_wrong_with_one_file_does_not_hide_what_is_wrong_with_the_next(tmp_path: Path) -> None:
    with pytest.raises(LoadError) as caught:
        stage_shop(tmp_path, buyers="", orders=ORDERS.replace("paid", "payd"))
    empty, missing = caught.value.findings
    assert empty.rule == "source.empty" and "buyers.csv" in empty.message
    assert "orders.csv lacks the column 'paid'" in missing.message


def test_an_added_column_is_a_warning_and_the_rest_loads(tmp_path: Path) -> None:
    orders = "\n".join(f"{line},x" for line in ORDERS.splitlines()).replace("paid,x", "paid,colour") + "\n"
    connection, staged = stage_shop(tmp_path, orders=orders)
    (finding,) = staged.findings
    assert finding.severity is Severity.WARNING
    assert str(finding).endswith("has a column 'colour' that the contract does not know; it is not read.")
    assert len(table(connection, staged, "order")) == 3


def test_a_repeated_heading(tmp_path: Path) -> None:
    assert message_of(tmp_path, buyers=BUYERS.replace("name,email", "name,name")) == (
        "shop/buyers.csv has the heading 'name' twice. "
        "Correct the file, or name the second one 'name#2' by its physicalName in the contract."
    )


def test_columns_may_come_in_another_order_and_with_a_byte_order_mark(tmp_path: Path) -> None:
    buyers = "\ufeffemail,code,name\n,B1,Ada\n,B2,Bo\n"
    connection, staged = stage_shop(tmp_path, buyers=buyers)
    assert table(connection, staged, "buyer", "code, name, email") == [("B1", "Ada", None), ("B2", "Bo", None)]


def test_a_quoted_line_break_is_part_of_a_value_and_one_record(tmp_path: Path) -> None:
    connection, staged = stage_shop(tmp_path, buyers='code,name,email\nB1,"Ada\nand Eve",\nB2,,\n')
    assert staged.read["buyers"] == 2
    assert table(connection, staged, "buyer", "name") == [("Ada\nand Eve",)]
    assert quarantine(connection)[0] == ("buyers", 2, "name", "required", None)


@pytest.mark.parametrize("form", ["parquet", "json"])
def test_parquet_and_json_files_are_read_as_well(tmp_path: Path, form: str) -> None:
    from graph_service.loading.sql.duck import connect
    from graph_service.loading.staging.stage import stage
    from tests.loading.staging.shop import NOW, ONTOLOGY, ZONE, read_shop, write_files

    root = write_files(tmp_path)
    for name in ("buyers", "orders"):
        query = f"SELECT * FROM read_csv('{root}/shop/{name}.csv', all_varchar = true)"
        connect(threads=1).execute(f"COPY ({query}) TO '{root}/shop/{name}.{form}'")
    contract = CONTRACT.replace("format: csv", f"format: {form}").replace(".csv", f".{form}")
    product = read_shop(tmp_path, contract, MAPPING.replace(".csv~csv", f".{form}~{form}"))
    connection = connect(threads=1)
    staged = stage(connection, product, root=root, ontology=ONTOLOGY, zone=ZONE, now=NOW)
    assert table(connection, staged, "order", "number, amount") == [(1, 1050), (2, 1), (3, None)]


@pytest.mark.parametrize("heading", ["it's", 'a "b"', "{x}", "$(name)", "größe in m²", "select", "a.b"])
def test_a_heading_may_be_anything(tmp_path: Path, heading: str) -> None:
    shown = heading.replace("'", "''")
    contract = CONTRACT.replace("{name: name, ", f"{{name: name, physicalName: '{shown}', ")
    quoted = heading.replace('"', '""')
    connection, staged = stage_shop(tmp_path, contract, buyers=f'code,"{quoted}",email\nB1,Ada,\nB2,Bo,\n')
    assert table(connection, staged, "buyer", "name") == [("Ada",), ("Bo",)]
