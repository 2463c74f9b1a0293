# SPDX-License-Identifier: GPL-3.0-or-later
"""Values built from the events of a streamed JSON document, each within a limit."""

from __future__ import annotations

from collections.abc import Iterator

import ijson
from ijson.common import ObjectBuilder

from indexing.limits import MAX_JSON_PARTS

Event = tuple[str, str, object]
BROKEN = (ijson.JSONError, ValueError, ArithmeticError, UnicodeError)
"""What the parser raises where a document is cut or is no JSON."""


class TooManyParts:
    """Stands for a value with more parts than the limit; nothing of it is kept."""


def value_of(first: Event, events: Iterator[Event]) -> object:
    """The value that begins with ``first``, taking its other events from ``events``.

    A value with more than ``MAX_JSON_PARTS`` keys and items is read to its end and answered by
    ``TooManyParts``: a row is small, and what claims to be one must not fill the memory.
    """
    builder = ObjectBuilder()
    depth = parts = 0
    event: Event | None = first
    while event is not None:
        _, kind, value = event
        parts += 1
        if parts <= MAX_JSON_PARTS:
            builder.event(kind, value)
        depth += kind.startswith("start_") - kind.startswith("end_")
        if depth == 0:
            break
        event = next(events, None)
    return builder.value if parts <= MAX_JSON_PARTS else TooManyParts()
