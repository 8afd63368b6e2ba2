"""A load that is killed loses nothing and shows nothing half."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from random import Random

from graph_service.findings import StoreError
from graph_service.stores.connection import Connection, open_reader, open_writer, reading, rows
from tests.loading.ledger.one_load import LINES

KILLS = 10
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


def test_ten_kills_at_random_moments_leave_one_whole_generation(tmp_path: Path) -> None:
    random = Random(4)
    path = tmp_path / "graph.sqlite"
    first = begin(path, 1)
    time.sleep(0.05)
    first.kill()
    first.communicate()
    assert state(path) == 0
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
