r"""The terms of YARRRML: `ex:$(id)~iri`, `[$(name), en~lang]`, `{value: …, datatype: …}`, `{function: …}`.

Parentheses inside a reference are escaped, `$(price \(EUR\))`; a dollar sign before a parenthesis is `\$(`.
"""

from __future__ import annotations

import re
from typing import Any

from graph_service.documents import Step
from graph_service.findings import closest
from graph_service.loading.mapping.model import (
    RDF_TYPE,
    XSD,
    Call,
    Constant,
    Reference,
    Template,
    Term,
    TermType,
    Value,
)

Prefixes = dict[str, str]
WELL_KNOWN = {"rdf": RDF_TYPE.removesuffix("type"), "xsd": XSD, "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
FUNCTIONS = ("function", "fn", "f")
PARAMETERS = ("parameters", "pms")
_REFERENCE = re.compile(r"(?<!\\)\$\(((?:\\.|[^()\\])*)\)")
_PREFIXED = re.compile(r"([A-Za-z_][\w.-]*|):(?!//)(.*)", re.DOTALL)
_SHORT_CALL = re.compile(r"\s*([^\s()]+)\s*\((.*)\)\s*", re.DOTALL)


class YarrrmlError(Exception):
    """Something wrong at a path of the YAML file; the reader turns it into a finding with its line."""

    def __init__(self, message: str, at: tuple[Step, ...], suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message, self.at, self.suggestions = message, at, suggestions


def take(body: dict[str, Any], *names: str) -> tuple[str, Any]:
    """The key in use among several spellings, and its value (None if absent)."""
    return next(((name, body[name]) for name in names if name in body), (names[0], None))


def expand(prefixes: Prefixes, text: str, at: tuple[Step, ...]) -> str:
    """The IRI of `prefix:rest`; text without a prefix is an IRI already."""
    match = _PREFIXED.fullmatch(text)
    if not match:
        return text
    prefix, rest = match.groups()
    known = {**WELL_KNOWN, **prefixes}
    if prefix in known:
        return known[prefix] + rest
    if prefix.lower() in ("http", "https", "urn", "mailto", "tag", "file"):
        return text
    raise YarrrmlError(f"Unknown prefix '{prefix}' in '{text}'.", at, closest(prefix, known))


def constant_iri(prefixes: Prefixes, text: Any, at: tuple[Step, ...]) -> str:
    """A predicate: `a` or a constant IRI."""
    if text == "a":
        return RDF_TYPE
    if not isinstance(text, str) or _REFERENCE.search(text):
        raise YarrrmlError(f"A predicate is a constant IRI, not '{text}'.", at)
    iri = expand(prefixes, text.removesuffix("~iri"), at)
    if ":" not in iri:
        raise YarrrmlError(f"A predicate is an IRI or prefix:name, not '{text}'.", at)
    return iri


def read_value(prefixes: Prefixes, value: Any, at: tuple[Step, ...], *, iri: bool) -> Value:
    """A value expression: text with references, a constant, or a function; prefixes are expanded in IRIs only."""
    if isinstance(value, dict):
        return read_call(prefixes, value, at)
    if value is None or isinstance(value, list):
        raise YarrrmlError(f"Expected a value, not '{value}'.", at)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if text.endswith("~iri"):
        text, iri = text.removesuffix("~iri"), True
    parts = _parts(text)
    if iri and parts and isinstance(parts[0], str):
        parts[0] = expand(prefixes, parts[0], at)
    if not any(isinstance(part, Reference) for part in parts):
        return Constant(value="".join(str(part) for part in parts))
    return parts[0] if len(parts) == 1 and isinstance(parts[0], Reference) else Template(parts=tuple(parts))


def _parts(text: str) -> list[str | Reference]:
    parts: list[str | Reference] = []
    end = 0
    for match in _REFERENCE.finditer(text):
        parts.append(_unescaped(text[end : match.start()]))
        parts.append(Reference(column=_unescaped(match.group(1))))
        end = match.end()
    parts.append(_unescaped(text[end:]))
    return [part for part in parts if part != ""]


def _unescaped(text: str) -> str:
    return re.sub(r"\\([()$\\])", r"\1", text)


def read_term(prefixes: Prefixes, target: Any, at: tuple[Step, ...], default: TermType) -> Term:
    """A subject or object in any of its forms; `default` is the term type where nothing says otherwise."""
    kind, datatype, language = default, None, None
    if isinstance(target, list):
        if len(target) not in (1, 2):
            raise YarrrmlError("An object is [value] or [value, datatype or language~lang].", at)
        datatype, language = _annotation(prefixes, target[1], at) if len(target) == 2 else (None, None)
        target = target[0]
    elif isinstance(target, dict):
        _known_keys(target, at)
        kind = TermType(target["type"]) if target.get("type") in tuple(TermType) else default
        datatype = expand(prefixes, str(target["datatype"]), at) if target.get("datatype") else None
        language = str(target["language"]) if target.get("language") else None
        target = target.get("value", target)
    if isinstance(target, str) and target.endswith("~iri"):
        kind = TermType.IRI
    value = read_value(prefixes, target, at, iri=kind is TermType.IRI)
    try:
        return Term(value=value, type=kind, datatype=datatype, language=language)
    except ValueError as error:
        raise YarrrmlError(f"{str(error).capitalize()}.", at) from error


def _known_keys(target: dict[str, Any], at: tuple[Step, ...]) -> None:
    known = ("value", "datatype", "language", "type", *FUNCTIONS, *PARAMETERS)
    for key in target:
        if key not in known:
            raise YarrrmlError(f"Unknown key '{key}' of an object.", (*at, key), closest(str(key), known))
    kind = target.get("type")
    if kind is not None and kind not in tuple(TermType):
        raise YarrrmlError(f"Unknown type '{kind}' of a term. Use iri or literal.", (*at, "type"))


def _annotation(prefixes: Prefixes, text: Any, at: tuple[Step, ...]) -> tuple[str | None, str | None]:
    if str(text).endswith("~lang"):
        return None, str(text).removesuffix("~lang")
    return expand(prefixes, str(text), at), None


def read_call(prefixes: Prefixes, body: Any, at: tuple[Step, ...]) -> Call:
    """`{function: ex:f, parameters: [[ex:p, $(x)], …]}`, or short `{function: "ex:f(ex:p = $(x), ex:q = 3)"}`."""
    name = take(body, *FUNCTIONS)[1] if isinstance(body, dict) else None
    if not isinstance(name, str):
        raise YarrrmlError("Expected function: and parameters:.", at)
    key, parameters = take(body, *PARAMETERS)
    arguments = tuple(_argument(prefixes, entry, (*at, key)) for entry in parameters or ())
    short = _SHORT_CALL.fullmatch(name)
    if short:
        name = short.group(1)
        arguments = tuple(_short_argument(prefixes, part, at) for part in _split(short.group(2)))
    return Call(iri=expand(prefixes, name, at), arguments=arguments)


def _argument(prefixes: Prefixes, entry: Any, at: tuple[Step, ...]) -> tuple[str, Value]:
    if isinstance(entry, dict) and "parameter" in entry:
        entry = [entry["parameter"], entry.get("value", entry)]
    if not isinstance(entry, list) or len(entry) not in (2, 3):
        raise YarrrmlError("A parameter is [name, value] or {parameter: name, value: …}.", at)
    return expand(prefixes, str(entry[0]), at), read_value(prefixes, entry[1], at, iri=False)


def _short_argument(prefixes: Prefixes, text: str, at: tuple[Step, ...]) -> tuple[str, Value]:
    name, equals, value = text.partition("=")
    if not equals:
        raise YarrrmlError(f"A short parameter is name = value, not '{text.strip()}'.", at)
    return expand(prefixes, name.strip(), at), read_value(prefixes, value.strip().strip('"'), at, iri=False)


def _split(text: str) -> list[str]:
    """Split at commas that stand outside references and quotes."""
    parts = re.findall(r'(?:\$\((?:\\.|[^()\\])*\)|"[^"]*"|[^,])+', text)
    return [part for part in parts if part.strip()]
