"""Running the command line inside this process, as a person would see it."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

from graph_service.cli import main


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its answer as JSON."""
        return json.loads(self.out)


def run(*words: object) -> Ran:
    """`graph-service WORDS`."""
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["graph-service", *map(str, words)]
    code = 0
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.argv = before
    return Ran(code=code, out=out.getvalue(), err=err.getvalue())
