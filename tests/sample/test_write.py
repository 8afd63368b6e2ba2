"""Writing is all or nothing, says how far it is, and refuses nonsense."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from graph_service.findings import UsageError
from graph_service.sample import write
from tests.sample.written import columns, digest


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"seed": -1}, "Expected a seed from 0, got -1."),
        ({"scale": 0}, "Expected a scale from 1, got 0."),
        ({"dirty": 0.7}, "Expected a share to 0.5, got 0.7."),
        ({"days": 0}, "Expected 1 to 730 days, got 0."),
        ({"days": 731}, "Expected 1 to 730 days, got 731."),
        ({"stores": ()}, "Expected at least one store number, got none."),
        ({"stores": (2, 13)}, "Unknown store: 13. At this scale there are stores 1 to 12."),
    ],
)
def test_an_impossible_wish_is_refused_and_nothing_written(tmp_path: Path, wish: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as refused:
        write(tmp_path / "out", **wish)
    assert message in str(refused.value) and list(tmp_path.iterdir()) == []


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        write(tmp_path / "out", seed=-1, days=0, stores=(99,))
    assert len(refused.value.findings) == 3


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="Expected a folder, got a file"):
        write(tmp_path / "out")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_progress_goes_up_to_the_whole(tmp_path: Path) -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    write(tmp_path / "out", days=30, progress=lambda step, done, total: told.setdefault(step, []).append((done, total)))
    assert list(told) == ["world", "days", "baskets", "files"]
    for step, steps in told.items():
        done = [d for d, _ in steps]
        assert done == sorted(done) and steps[-1][0] == steps[-1][1], step
    assert len(told["files"]) == 36


def test_a_failing_run_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    before = write(out, days=30)

    def fail(step: str, done: int, total: int) -> None:
        if (step, done) == ("files", 9):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(out, seed=2, days=30, progress=fail)
    assert {path: digest(out / path) for path in before.digests} == before.digests
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("seconds", [0.9, 1.3, 1.7])
def test_a_killed_run_leaves_each_folder_old_or_new(tmp_path: Path, seconds: float) -> None:
    out = tmp_path / "out"
    old = write(out, days=200).digests
    code = "import sys, pathlib, graph_service.sample as s; s.write(pathlib.Path(sys.argv[1]), seed=2, days=200)"
    run = subprocess.Popen([sys.executable, "-c", code, str(out)])
    time.sleep(seconds)
    run.kill()
    run.wait()
    killed = {path: digest(out / path) for path in old if (out / path).exists()}
    new = write(out, seed=2, days=200).digests
    for product in {path.partition("/")[0] for path in old}:
        mine = {path for path in old if path.startswith(f"{product}/")}
        found = {path: killed.get(path) for path in mine}
        assert found in ({path: old[path] for path in mine}, {path: new[path] for path in mine}, dict.fromkeys(mine))
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "the next run cleans up"


def test_the_manifest_says_how_it_was_made(small: Path) -> None:
    manifest = json.loads((small / "truth/manifest.json").read_text(encoding="utf-8"))
    assert manifest["recipe"] == {"seed": 1, "scale": 1, "dirty": 0.0, "stores": [2, 4, 6, 8, 10, 12], "days": 400}
    assert set(manifest["records"]) == set(manifest["digests"])


def test_files_are_plain_csv(clean: Path) -> None:
    for path in clean.glob("*/*.csv"):
        content = path.read_bytes()
        assert content.endswith(b"\n") and b"\r" not in content and not content.startswith(b"\xef\xbb\xbf")
        assert content.decode("utf-8")
    texts = columns(clean / "social/mentions.csv")["text"]
    raw = (clean / "social/mentions.csv").read_text(encoding="utf-8")
    quoted = [text for text in texts if "," in text]
    assert quoted and all(f',"{text}",' in raw for text in quoted) and '""' not in raw
