"""A load that is killed loses nothing and shows nothing half."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from graph_service.findings import StoreError
from graph_service.loading.ledger.transaction import transaction
from graph_service.stores.connection import (
    Connection,
    open_blank,
    open_reader,
    open_writer,
    reading,
    rows,
    writing,
)
from tests.loading.ledger.one_load import LINES

pytestmark = pytest.mark.embedded
KILLS = 10
FIRST_KILLS = 5
ROOT = Path(__file__).resolve().parents[3]


def begin(path: Path, day: int) -> subprocess.Popen[str]:
    """Start a load and wait until it begins."""
    command = [sys.executable, "-m", "tests.loading.ledger.one_load", str(path), str(day)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "begin\n"
    return process


def finish(process: subprocess.Popen[str]) -> float:
    began = time.perf_counter()
    out, _ = process.communicate(timeout=60)
    assert (out, process.returncode) == ("done\n", 0)
    return time.perf_counter() - began


def generation(reader: Connection) -> int:
    """The one day that ledger, served tables and links agree on, in one snapshot; 0 before any load."""
    with reading(reader):
        (served,) = rows(reader, "SELECT value FROM meta WHERE key = 'generation'")
        if int(served[0]) == 0:
            return 0
        days = {day for (day,) in rows(reader, 'SELECT DISTINCT quantity FROM "Line"')}
        days |= {day for (day,) in rows(reader, 'SELECT DISTINCT quantity FROM "contribution:tills/Line"')}
        days |= {int(version[4:]) for (version,) in rows(reader, 'SELECT version FROM "ledger:product"')}
        counts = list(rows(reader, 'SELECT count(*), count(product) FROM "Line"'))
        entities = list(rows(reader, "SELECT count(*) FROM entity"))
    assert len(days) == 1 and counts == [(LINES, LINES)] and entities == [(LINES + 50,)]
    return int(days.pop())


class Onlooker(threading.Thread):
    """A reader beside the loads, who must never see half of one."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.seen, self.wrong, self.over = path, list[int](), list[BaseException](), threading.Event()

    def run(self) -> None:
        try:
            with closing(open_reader(self.path)) as reader:
                while not self.over.is_set():
                    self.seen.append(generation(reader))
                    time.sleep(0.01)
        except BaseException as error:
            self.wrong.append(error)


def state(path: Path) -> int:
    with closing(open_writer(path)) as connection:
        assert connection.pragma("integrity_check") == "ok"
    try:
        with closing(open_reader(path)) as reader:
            return generation(reader)
    except StoreError as error:  # killed in the very first load
        assert error.findings[0].rule == "store-empty"
        return 0


def test_kills_of_a_first_load_leave_no_graph_or_all_of_it(tmp_path: Path) -> None:
    path, aside = tmp_path / "graph.sqlite", tmp_path / "graph.sqlite.new"
    seconds = finish(begin(tmp_path / "measured.sqlite", 1))
    left_behind = 0
    for kill in range(FIRST_KILLS):
        process = begin(path, 1)
        while not aside.exists() and process.poll() is None:
            time.sleep(0.001)
        time.sleep(kill / FIRST_KILLS * seconds * 0.8)  # the first as soon as there is something to leave behind
        process.kill()
        process.communicate()
        left_behind += aside.exists()
        if path.stat().st_size == 0:
            assert refusal_to_readers(path) == "store-empty"
        else:
            assert state(path) == 1
            path.unlink()
    assert left_behind, "no kill came while the file was built"
    finish(begin(path, 1))
    assert state(path) == 1
    assert not aside.exists()


def refusal_to_readers(path: Path) -> str:
    with pytest.raises(StoreError) as refused:
        open_reader(path)
    return refused.value.findings[0].rule


def test_a_first_load_keeps_another_one_out(tmp_path: Path) -> None:
    path = tmp_path / "graph.sqlite"
    with transaction(path) as connection:
        connection.execute("CREATE TABLE meta (key TEXT)")
        assert refusal_to_readers(path) == "store-empty"
        with (
            closing(open_blank(path, busy_milliseconds=50)) as other,
            pytest.raises(StoreError, match="is locked by another process"),
            writing(other),
        ):
            raise AssertionError("two first loads at once")
    assert path.stat().st_size > 0


def test_two_first_loads_at_once_are_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "graph.sqlite"
    processes = [begin(path, 1), begin(path, 2)]
    for process in processes:
        finish(process)
    with closing(open_reader(path)) as reader:
        assert list(rows(reader, "SELECT value FROM meta WHERE key = 'generation'")) == [("2",)], "one was replaced"
        assert generation(reader) in (1, 2)


def test_the_log_of_a_deleted_file_is_not_read_into_the_next_one(tmp_path: Path) -> None:
    path, log = tmp_path / "graph.sqlite", tmp_path / "graph.sqlite-wal"
    finish(begin(path, 1))
    with closing(open_writer(path)) as connection:
        connection.execute("CREATE TABLE other (text TEXT)")
        kept = log.read_bytes()
    path.unlink()
    log.write_bytes(kept)
    finish(begin(path, 2))
    assert state(path) == 2
    with closing(open_reader(path)) as reader:
        assert list(rows(reader, "SELECT name FROM sqlite_schema WHERE name = 'other'")) == []


def test_a_first_load_that_fails_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "graph.sqlite"
    with pytest.raises(ZeroDivisionError), transaction(path) as connection:
        connection.execute("CREATE TABLE meta (key TEXT)")
        raise ZeroDivisionError
    assert [one.name for one in tmp_path.iterdir()] == ["graph.sqlite"] and path.stat().st_size == 0


def test_ten_kills_at_random_moments_leave_one_whole_generation(tmp_path: Path) -> None:
    random = Random(4)
    path = tmp_path / "graph.sqlite"
    seconds = finish(begin(path, 1))
    assert state(path) == 1

    onlooker = Onlooker(path)
    onlooker.start()
    day, survived = 1, 0
    for _ in range(KILLS):
        process = begin(path, day + 1)
        time.sleep(random.random() * seconds)
        process.kill()
        process.communicate()
        found = state(path)
        assert found in (day, day + 1)
        survived, day = survived + (found == day), found
    finish(begin(path, day + 1))
    onlooker.over.set()
    onlooker.join()
    assert not onlooker.wrong
    assert state(path) == day + 1
    assert survived >= KILLS // 2, "the kills came too late to prove anything"
    assert set(onlooker.seen) <= set(range(1, day + 2)) and len(onlooker.seen) > 20
    assert onlooker.seen == sorted(onlooker.seen)
