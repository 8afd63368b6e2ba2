"""Contracts in the Open Data Contract Standard 3.1 (https://bitol-io.github.io/open-data-contract-standard/v3.1.0/).

`read_contract` gives the `Contract` and the findings that leave it usable; what makes it unusable is raised.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

from open_data_contract_standard.model import (
    OpenDataContractStandard,
    SchemaObject,
    SchemaProperty,
    Server,
    ServiceLevelAgreementProperty,
)
from pydantic import BaseModel, ValidationError

from graph_service.documents import Document, Step, read_document
from graph_service.findings import Finding, Severity, closest
from graph_service.loading.contract.model import (
    Check,
    Contract,
    ContractColumn,
    Freshness,
    Kind,
    Logical,
    Source,
    Target,
)
from graph_service.loading.contract.places import outside
from graph_service.loading.contract.quality import read_quality
from graph_service.loading.contract.structure import finding, structure
from graph_service.loading.sql.formats import strptime_format

API_VERSIONS = ("v3.1.0", "v3.0.2", "v3.0.1", "v3.0.0")
FORMATS = ("csv", "parquet", "json")
HEADING = {  # what a contract begins with, and the lines to write
    "apiVersion": "apiVersion: v3.1.0",
    "kind": "kind: DataContract",
    "id": "id: {product}",
    "version": "version: 1.0.0",
    "status": "status: active",
    "schema": "schema: [{{name: {product}, physicalName: {product}.csv, properties: [{{name: id}}]}}]",
}
FRESHNESS = ("freshness", "latency")  # ODCS calls it latency; both words are in use
UNITS = {"d": "days", "day": "days", "days": "days", "h": "hours", "hour": "hours", "hours": "hours"}
OPTIONS = {
    "minimum": Kind.MINIMUM,
    "maximum": Kind.MAXIMUM,
    "exclusiveMinimum": Kind.EXCLUSIVE_MINIMUM,
    "exclusiveMaximum": Kind.EXCLUSIVE_MAXIMUM,
    "multipleOf": Kind.MULTIPLE_OF,
    "minLength": Kind.MIN_LENGTH,
    "maxLength": Kind.MAX_LENGTH,
    "pattern": Kind.PATTERN,
}
NESTED_OPTIONS = {"minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "required"}
READ_OPTIONS = {"format", "timezone", "defaultTimezone"}


def read_contract(path: Path, shown: str) -> tuple[Contract | None, tuple[Finding, ...]]:
    """The contract of a file as far as it can be read, and everything wrong in it; with a Violation it is not sound."""
    yaml, broken = read_document(path, shown)
    if yaml is None or broken:
        return None, broken
    findings: list[Finding] = []
    document = _validated(yaml, path.parent.name, findings)
    if document is None:
        return None, tuple(findings)
    findings += _unknown_keys(yaml, OpenDataContractStandard, yaml.value, ())
    sources = tuple(_source(yaml, document, at, schema, findings) for at, schema in enumerate(document.schema_ or ()))
    findings += structure(yaml, sources)
    server = _server(yaml, document, path.parent.name, findings)
    contract = Contract(
        id=document.id or "",
        name=document.name or document.dataProduct or document.id or path.parent.name,
        version=document.version or "",
        sources=sources,
        folder=server.path or "",
        format=server.format or "csv",
        delimiter=server.delimiter or ",",
        file=shown,
    )
    return contract, tuple(sorted(findings, key=lambda finding: finding.severity is not Severity.VIOLATION))


def _validated(yaml: Document, product: str, findings: list[Finding]) -> OpenDataContractStandard | None:
    """The document as the standard has it; None if it is none, a missing heading is a finding."""
    if not isinstance(yaml.value, dict):
        lines = " and ".join(f"'{line}'" for line in ("apiVersion: v3.1.0", "kind: DataContract"))
        findings.append(finding(yaml, f"A contract is a YAML mapping that starts with {lines}."))
        return None
    version = yaml.value.get("apiVersion")
    if version and version not in API_VERSIONS:
        message = f"Unknown version of the contract standard: apiVersion '{version}'. Use {' or '.join(API_VERSIONS)}."
        findings.append(finding(yaml, message, "apiVersion"))
    missing = [key for key in HEADING if not yaml.value.get(key)]
    if missing:
        lines = ", ".join(f"'{HEADING[key].format(product=product)}'" for key in missing)
        findings.append(finding(yaml, f"The contract lacks {', '.join(missing)}. Add {lines}."))
    try:
        return OpenDataContractStandard(**{"apiVersion": "", "kind": "", "id": "", "status": "", **yaml.value})
    except ValidationError as error:
        findings += [_invalid(yaml, problem) for problem in error.errors()]
        return None


def _invalid(yaml: Document, problem: Any) -> Finding:
    steps = tuple(step for step in problem["loc"])
    key = ".".join(str(step) for step in steps)
    hint = closest(str(steps[-1]), OpenDataContractStandard.model_fields) if len(steps) == 1 else ()
    return finding(yaml, f"{key}: {problem['msg']}.", *steps, suggestions=hint)


def _unknown_keys(yaml: Document, model: type[BaseModel], value: Any, at: tuple[Step, ...]) -> Iterator[Finding]:
    """Keys that the standard does not know: the package passes over them, and a mistyped rule would be no rule."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    for key, inner in value.items():
        if key not in fields:
            hint = closest(str(key), fields)
            message = f"Unknown key '{key}'; it has no effect."
            yield finding(yaml, message, *at, key, suggestions=hint, severity=Severity.WARNING)
            continue
        nested = _model_in(fields[key].annotation)
        members = enumerate(inner) if isinstance(inner, list) else ((None, inner),)
        for position, member in members:
            if nested and isinstance(member, dict):
                steps = (*at, key) if position is None else (*at, key, position)
                yield from _unknown_keys(yaml, nested, member, steps)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model), None)


def _server(yaml: Document, document: OpenDataContractStandard, product: str, findings: list[Finding]) -> Server:
    """The first server of type local; without one a finding says the line to write."""
    for position, server in enumerate(document.servers or []):
        if server.type == "local":
            if server.format not in (None, *FORMATS):
                message = f"Unknown format '{server.format}'. Use {', '.join(FORMATS)}."
                findings.append(finding(yaml, message, "servers", position, "format"))
            for wrong in outside(server.path or ""):
                findings.append(finding(yaml, wrong, "servers", position, "path"))
            return server
    line = f"servers: [{{server: local, type: local, path: {product}, format: csv}}]"
    message = f"The contract has no server of type local, so there is no path. Write '{line}'."
    findings.append(finding(yaml, message, "servers"))
    return Server()


def _source(
    yaml: Document, document: OpenDataContractStandard, position: int, schema: SchemaObject, findings: list[Finding]
) -> Source:
    at: tuple[Step, ...] = ("schema", position)
    name = schema.name or f"schema{position}"
    columns: list[ContractColumn] = []
    checks: list[Check] = []
    for number, column in enumerate(schema.properties or ()):
        steps = (*at, "properties", number)
        columns.append(_column(yaml, column, steps, findings))
        checks += _column_checks(yaml, name, column, steps, findings)
    keyed = [column for column in schema.properties or () if column.primaryKey]
    key = tuple(c.name or "" for c in sorted(keyed, key=lambda c: c.primaryKeyPosition or 1))
    if key:
        checks.append(Check(kind=Kind.PRIMARY_KEY, columns=key, line=yaml.line(*at)))
    checks += _references(yaml, name, schema.relationships, at, ())
    checks += read_quality(yaml, schema.quality or (), (*at, "quality"), (), findings)
    findings += [finding(yaml, wrong, *at, "physicalName") for wrong in outside(schema.physicalName or name)]
    return Source(
        name=name,
        file=schema.physicalName or f"{name}.csv",
        columns=tuple(columns),
        checks=tuple(checks),
        key=key,
        freshness=tuple(_freshness(yaml, document.slaProperties or (), name, findings)),
        line=yaml.line(*at),
    )


def _column(yaml: Document, column: SchemaProperty, at: tuple[Step, ...], findings: list[Finding]) -> ContractColumn:
    options = column.logicalTypeOptions or {}
    logical = column.logicalType or "string"
    if logical not in set(Logical):
        message = f"Unknown logicalType '{logical}' of column '{column.name}'."
        findings.append(finding(yaml, message, *at, "logicalType", suggestions=closest(logical, set(Logical))))
        logical = "string"
    findings += _option_faults(yaml, column, Logical(logical), at)
    return ContractColumn(
        name=column.name or "",
        heading=column.physicalName or column.name or "",
        logical=Logical(logical),
        format=options.get("format"),
        time_zone=options.get("defaultTimezone"),
        required=bool(column.required or column.primaryKey),
        unit=_custom(column, "unit"),
        terms=tuple(link.url for link in column.authoritativeDefinitions or () if link.url),
        classification=column.classification,
        line=yaml.line(*at),
    )


def _option_faults(yaml: Document, column: SchemaProperty, logical: Logical, at: tuple[Step, ...]) -> Iterator[Finding]:
    """Options that nothing reads, and a format that no date can have."""
    options, place = column.logicalTypeOptions or {}, (*at, "logicalTypeOptions")
    for option in options:
        if option in NESTED_OPTIONS and logical in (Logical.ARRAY, Logical.OBJECT):
            message = f"Option '{option}' of column '{column.name}' is not checked: nested values are not looked into."
            yield finding(yaml, message, *place, option, severity=Severity.INFO)
        elif option not in OPTIONS and option not in READ_OPTIONS:
            hint = closest(option, [*OPTIONS, *READ_OPTIONS])
            message = f"Unknown option '{option}' of column '{column.name}'."
            yield finding(yaml, message, *place, option, suggestions=hint)
    if logical in (Logical.DATE, Logical.TIMESTAMP) and "format" in options:
        try:
            strptime_format(options["format"])
        except ValueError as error:
            yield finding(yaml, f"{error}.", *place, "format")


def _custom(column: SchemaProperty, name: str) -> str | None:
    return next((str(c.value) for c in column.customProperties or () if c.property == name), None)


def _column_checks(
    yaml: Document, source: str, column: SchemaProperty, at: tuple[Step, ...], findings: list[Finding]
) -> Iterator[Check]:
    mine = (column.name or "",)
    if column.required or column.primaryKey:
        yield Check(kind=Kind.REQUIRED, columns=mine, line=yaml.line(*at))
    yield Check(kind=Kind.TYPE, columns=mine, line=yaml.line(*at))
    for option, argument in (column.logicalTypeOptions or {}).items():
        if option in OPTIONS:
            line = yaml.line(*at, "logicalTypeOptions", option)
            yield Check(kind=OPTIONS[option], columns=mine, argument=argument, line=line)
    if column.enum:
        values = tuple(str(member.value) for member in column.enum)
        yield Check(kind=Kind.ENUM, columns=mine, argument=values, line=yaml.line(*at, "enum"))
    if column.unique:
        yield Check(kind=Kind.UNIQUE, columns=mine, line=yaml.line(*at, "unique"))
    yield from _references(yaml, source, column.relationships, at, mine)
    yield from read_quality(yaml, column.quality or (), (*at, "quality"), mine, findings)


def _references(
    yaml: Document, source: str, relationships: Any, at: tuple[Step, ...], columns: tuple[str, ...]
) -> Iterator[Check]:
    for position, relation in enumerate(relationships or ()):
        ends = [end if isinstance(end, list) else [end] for end in (relation.from_ or [], relation.to or [])]
        starts, targets = ([str(end).rsplit(".", 1) for end in side if end] for side in ends)
        mine = columns or tuple(start[-1] for start in starts)
        target = Target(source=targets[0][0] if len(targets[0]) > 1 else source, columns=tuple(t[-1] for t in targets))
        line = yaml.line(*at, "relationships", position)
        yield Check(kind=Kind.REFERENCE, columns=mine, argument=target, line=line)


def _freshness(
    yaml: Document, properties: list[ServiceLevelAgreementProperty] | tuple[()], source: str, findings: list[Finding]
) -> Iterator[Freshness]:
    for position, sla in enumerate(properties):
        if sla.property not in FRESHNESS or not sla.element:
            continue
        for element in sla.element.split(","):
            table, _, column = element.strip().partition(".")
            if table != source:
                continue
            unit = UNITS.get(sla.unit or "d")
            if unit is None or not isinstance(sla.value, int | float):
                message = f"{sla.property} needs a number and a unit: d (days) or h (hours)."
                findings.append(finding(yaml, message, "slaProperties", position))
                continue
            within = timedelta(**{unit: float(sla.value)})
            yield Freshness(column=column, within=within, line=yaml.line("slaProperties", position))
