"""How the software is cited: CITATION.cff and codemeta.json are valid and agree with the package."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import consortium

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

TERMS = {
    "@context", "@type", "name", "description", "version", "license", "author", "keywords", "programmingLanguage",
    "runtimePlatform", "operatingSystem", "softwareRequirements", "developmentStatus", "readme", "softwareHelp",
    "codeRepository", "identifier", "dateCreated", "dateModified", "datePublished", "funder", "funding",
    "referencePublication", "issueTracker", "continuousIntegration", "contributor", "maintainer", "url", "sameAs",
}  # fmt: skip
"""Terms of CodeMeta 3.0 that make sense here; others are not understood by those who read the file."""


@pytest.fixture
def citation() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


@pytest.fixture
def codemeta() -> dict[str, Any]:
    return json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))


def test_the_citation_is_valid(citation: dict[str, Any]) -> None:
    schema = json.loads((ROOT / "tests" / "schemas" / "cff-1.2.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(citation)
    del citation["authors"]
    with pytest.raises(jsonschema.ValidationError, match="'authors' is a required property"):
        jsonschema.Draft7Validator(schema).validate(citation)


def test_the_metadata_have_what_codemeta_asks_for_and_no_other_terms(codemeta: dict[str, Any]) -> None:
    assert codemeta["@context"] == "https://w3id.org/codemeta/3.0"
    assert codemeta["@type"] == "SoftwareSourceCode"
    assert set(codemeta) <= TERMS
    assert codemeta.keys() >= {"name", "description", "version", "license", "author"}
    assert all((ROOT / codemeta[key]).is_file() for key in ("readme", "softwareHelp"))


def test_version_authors_licence_and_keywords_are_those_of_the_package(
    citation: dict[str, Any], codemeta: dict[str, Any]
) -> None:
    assert citation["version"] == codemeta["version"] == consortium.__version__
    (author,) = (author["name"] for author in PROJECT["authors"])
    for authors in (citation["authors"], codemeta["author"]):
        assert [who["name"].lower() for who in authors] == [author]
    assert citation["license"] == PROJECT["license"]
    assert codemeta["license"].endswith(f"/{PROJECT['license']}")
    assert citation["keywords"] == codemeta["keywords"] == PROJECT["keywords"]
    assert (codemeta["name"], codemeta["description"]) == (PROJECT["name"], PROJECT["description"])


def test_what_is_required_is_what_the_package_requires(codemeta: dict[str, Any]) -> None:
    required = {re.split(r"[<>=\[]", line)[0].lower() for line in PROJECT["dependencies"]}
    assert {address.rpartition("/")[2] for address in codemeta["softwareRequirements"]} <= required


def test_nothing_is_invented(citation: dict[str, Any], codemeta: dict[str, Any]) -> None:
    text = json.dumps([citation, codemeta])
    assert "doi" not in text.lower()
    assert "orcid" not in text.lower()
