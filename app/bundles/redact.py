# SPDX-License-Identifier: GPL-3.0-or-later
"""Redaction of what leaves the case: stricter than what covers contacts on the screen.

Spans and look-alikes are covered by ``app.triage.masking``. Here every spelling of a contact that
was read in an ad is covered in all other fields of that ad too, digit runs are covered whatever
stands around them, and fields that hold an account as such are covered whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from app.triage import covering, masking
from app.triage.documents import Document
from indexing.records import Mention, MentionKind

_DIGITS = re.compile(r"\d(?:[\s().\-/_\u00a0\ufe0f\u20e3\u200b-\u200f\u2060]{0,3}\d){6,}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d)?|\d\d?[/.]\d\d?[/.]\d{4}")
_MOMENT = re.compile(
    r"(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4})"
    r"(?:[ T]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_DIGEST = re.compile(r"[0-9a-f]{64}|[A-Za-z0-9+/]{43}=|age1[0-9a-z]{20,}")
_EMAIL = re.compile(
    r"[\w.+-]{1,64}(?:@|%40|\s?[\[({]\s?at\s?[\])}]\s?)[\w-]{1,63}"
    r"(?:(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?)[\w-]{1,63})+",
    re.IGNORECASE,
)
_ACCOUNT_FIELD = re.compile(
    r"phone|tel|mobil|cell|gsm|whats|viber|signal|telegram|mail|contact|insta|snap|skype|wechat|kakao|\bqq"
    r"|wallet|iban|handle|account|user|pseudo|nick|auteur|author",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_LEAST_NAME = 3
_LEAST_TELLING = 10
_PLACE = "·"
_SPOKEN = ("url", "title", "body", "price_text", "extra", "images", "captures")
_MOMENTS = ("posted_at", "captured_at")
_TEXTS = ("source_id", "url", "site", "title", "body", "place", "place_text", "price_text")


class Secrets:
    """Every spelling of the contacts of one or more ads.

    Args:
        mentions: what was read in these ads; covered also inside of words.
        known: words of ``telling_words`` of all ads that leave, covered wherever they stand.
    """

    def __init__(self, mentions: Iterable[Mention], known: frozenset[str] = frozenset()) -> None:
        self._known = known
        spellings = {text for one in mentions for text in _spellings(one)}
        longest_first = sorted(spellings, key=lambda text: (-len(text), text))
        self._pattern = (
            re.compile("|".join(map(covering.literal, longest_first)), re.IGNORECASE)
            if longest_first
            else None
        )

    def cover(self, text: str) -> str:
        """The text with all spellings, and all that looks like a contact, covered."""
        if _DIGEST.fullmatch(text):
            return text
        if self._pattern is not None:
            text = self._pattern.sub(_covered, text)
        if self._known:
            text = _WORD.sub(self._covered_word, text)
        text = _EMAIL.sub(_covered_email, text)
        return masking.cover_text(_DIGITS.sub(_covered_digits, text))

    def _covered_word(self, match: re.Match[str]) -> str:
        known = match[0].casefold() in self._known
        return masking.cover("iban", match[0]) if known else match[0]


NOBODY = Secrets(())


def telling_words(mentions: Iterable[Mention]) -> Iterator[str]:
    """Words of contacts that mean nothing else: long ones, or with a digit in them."""
    for one in mentions:
        if one.kind.value not in masking.COVERED - {"phone"}:
            continue
        for text in (one.value.rpartition(":")[2], one.raw):
            for word in _WORD.findall(text.strip("@").partition("@")[0]):
                if len(word) >= _LEAST_TELLING or (len(word) > _LEAST_NAME and not word.isalpha()):
                    yield word.casefold()


def ad(document: Document, secrets: Secrets) -> Document:
    """A document of ``ad_document`` that was covered already, with the rest of it covered."""
    redacted = dict(document)
    redacted["source"] = secrets.cover(re.split(r"[/\\]", str(document["source"]))[-1])
    for name in _TEXTS:
        redacted[name] = secrets.cover(str(document[name]))
    for name in _MOMENTS:
        if not _MOMENT.fullmatch(str(document[name])):
            redacted[name] = secrets.cover(str(document[name]))
    redacted["url"] = secrets.cover(masking.cover("url", str(redacted["url"])))
    redacted["author"] = masking.cover("handle", secrets.cover(str(document["author"])))
    redacted["contacts"] = [masking.cover("iban", text) for text in _list(document["contacts"])]
    redacted["images"] = [_image(image, secrets) for image in _list(document["images"])]
    redacted["mentions"] = [
        {**one, "value": secrets.cover(one["value"]), "raw": secrets.cover(one["raw"])}
        for one in _list(document["mentions"])
    ]
    redacted["extra"] = dict(_extra(document["extra"], secrets))
    redacted["captures"] = [_capture(one, secrets) for one in _list(document["captures"])]
    return redacted


def without_places(document: Document, mentions: Iterable[Mention]) -> Document:
    """A document of ``ad`` in which every place that was read in the ad is covered as well."""
    named = {one.raw for one in mentions if one.kind is MentionKind.PLACE}
    longest_first = sorted((text for text in named if text.strip()), key=lambda text: -len(text))
    pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)", re.IGNORECASE)

    def cover(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(lambda found: _PLACE * len(found[0]), value)  # places stay counted
        if isinstance(value, Mapping):
            return {key: cover(one) for key, one in value.items()}
        return [cover(one) for one in value] if isinstance(value, (list, tuple)) else value

    kept = {name: cover(document[name]) for name in _SPOKEN if name in document}
    told = [one for one in _list(document["mentions"]) if one["kind"] != MentionKind.PLACE]
    return {**document, **kept, "place_text": "", "mentions": told}


def _image(document: Document, secrets: Secrets) -> Document:
    """A picture, its name and the text that was read in it covered."""
    redacted = {**document, "name": secrets.cover(str(document["name"]))}
    if document["words"] is not None:
        redacted["words"] = [
            {**line, "text": secrets.cover(str(line["text"]))} for line in _list(document["words"])
        ]
    return redacted


def _capture(document: Document, secrets: Secrets) -> Document:
    """A later sighting of an ad, its fields redacted like those of the ad."""
    changed = document["changed"]
    redacted = dict(document)
    redacted["source"] = secrets.cover(re.split(r"[/\\]", str(document["source"]))[-1])
    redacted["place"] = secrets.cover(str(document["place"]))
    for name in _MOMENTS:
        if not _MOMENT.fullmatch(str(document[name])):
            redacted[name] = secrets.cover(str(document[name]))
    fields = changed.items() if isinstance(changed, Mapping) else ()
    redacted["changed"] = {name: _changed(name, value, secrets) for name, value in fields}
    return redacted


def _changed(name: str, value: Any, secrets: Secrets) -> Any:
    if name == "extra":
        return dict(_extra(value, secrets))
    if name == "contacts":
        return [masking.cover("iban", text) for text in _list(value)]
    covered = values(value, secrets)
    if name == "url":
        return secrets.cover(masking.cover("url", str(covered)))
    return masking.cover("handle", str(covered)) if name == "author" else covered


def values(document: Any, secrets: Secrets = NOBODY) -> Any:
    """JSON values with every text in them covered, keys included."""
    if isinstance(document, str):
        return secrets.cover(document)
    if isinstance(document, Mapping):
        return {secrets.cover(key): values(value, secrets) for key, value in document.items()}
    if isinstance(document, (list, tuple)):
        return [values(value, secrets) for value in document]
    return document


def changed(clear: Document, redacted: Document) -> list[str]:
    """Names of the fields in which something was covered."""
    return [name for name, value in clear.items() if redacted[name] != value]


def _extra(untrusted_extra: object, secrets: Secrets) -> Iterator[tuple[str, str | None]]:
    pairs = untrusted_extra.items() if isinstance(untrusted_extra, Mapping) else ()
    for key, value in pairs:
        covered = values(value, secrets)  # None where a later sighting had no such column
        if covered is not None and _ACCOUNT_FIELD.search(key):
            covered = masking.cover("iban", covered)
        yield secrets.cover(key), covered


def _spellings(mention: Mention) -> Iterator[str]:
    told = list(covering.spellings(mention))
    if mention.kind.value == "phone":
        told.append("".join(c for c in mention.value if c.isdigit()))
    for text in told:
        if len(text) >= _LEAST_NAME and masking.BULLET not in text:
            yield text
            yield quote(text, safe="")


def _covered(match: re.Match[str]) -> str:
    return masking.cover("email" if "@" in match[0][1:] else "iban", match[0])


def _covered_email(match: re.Match[str]) -> str:
    return masking.cover("email" if "@" in match[0] else "iban", match[0])


def _covered_digits(match: re.Match[str]) -> str:
    return match[0] if _DATE.fullmatch(match[0].strip()) else masking.cover("phone", match[0])


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
