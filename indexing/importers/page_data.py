# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page declares of its one ad for machines: schema.org as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import orjson

from indexing.importers.json_values import text_of

_KIND_NAMES = (
    "accommodation apartment apartmentcomplex car classifiedad clothingstore course creativework"
    " demand event house individualproduct jobposting localbusiness lodgingbusiness offer"
    " personalservice product productgroup professionalservice realestatelisting rentaction room"
    " service singlefamilyresidence socialmediaposting vehicle"
)
_KINDS = frozenset(_KIND_NAMES.split())
_DATES = ("datePosted", "datePublished", "availabilityStarts", "validFrom", "uploadDate")
_PLACES = (
    "jobLocation",
    "address",
    "areaServed",
    "availableAtOrFrom",
    "location",
    "contentLocation",
)
_PARTS_OF_PLACE = ("streetAddress", "postalCode", "addressLocality", "addressRegion", "name")
_PEOPLE = ("author", "seller", "hiringOrganization", "provider", "offeredBy", "creator")
_IDS = ("sku", "productID", "identifier")
_MAX_OBJECTS = 5_000


def declared(scripts: Sequence[str]) -> dict[str, str]:
    """Fields of the one ad that the scripts describe, by their schema.org words; else empty.

    Nothing is taken where several are described: a page of results says nothing of one ad.
    Keys: ``name description id date price place author image``, the ``url`` of what is described
    and its ``kind`` in small letters.
    """
    found: list[dict[str, object]] = []
    for script in scripts:
        try:
            value = orjson.loads(script)
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            continue
        found += [entry for entry in _objects(value) if _is_ad(entry)]
    if len(found) != 1:
        return {}
    ad = found[0]
    fields = {
        "name": _text(ad.get("name") or ad.get("title") or ad.get("headline")),
        "description": _text(ad.get("description")),
        "id": next((text for key in _IDS if (text := _value(ad.get(key)))), ""),
        "date": next((text for key in _DATES if (text := _dated(ad, key))), ""),
        "price": _price(ad),
        "place": next((text for key in _PLACES if (text := _place(ad, key))), ""),
        "author": next((text for key in _PEOPLE if (text := _named(ad, key))), ""),
        "image": _image(ad.get("image")),
        "url": _text(ad.get("url")) or _text(ad.get("@id")) or _text(_offer(ad).get("url")),
        "kind": _kind(ad),
    }
    return {name: text for name, text in fields.items() if text}


def _objects(value: object) -> Iterator[dict[str, object]]:
    """Objects that stand by themselves: of a list, of a graph, or the main thing of a page."""
    waiting, seen = [value], 0
    while waiting and seen < _MAX_OBJECTS:
        seen += 1
        entry = waiting.pop(0)
        if isinstance(entry, list):
            waiting[:0] = entry[: _MAX_OBJECTS - seen]
        elif isinstance(entry, dict):
            yield entry
            waiting += [entry[key] for key in ("@graph", "mainEntity") if key in entry]


def _is_ad(entry: Mapping[str, object]) -> bool:
    kinds = entry.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(
        isinstance(name, str) and name.rsplit("/", 1)[-1].lower() in _KINDS for name in names
    )


def _kind(ad: Mapping[str, object]) -> str:
    return _text(ad.get("@type")).rsplit("/", 1)[-1].lower()


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def _text(value: object) -> str:
    """A text that a person may read; lone halves of letters and zero characters replaced."""
    text = text_of(_first(value)) if isinstance(_first(value), str | int | float) else ""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()


def _value(value: object) -> str:
    inner = _first(value)
    return _text(inner.get("value")) if isinstance(inner, dict) else _text(inner)


def _offer(ad: Mapping[str, object]) -> Mapping[str, object]:
    offer = _first(ad.get("offers"))
    return offer if isinstance(offer, dict) else {}


def _dated(ad: Mapping[str, object], key: str) -> str:
    return _text(ad.get(key)) or _text(_offer(ad).get(key))


def _price(ad: Mapping[str, object]) -> str:
    for holder in (_offer(ad), ad, _inner(ad, "priceSpecification"), _inner(ad, "baseSalary")):
        value = holder.get("price", holder.get("lowPrice", holder.get("value")))
        inner = _first(value)
        unit = ""
        if isinstance(inner, dict):
            unit = _text(inner.get("unitText"))
            inner = inner.get("value", inner.get("minValue"))
        if amount := _text(inner):
            currency = _text(holder.get("priceCurrency", holder.get("currency")))
            return " ".join(part for part in (amount, currency, unit) if part)
    return ""


def _inner(holder: Mapping[str, object], key: str) -> Mapping[str, object]:
    inner = _first(holder.get(key))
    return inner if isinstance(inner, dict) else {}


def _place(ad: Mapping[str, object], key: str) -> str:
    for holder in (ad, _offer(ad), _inner(ad, "itemOffered")):
        if text := _text(holder.get(key)):
            return text
        place = _inner(holder, key)
        parts = _inner(place, "address") or place
        if text := _text(place.get("address")):
            return text
        words = [text for name in _PARTS_OF_PLACE if (text := _text(parts.get(name)))]
        if words:
            return ", ".join(dict.fromkeys(words))
    return ""


def _named(ad: Mapping[str, object], key: str) -> str:
    for holder in (ad, _offer(ad)):
        if text := _text(holder.get(key)) or _text(_inner(holder, key).get("name")):
            return text
    return ""


def _image(value: object) -> str:
    inner = _first(value)
    if isinstance(inner, dict):
        inner = inner.get("contentUrl", inner.get("url"))
    return _text(inner)
