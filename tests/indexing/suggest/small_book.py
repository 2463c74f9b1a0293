# SPDX-License-Identifier: GPL-3.0-or-later
"""A codebook of two entries and four rules, as a document that a test may break."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

Document = dict[str, Any]


def words(text: str) -> dict[str, str]:
    return {"en": text, "fr": f"{text} (fr)"}


def entry(name: str, **changes: Any) -> Document:
    return {
        "id": name,
        "version": 1,
        "group": name[:3],
        "label": words("A fee is asked"),
        "definition": words("A fee is asked from the worker."),
        "evidence_types": ["text_span"],
        "suggest": {"mode": "lexicon", "default": "on"},
        "strength": "medium",
        "evidence": {"grade": "E3", "note": words("A principle of fair recruitment.")},
        "sources": [{"ref": "GUIDE", "locator": "p. 1"}],
        "false_positives": words("A lawful charge for a copy of a key."),
    } | changes


def rule(kind: str, **changes: Any) -> Document:
    shape: dict[str, Document] = {
        "lexicon": {
            "lang": "en",
            "unit": "sentence",
            "all_of": [{"any_of": ["fee"]}, {"any_of": ["job"]}],
        },
        "regex": {"lang": "*", "pattern": r"\b(?P<n>[0-9]{1,3}) hours\b", "value": "n"},
        "entity": {"entity_types": ["phone"], "steps_any": ["words"]},
        "cluster": {"group_by": "contact", "statistic": "authors", "threshold": 3},
    }
    base = {
        "id": f"R-FEE-01-{kind}",
        "indicator": "FEE-01",
        "version": 1,
        "kind": kind,
        "explain": words("It stands there."),
    }
    return base | shape[kind] | changes


def book() -> Document:
    return {
        "codebook": {
            "id": "small",
            "version": "1.0.0",
            "format": "ths-codebook/1",
            "languages": ["en", "fr"],
            "title": words("Small"),
        },
        "groups": [{"id": "FEE", "label": words("Fees")}, {"id": "MOV", "label": words("Moves")}],
        "indicators": [
            entry("FEE-01"),
            entry("MOV-01", evidence={"grade": "E0", "note": words("Contradicted by a study.")}),
        ],
        "parameters": [
            {
                "id": "hours",
                "label": words("Hours"),
                "default": 12,
                "source": {"ref": "GUIDE", "locator": "p. 2"},
            }
        ],
        "excluded": [{"id": "X-01", "what": words("Origin"), "why": words("It harms people.")}],
        "protocols": {"urgent": {"title": words("Urgent"), "steps": [words("Ask a colleague.")]}},
        "rules": [rule(kind) for kind in ("lexicon", "regex", "entity", "cluster")],
        "references": {"GUIDE": {"citation": "A guide", "checked": "read"}},
    }


def write(folder: Path, document: Document, name: str = "book.yaml") -> Path:
    file = folder / name
    file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return file
