"""The benchmarks run, at a size that takes seconds, and print what they promise; their figures are nobody's test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BENCHES = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if "def main(" in path.read_text(encoding="utf-8"))
SMALL = {
    "check": (["--classes", "20", "--rounds", "1"], "ratio"),
    "plans": (["--scale", "0.01", "--rounds", "1"], "nested page 20 × 10 × 5"),
}


def run(name: str, *options: str) -> str:
    command = [sys.executable, "-m", f"bench.{name}", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", SMALL)
def test_a_small_run_prints_its_lines(name: str) -> None:
    options, line = SMALL[name]
    assert line in run(name, *options)


@pytest.mark.parametrize("name", BENCHES)
def test_help_says_what_is_compared(name: str) -> None:
    text = " ".join(run(name, "--help").split())
    assert "against" in text and f"python -m bench.{name}" in text
    assert f"`python -m bench.{name}" in (ROOT / "bench" / "README.md").read_text(encoding="utf-8")


def test_every_benchmark_was_seen() -> None:
    assert len(BENCHES) == 5
