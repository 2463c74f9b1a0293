# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped codebook, and its words in the language in force."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from app import paths
from app.i18n import language
from indexing.suggest.codebook import Codebook
from indexing.suggest.codebook_file import load

SHIPPED = paths.CODEBOOKS / "thb-som-core-0.2.0.yaml"


@cache
def shipped() -> Codebook:
    """The codebook that is shipped, read once."""
    return load(SHIPPED)


def words(by_language: Mapping[str, str]) -> str:
    """The words in the language in force, or else in English, or else in the file's first."""
    wanted = by_language.get(language().split("-")[0]) or by_language.get("en")
    return wanted or next(iter(by_language.values()), "")


def label(indicator: str) -> str:
    """The words of an indicator; empty for one of another codebook."""
    found = shipped().indicators.get(indicator)
    return words(found.label) if found else ""
