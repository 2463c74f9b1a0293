# SPDX-License-Identifier: GPL-3.0-or-later
"""Words for people in their language: one gettext catalogue for the window and the command line."""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from app import paths

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
_THOUSANDS = {"fr": "\u202f", "es": "\u00a0"}
_DECIMAL = {"fr": ",", "es": ","}
PSEUDO_RTL = "ar-x-layout"
"""English words in a right-to-left layout, to see that the layout holds."""


@dataclass(slots=True)
class _Current:
    language: str = "en"
    catalogue: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)


_current = _Current()


def set_language(language: str | None) -> str:
    """Choose the language of all words; None takes the system's. Returns the one in force."""
    wanted = language or _system_language()
    code = wanted if wanted == PSEUDO_RTL else wanted.replace("-", "_").split("_")[0].lower()
    if code not in LANGUAGES and code != PSEUDO_RTL:
        code = "en"
    _current.language = code
    _current.catalogue = gettext.translation(
        "faisceau", localedir=paths.TRANSLATIONS, languages=[code], fallback=True
    )
    return code


def _system_language() -> str:
    for name in ("FAISCEAU_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name].split(".")[0]
    return locale.getlocale()[0] or "en"


def language() -> str:
    """The language in force."""
    return _current.language


def is_rtl() -> bool:
    """Is the layout right-to-left?"""
    return _current.language.split("-")[0] in RIGHT_TO_LEFT


def _(message: str) -> str:
    """The message in the language in force."""
    return _current.catalogue.gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The message for ``n`` things."""
    return _current.catalogue.ngettext(one, many, n)


def number(value: float, digits: int = 0) -> str:
    """A number as the language in force writes it: 2,000.5 would mislead a French reader."""
    whole, _point, rest = f"{value:,.{digits}f}".partition(".")
    between = _THOUSANDS.get(_current.language, ",")
    if _current.language == "es" and abs(value) < 10_000:
        between = ""
    whole = whole.replace(",", between)
    return f"{whole}{_DECIMAL.get(_current.language, '.')}{rest}" if rest else whole


def in_language(by_language: Mapping[str, str]) -> str:
    """The words in the language in force, or else in English, or else in the first there is."""
    wanted = by_language.get(language().split("-")[0]) or by_language.get("en")
    return wanted or next(iter(by_language.values()), "")
