# SPDX-License-Identifier: GPL-3.0-or-later
"""What the search panel shows: hits with the reason of each, in words; and a question asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Mode = Literal["words", "meaning", "picture", "like", "contact"]
MODES: tuple[Mode, ...] = ("words", "meaning", "picture", "like", "contact")


@dataclass(frozen=True, slots=True)
class SearchAsked:
    """A question to the search child; ``value`` is text, the path of a picture, or ``A12``.

    ``only_own``: for ``only``, what other people set, and what rules suggest, counts as absent.
    """

    mode: Mode
    value: str = field(repr=False)
    only: str = field(default="", repr=False)
    limit: int = 200
    only_own: bool = False

    def document(self) -> dict[str, object]:
        """As a JSON value."""
        return {
            "mode": self.mode,
            "value": self.value,
            "only": self.only,
            "limit": self.limit,
            "only_own": self.only_own,
        }


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An ad that was found: its first words and why, both covered; its cluster or None."""

    ad: int
    why: str
    title: str = ""
    site: str = ""
    posted_at: str = ""
    language: str = ""
    cluster: int | None = None


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """Hits, best first, and sentences on what was not looked at; or an error with its remedy."""

    hits: tuple[SearchHit, ...] = ()
    notes: tuple[str, ...] = ()
    error: str = ""
    remedy: str = ""

    def document(self) -> dict[str, object]:
        """As a JSON value."""
        hits = [
            [one.ad, one.why, one.title, one.site, one.posted_at, one.language, one.cluster]
            for one in self.hits
        ]
        return {"hits": hits, "notes": list(self.notes), "error": self.error, "remedy": self.remedy}


def answer_of(document: Mapping[str, Any]) -> SearchAnswer:
    """The answer in a document that the search child wrote.

    Raises:
        ValueError: it is none.
    """
    try:
        return SearchAnswer(
            tuple(SearchHit(int(row[0]), *row[1:]) for row in document["hits"]),
            tuple(str(note) for note in document["notes"]),
            str(document["error"]),
            str(document["remedy"]),
        )
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("no answer of a search") from error
