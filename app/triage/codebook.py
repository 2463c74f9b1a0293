# SPDX-License-Identifier: GPL-3.0-or-later
"""The indicator picker's words: groups and indicators of the shipped codebook."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app import paths
from app.i18n import language
from indexing import limits
from indexing.errors import BadInputError

SHIPPED = paths.CODEBOOKS / "thb-som-core-0.1.0.yaml"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator with what a careful reader has to know before setting it."""

    id: str
    group: str
    label: str
    definition: str
    strength: str
    grade: str
    grade_note: str
    innocent: str
    sources: tuple[str, ...]
    usable: bool


@dataclass(frozen=True, slots=True)
class Codebook:
    """A codebook in one language, pinned by version and hash."""

    id: str
    version: str
    sha256: str
    statement: str
    groups: tuple[tuple[str, str], ...]
    indicators: tuple[Indicator, ...]

    def indicator(self, wanted: str) -> Indicator:
        """The indicator of that id.

        Raises:
            BadInputError: there is none (``indicator_unknown``).
        """
        for indicator in self.indicators:
            if indicator.id == wanted:
                return indicator
        raise BadInputError("indicator_unknown", detail={"indicator": wanted})


def load(path: Path = SHIPPED) -> Codebook:
    """The codebook in the language in force (read once a language)."""
    return _load(path, language().split("-")[0])


def label(indicator: str) -> str:
    """The words of an indicator; empty for one of another codebook."""
    found = (one.label for one in load().indicators if one.id == indicator)
    return next(found, "")


@lru_cache(maxsize=4)
def _load(path: Path, tongue: str) -> Codebook:
    import yaml  # kept out of the window's start

    raw = path.read_bytes()
    if len(raw) > limits.MAX_CODEBOOK_BYTES:
        raise BadInputError("codebook_too_large", path=path)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = yaml.load(raw, Loader=loader)  # noqa: S506 - both are safe loaders
    head = document["codebook"]
    return Codebook(
        id=head["id"],
        version=str(head["version"]),
        sha256=hashlib.sha256(raw).hexdigest(),
        statement=_in(head["statement"], tongue),
        groups=tuple((g["id"], _in(g["label"], tongue)) for g in document["groups"]),
        indicators=tuple(_indicator(entry, tongue) for entry in document["indicators"]),
    )


def _in(words: object, tongue: str) -> str:
    if isinstance(words, Mapping):
        return str(words.get(tongue) or words.get("en") or next(iter(words.values()), ""))
    return "" if words is None else str(words)


def _indicator(entry: Mapping[str, object], tongue: str) -> Indicator:
    evidence = entry.get("evidence")
    grade = evidence if isinstance(evidence, Mapping) else {}
    sources = entry.get("sources")
    strength = str(entry.get("strength", ""))
    return Indicator(
        id=str(entry["id"]),
        group=str(entry["group"]),
        label=_in(entry["label"], tongue),
        definition=_in(entry.get("definition"), tongue),
        strength=strength,
        grade=str(grade.get("grade", "")),
        grade_note=_in(grade.get("note"), tongue),
        innocent=_in(entry.get("false_positives"), tongue),
        sources=tuple(str(s["ref"]) for s in sources) if isinstance(sources, list) else (),
        usable=strength != "not_supported",
    )
