# SPDX-License-Identifier: GPL-3.0-or-later
"""A small codebook for tests: invented entries, and rules of every kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indexing.suggest.codebook import Codebook, Indicator, Parameter
from indexing.suggest.hits import Document, Hit, Text
from indexing.suggest.reading import Reader
from indexing.suggest.rule_parsing import rule_set

Entry = dict[str, Any]

FEE_EN: Entry = {
    "id": "R-FEE-01-en",
    "indicator": "FEE-01",
    "version": 1,
    "kind": "lexicon",
    "lang": "en",
    "unit": "sentence",
    "near": {"window_tokens": 10},
    "all_of": [
        {"any_of": ["fee", "fees", "registration fee", "deposit"]},
        {"any_of": ["job", "visa", "work permit", "contract"]},
    ],
    "none_of": ["no fee", "no fees", "free of charge", "no deposit"],
    "explain": {"en": "Found: {words}.", "fr": "Trouvé : {words}.", "es": "Hallado: {words}."},
}
FEE_FR: Entry = FEE_EN | {
    "id": "R-FEE-01-fr",
    "lang": "fr",
    "all_of": [
        {"any_of": ["frais", "frais d'inscription", "caution", "dépôt"]},
        {"any_of": ["emploi", "visa", "permis de travail", "contrat"]},
    ],
    "none_of": ["sans frais", "aucun frais", "à la charge de l'employeur"],
}
FEE_ES: Entry = FEE_EN | {
    "id": "R-FEE-01-es",
    "lang": "es",
    "all_of": [
        {"any_of": ["tasa", "depósito", "cuota de inscripción"]},
        {"any_of": ["empleo", "trabajo", "visado", "contrato"]},
    ],
    "none_of": ["sin tasa", "sin depósito", "sin coste"],
}
DOC_FR: Entry = FEE_EN | {
    "id": "R-DOC-01-fr",
    "indicator": "DOC-01",
    "lang": "fr",
    "near": {"window_tokens": 9},
    "all_of": [
        {"any_of": ["passeport*", "papiers", "carte de séjour"]},
        {"any_of": ["gardé*", "conservé*", "confisqu*"]},
    ],
    "none_of": ["copie", "photocopie"],
}
HOURS: Entry = {
    "id": "R-LAB-01-hours",
    "indicator": "LAB-01",
    "version": 1,
    "kind": "regex",
    "lang": "*",
    "pattern": r"\b(?P<h>\d{1,2})\s{0,3}(?:h|hours?|heures?|horas?)\s{0,3}(?:/|per|a|par|al|por)"
    r"\s{0,3}(?:day|jour|día)\b",
    "value": "h",
    "compare": {"op": ">=", "param": "hours_a_day"},
    "none_of_context": ["open", "ouvert", "abierto"],
    "explain": {"en": "{value} hours a day ({threshold} here)."},
}
PHONE: Entry = {
    "id": "R-OBF-01-phone",
    "indicator": "OBF-01",
    "version": 1,
    "kind": "entity",
    "entity_types": ["phone"],
    "steps_any": ["words", "lookalike"],
    "explain": {"en": "{kind} {value}: {steps}."},
}
SLOW: Entry = HOURS | {
    "id": "R-LAB-01-slow",
    "pattern": r"(a+)+(?P<h>\d)",
    "compare": None,
}
TEXTS: tuple[Entry, ...] = (FEE_EN, FEE_FR, FEE_ES, DOC_FR, HOURS, PHONE)


def indicator(name: str, **changes: Any) -> Indicator:
    """An entry with all that is demanded of one."""
    said = {"en": f"Entry {name}.", "fr": f"Entrée {name}.", "es": f"Entrada {name}."}
    given: dict[str, Any] = {
        "id": name,
        "version": 1,
        "group": name[:3],
        "label": said,
        "definition": said,
        "strength": "medium",
        "grade": "E3",
        "grade_note": said,
        "innocent_reading": said,
        "sources": (("ILO2009", "list"),),
        "safeguards": (),
        "suggested": True,
    }
    return Indicator(**(given | changes))


def book(*rules: Entry, hours: float | None = 12, **changes: Indicator) -> Codebook:
    """A codebook of these rules; ``changes`` replaces entries, by id with ``_`` for ``-``."""
    names = {str(rule["indicator"]) for rule in rules}
    entries = {name: indicator(name) for name in sorted(names)}
    entries |= {name.replace("_", "-"): one for name, one in changes.items()}
    said = {"en": "Test", "fr": "Test", "es": "Test"}
    parameter = Parameter("hours_a_day", said, hours, ("ILO2009", "list"))
    return Codebook(
        id="test",
        version="1.0.0",
        sha256="0" * 64,
        title=said,
        statement=said,
        groups={name[:3]: said for name in names},
        indicators=entries,
        references={},
        rules=rules,
        parameters={"hours_a_day": parameter},
    )


def document(
    body: str, language: str = "en", parts: Sequence[tuple[int, int, str]] = (), **more: Any
) -> Document:
    """An ad of one text."""
    return Document(7, language, (Text("body", body, tuple(parts)),), **more)


def hits(
    body: str, *rules: Entry, language: str = "en", parts: Sequence[tuple[int, int, str]] = ()
) -> list[Hit]:
    """What the rules find in a body; all text rules where none are named."""
    reader = Reader(rule_set(book(*(rules or TEXTS))).rules)
    return list(reader.read(document(body, language, parts)).hits)


def found(body: str, *rules: Entry, language: str = "en") -> list[str]:
    """The pieces of a body that the rules point to."""
    return [
        body[span.start : span.end]
        for hit in hits(body, *rules, language=language)
        for span in hit.spans
    ]
