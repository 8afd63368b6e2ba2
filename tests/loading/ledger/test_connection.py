"""What a store file may be, and what is said when it is something else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.findings import StoreError
from graph_service.stores.connection import Connection, open_reader, open_writer, reading, rows, writing
from tests.loading.ledger.mesh import Mesh

NOBODY = 65_534


@pytest.fixture
def loaded(mesh: Mesh) -> Path:
    mesh.says("catalogue", "Product", {"subject": "Product/gtin/1", "gtin": "1"})
    mesh.load()
    return mesh.path


def refused(call: Callable[[Path], Connection], path: Path) -> tuple[str, str]:
    with pytest.raises(StoreError) as raised:
        call(path)
    (finding,) = raised.value.findings
    return finding.rule, finding.message


def test_an_absent_file_is_made_by_a_writer_and_refused_to_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "state" / "graph.sqlite"
    assert refused(open_reader, path) == (
        "store-absent",
        "The store 'graph.sqlite' does not exist. Run `graph-service load` first.",
    )
    open_writer(path).close()
    assert refused(open_reader, path)[0] == "store-empty"


def test_what_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "graph.sqlite"
    path.write_text("a shopping list, not a database\n" * 200)
    for call in (open_reader, open_writer):
        assert refused(call, path) == (
            "store-not-a-database",
            "The store 'graph.sqlite' is no SQLite database. Move it away and load again.",
        )
    assert path.read_text().startswith("a shopping list")


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    with closing(open_writer(path)) as connection:
        connection.execute("CREATE TABLE note (text TEXT)")
    assert refused(open_writer, path)[0] == "store-foreign"


def test_a_newer_layout_is_refused(loaded: Path) -> None:
    with closing(open_writer(loaded)) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'layout'")
    for call in (open_reader, open_writer):
        rule, message = refused(call, loaded)
        assert rule == "store-newer" and "layout 99, newer than layout" in message and "Upgrade" in message


def test_a_second_writer_waits_and_is_then_told_who_holds_the_store(loaded: Path) -> None:
    first, second = open_writer(loaded), open_writer(loaded, busy_milliseconds=50)
    with closing(first), closing(second), writing(first):
        with pytest.raises(StoreError, match="is locked by another process"), writing(second):
            raise AssertionError("two writers at once")
        with closing(open_reader(loaded)) as reader:  # readers are never kept out
            assert list(rows(reader, "SELECT count(*) FROM entity")) == [(1,)]


def test_a_transaction_that_fails_leaves_nothing(loaded: Path) -> None:
    with closing(open_writer(loaded)) as connection:
        with pytest.raises(ZeroDivisionError), writing(connection):
            connection.execute("DELETE FROM entity")
            raise ZeroDivisionError
        assert list(rows(connection, "SELECT count(*) FROM entity")) == [(1,)]


def test_a_reader_cannot_write_and_sees_one_generation_in_a_snapshot(loaded: Path) -> None:
    with closing(open_reader(loaded)) as reader, closing(open_writer(loaded)) as connection:
        with pytest.raises(StoreError, match="read-only"), reading(reader):
            reader.execute("DELETE FROM entity")
        with reading(reader):
            assert list(rows(reader, "SELECT count(*) FROM entity")) == [(1,)]
            with writing(connection):
                connection.execute("DELETE FROM entity")
            assert list(rows(reader, "SELECT count(*) FROM entity")) == [(1,)]
        assert list(rows(reader, "SELECT count(*) FROM entity")) == [(0,)]


def test_an_unknown_column_in_double_quotes_is_an_error_and_not_a_string(loaded: Path) -> None:
    with closing(open_reader(loaded)) as reader, pytest.raises(Exception, match="no such column"):
        reader.execute('SELECT "nosuch" FROM entity')


def test_a_file_that_may_not_be_written_is_refused_as_read_only(loaded: Path) -> None:
    """As another user where the tests run as root, whom no permission keeps out."""
    script = (
        "import os, sys; from pathlib import Path; from graph_service.stores.connection import open_writer;"
        "from graph_service.findings import StoreError\n"
        f"os.getuid() or os.setuid({NOBODY})\n"
        "try: open_writer(Path(sys.argv[1]))\n"
        "except StoreError as error: print(error.findings[0].rule)"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(loaded, folder))
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
        Path(folder).chmod(0o755)
    assert (done.stdout, done.stderr) == ("store-read-only\n", "")
