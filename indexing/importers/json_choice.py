# SPDX-License-Identifier: GPL-3.0-or-later
"""Which list of a document holds the ads, and whether the document is one ad with lists of its own.

Answers of a site's interface hold lists of filters and categories beside the ads, often longer
ones. A file for each ad holds lists as well: of its attributes, its telephone numbers, what was
said under it, other ads like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexing.importers.field_names import TELLING_FIELDS, field_of, key_of

_PARTS = frozenset(
    (  # noqa: SIM905 - reads better
        "attributes attrs params parameters features specs specifications details"
        " characteristics options amenities equipment extras badges labels tags hashtags keywords"
        " categories category breadcrumb breadcrumbs crumbs filters facets sections links"
        " comments replies reviews answers questions faq reactions likes mentions entities notes"
        " history pricehistory changes versions variants prices fields contacts phones"
        " locations addresses images photos pictures media gallery thumbnails videos attachments"
        " files users people participants authors members followers languages skills hours"
        " caracteristiques criteres commentaires avis reponses annoncessimilaires caracteristicas"
        " comentarios respuestas anunciossimilares anunciosrelacionados"
    ).split()
)
_LIKE_IT = ("similar", "related", "recommended", "recommendation", "suggested", "other", "more")
_LISTS = frozenset(
    (  # noqa: SIM905 - reads better
        "ads adverts listings items results posts messages offers jobs products articles entries"
        " records rows data hits docs documents edges nodes annonces offres resultats anuncios"
        " ofertas resultados"
    ).split()
)
_WEIGHTS = (1, 5, 40)
"""Of an entry that names hardly anything of an ad, some of it, or much of it."""
_OF_PARTS, _OF_ADS = 0.2, 4.0
"""And of one in a list that is called like parts of an ad, or like ads."""
_MOST_PARTS = 500
"""More are no parts of one ad."""
_ITEMS, _NAMES, _DEPTH = 20, 200, 4


def best_list(counts: Mapping[str, int], document: object) -> str:
    """The list that is likeliest to hold the ads: long, and with entries that look like ads.

    Args:
        counts: how many objects each list holds, by the path of its items (``data.ads.item``).
        document: the beginning of the document, as far as it is known.
    """

    def weight(prefix: str) -> float:
        items = _at(document, prefix)
        like_ads = _rank(items) if isinstance(items, list) else 1
        named = _OF_ADS if _is_called_ads(prefix) else 1.0
        return counts[prefix] * _WEIGHTS[like_ads] * (_OF_PARTS if _is_part(prefix) else named)

    return max(counts, key=weight, default="")


def is_one_ad(prefix: str, document: object, count: int = 0) -> bool:
    """Whether a document is one ad, and the list or object at a path only tells more of it.

    Args:
        prefix: the path.
        document: as for ``best_list``.
        count: how many entries there are.
    """
    inner = _at(document, prefix)
    entries = list(inner.values()) if isinstance(inner, dict) else inner
    if not isinstance(entries, list):
        return False
    if count > _MOST_PARTS:
        return False
    if _rank(entries) == 0 and not _is_called_ads(prefix):
        return any(map(_is_ad, _objects(document)))
    return _is_part(prefix) and any(map(_is_ad, _above(document, prefix)))


def _above(document: object, prefix: str) -> Iterator[dict[str, object]]:
    """The objects within which a list lies."""
    value = document
    for name in _path(prefix):
        if isinstance(value, dict):
            yield value
            value = value.get(name)


def _path(prefix: str) -> list[str]:
    """The names that lead to a list; ``item`` alone is that of the name ''."""
    return (prefix if prefix != "item" else ".item").removesuffix(".item").split(".")


def _objects(document: object) -> Iterator[dict[str, object]]:
    """The document and the objects in it that stand in no list."""
    level = [document]
    for _ in range(_DEPTH):
        objects = [value for value in level if isinstance(value, dict)]
        yield from objects
        level = [inner for value in objects for inner in list(value.values())[:_NAMES]]


def _at(document: object, prefix: str) -> object:
    """The list or object at a path; None where it lies beyond what is known."""
    value = document
    for name in _path(prefix):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _is_called_ads(prefix: str) -> bool:
    return key_of(_path(prefix)[-1]) in _LISTS


def _is_part(prefix: str) -> bool:
    name = _path(prefix)[-1]
    field, key = field_of(name), key_of(name)
    is_of_one = field is not None and field[0] in ("images", "contacts")
    return is_of_one or key in _PARTS or key.startswith(_LIKE_IT)


def _rank(entries: list[object]) -> int:
    objects = [entry for entry in entries[:_ITEMS] if isinstance(entry, dict)]
    found = {field for entry in objects for field in _fields(entry)}
    if len(found) < 2 or not found & TELLING_FIELDS:
        return 0
    return 2 if len(found) > 3 or "body" in found else 1


def _is_ad(value: Mapping[str, object]) -> bool:
    found = set(_fields({name: x for name, x in value.items() if not isinstance(x, dict)}))
    return len(found) > ("body" not in found) + 1 and bool(found & {"title", "body"})


def _fields(value: Mapping[str, object]) -> Iterator[str]:
    """Parts of an ad that an object names and says something of."""
    for name, inner in list(value.items())[:_NAMES]:
        names = [f"{name}.{x}" for x in list(inner)[:_NAMES]] if isinstance(inner, dict) else [name]
        if inner not in (None, "", [], {}):
            yield from (found[0] for x in names if (found := field_of(x)))
