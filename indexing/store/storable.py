# SPDX-License-Identifier: GPL-3.0-or-later
"""Records as the database can hold them: a text file's broken characters are replaced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexing.records import TEXT_FIELDS, AdRecord


def storable(record: AdRecord) -> AdRecord:
    """The record with lone surrogates, which no text file can hold, replaced by U+FFFD."""
    try:
        "".join(_all_texts(record)).encode()
    except UnicodeEncodeError:
        texts = {name: whole(getattr(record, name)) for name in (*TEXT_FIELDS, "place")}
        return AdRecord(
            **texts,
            contacts=tuple(whole(text) for text in record.contacts),
            images=tuple(
                replace(image, untrusted_name=whole(image.untrusted_name))
                for image in record.images
            ),
            extra={whole(key): whole(value) for key, value in record.extra.items()},
        )
    return record


def _all_texts(record: AdRecord) -> Iterator[str]:
    yield record.place
    for name in TEXT_FIELDS:
        yield getattr(record, name)
    yield from record.contacts
    for image in record.images:
        yield image.untrusted_name
    for key, value in record.extra.items():
        yield key
        yield value


def whole(text: str) -> str:
    """A text with lone surrogates replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
