"""YAML that stays within bounds: no endless nesting, no aliases that multiply, and every fault has its line.

text ─► compose ─► nodes with their lines ─► construct ─► plain values        (yaml.MarkedYAMLError otherwise)

Only `true` and `false` are booleans (YAML 1.2's core schema): the key `on` is the text `on`, the code `no` is `no`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

DEEPEST = 100  # what walks a document later would end at the interpreter's own limit
MOST = 100_000  # values, each alias counted as all that it stands for


class BoundedLoader(yaml.SafeLoader):
    """PyYAML's safe loader with bounds; a value that is none (30 February) is a fault with its line."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._level, self._aliases = 0, 0
        self._measured: dict[int, tuple[int, int]] = {}

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """A node whose size and depth are known when it is done."""
        if self.check_event(yaml.AliasEvent):
            return self._alias(parent, index)
        self._level += 1
        if self._level > DEEPEST:
            raise _fault(f"nested more than {DEEPEST} deep", self._here())
        node = super().compose_node(parent, index)
        self._level -= 1
        if node is not None:
            self._measure(node)
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """The value of a node."""
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as error:
            raise _fault(str(error), node.start_mark) from error

    def _here(self) -> Any:
        return self.peek_event().start_mark  # type: ignore[no-untyped-call]

    def _alias(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        mark = self._here()
        node = super().compose_node(parent, index)
        self._aliases += 1
        if id(node) not in self._measured:
            raise _fault("an alias inside of what it stands for", mark)
        return node

    def _measure(self, node: yaml.Node) -> None:
        parts = [self._measured[id(part)] for part in _parts(node)]
        size, depth = 1 + sum(size for size, _ in parts), 1 + max((depth for _, depth in parts), default=0)
        if depth > DEEPEST:
            raise _fault(f"nested more than {DEEPEST} deep", node.start_mark)
        if self._aliases and size > MOST:
            raise _fault(f"aliases that stand for more than {MOST:,} values", node.start_mark)
        self._measured[id(node)] = (size, depth)


BoundedLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
BoundedLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def compose(text: str, loader: type[BoundedLoader] = BoundedLoader) -> yaml.Node | None:
    """The document's root node, None of an empty one; yaml.MarkedYAMLError.

    libyaml is ten times as fast; what it refuses is read again for the message, which names the place better.
    """
    quick = _quick(loader)
    try:
        if _is_plain(text, quick):
            return yaml.compose(text, Loader=quick)
    except yaml.YAMLError:
        pass
    try:
        return loader(text).get_single_node()
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        mark = yaml.Mark("", error.position, before.count("\n"), len(before) - before.rfind("\n") - 1, None, 0)
        raise _fault(f"the character {chr(int(error.character))!r} is not allowed", mark) from error


def _quick(loader: type[BoundedLoader]) -> type[yaml.SafeLoader]:
    """The loader of libyaml with the same resolvers, PyYAML's own where there is none."""
    base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return type("Quick", (base,), {"yaml_implicit_resolvers": loader.yaml_implicit_resolvers})


def _is_plain(text: str, quick: type[yaml.SafeLoader]) -> bool:
    """Whether a text has neither aliases nor deep nesting, so that it needs no measuring."""
    level = 0
    for event in yaml.parse(text, Loader=quick):
        if isinstance(event, yaml.CollectionStartEvent):
            level += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            level -= 1
        if level >= DEEPEST or isinstance(event, yaml.AliasEvent):
            return False
    return True


def construct(node: yaml.Node | None, loader: type[BoundedLoader] = BoundedLoader) -> Any:
    """The plain value of a root node; yaml.MarkedYAMLError where a node has none."""
    return None if node is None else loader("").construct_document(node)


def _parts(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for pair in node.value:
            yield from pair
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _fault(problem: str, mark: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)
