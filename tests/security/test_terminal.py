"""What data says is text on a terminal: it styles nothing, links nowhere and drives nothing."""

from __future__ import annotations

import pytest

from graph_service.cli.output import as_text, err, out, print_findings, print_rows
from graph_service.findings import Finding
from graph_service.loads import Loaded
from graph_service.workspace import Workspace
from tests.cli.running import run

NASTY = "[/] [/bold] [link=https://evil.example]x[/link] \x1b[31mred \x1b]0;title\x07 \x9b31m \u202e \\"


@pytest.mark.parametrize("text", [NASTY, "[", "]", "\\", "[/x]", "\\[/x]", "[red]\\", "a\nb\tc", "Möwe 東京"])
def test_text_is_shown_as_it_is(text: str) -> None:
    with out.capture() as captured:
        out.print(f"[bold]{as_text(text)}[/]", end="")
    visible = "".join(char if char.isprintable() or char in " \n\t" else f"\\u{ord(char):04x}" for char in text)
    assert captured.get() == visible.replace("\t", captured.get()[len("a\nb") : -1] if "\t" in text else "")


def test_tables_and_findings_show_it_so_too() -> None:
    with out.capture() as captured:
        print_rows([NASTY], [[NASTY]], title=NASTY)
    assert captured.get().count("[link=https://evil.example]x[/link]") == 3
    assert "\x1b]" not in captured.get() and "\x07" not in captured.get()
    with err.capture() as errors:
        print_findings([Finding(rule=NASTY, message=NASTY)])
    assert errors.get().count("[/bold]") == 2 and "\x1b]" not in errors.get()


def test_a_title_with_markup_is_no_fault(sample_workspace: Workspace, sample_load: Loaded) -> None:
    plan = 'title: "[/bold] x"\ntable: {nodes: {s: Store}, dimensions: {"[/x]": s.name}, measures: {n: {count: s}}}\n'
    (sample_workspace.root / "nasty.yaml").write_text(plan, encoding="utf-8")
    for command in ("query", "explain"):
        ran = run(command, sample_workspace.root / "nasty.yaml", "--workspace", sample_workspace.root)
        assert ran.code == 0 and "[/bold] x" in ran.out and "[/x]" in ran.out


@pytest.mark.parametrize("word", ["[/]", "[/products]", "\udcff", "a\x1b]0;b\x07"])
def test_what_is_asked_is_no_markup(sample_workspace: Workspace, sample_load: Loaded, word: str) -> None:
    for words in (("ask", f"stores {word}"), ("why", word), ("query", word), ("quarantine", word)):
        ran = run(*words, "--workspace", sample_workspace.root)
        assert ran.code in (0, 1, 2) and "Traceback" not in ran.err and "\x1b]" not in ran.out + ran.err
