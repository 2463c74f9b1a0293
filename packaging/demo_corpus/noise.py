# SPDX-License-Identifier: GPL-3.0-or-later
"""What reposts do to a text: emoji, typing slips, capitals, lost accents, look-alike letters."""

from __future__ import annotations

import random
import unicodedata

_EMOJI = ("✅", "⭐", "👉", "🔔", "📌", "❗", "☀", "🌿", "🔧", "📦")
_TO_CYRILLIC = str.maketrans("aeopcxyAEOPCXTHKM", "аеорсхуАЕОРСХТНКМ")
_TO_LATIN = str.maketrans("аеорсхуіАЕОРСХТНКМ", "aeopcxyiAEOPCXTHKM")
_ACCENT_LANGUAGES = frozenset({"fr", "es", "ro"})


def disturb(lines: list[str], *, language: str, tier: int, rng: random.Random) -> list[str]:
    """Give the lines of a repost, disturbed more the higher the tier (0 to 3)."""
    result = list(lines)
    if tier >= 2 and len(result) > 2:
        first, second = rng.sample(range(len(result)), 2)
        result[first], result[second] = result[second], result[first]
    if tier >= 3 and len(result) > 4:
        del result[rng.randrange(len(result))]
    for number, line in enumerate(result):
        if rng.random() < (0, 0.35, 0.6, 0.9)[tier]:
            result[number] = _one(line, language=language, tier=tier, rng=rng)
    return result


def _one(line: str, *, language: str, tier: int, rng: random.Random) -> str:
    acts = ["emoji", "space", "stop"]
    if tier >= 2:
        acts += ["slip", "upper", "accents"]
    if tier >= 3:
        acts += ["lookalike", "slip"]
    match rng.choice(acts):
        case "emoji":
            return f"{rng.choice(_EMOJI)} {line}"
        case "space":
            return line.replace(" ", "  ", rng.randint(1, 3))
        case "stop":
            return line.rstrip(".") + rng.choice(("!", "...", " !!", ""))
        case "slip":
            return _slip(line, rng)
        case "upper":
            return line.upper()
        case "accents":
            return strip_accents(line) if language in _ACCENT_LANGUAGES else _slip(line, rng)
        case _:
            return _look_alike(line, rng)


def strip_accents(line: str) -> str:
    """Give a Latin line without its accents."""
    kept = (c for c in unicodedata.normalize("NFD", line) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(kept))


def _slip(line: str, rng: random.Random) -> str:
    letters = list(line)
    for _ in range(1 + len(letters) // 50):
        spot = rng.randrange(1, max(2, len(letters) - 2))
        if letters[spot].isalpha() and letters[spot + 1 : spot + 2] and letters[spot + 1].isalpha():
            letters[spot], letters[spot + 1] = letters[spot + 1], letters[spot]
    return "".join(letters)


def _look_alike(line: str, rng: random.Random) -> str:
    cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in line)
    table = _TO_LATIN if cyrillic else _TO_CYRILLIC
    return "".join(c.translate(table) if rng.random() < 0.12 else c for c in line)
