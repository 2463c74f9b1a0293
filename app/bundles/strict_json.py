# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON of a bundle, read in one way only.

What one reader takes and another refuses, or reads otherwise, is not what was sealed: repeated
names, numbers that JSON does not know, a byte order mark, another encoding than UTF-8.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NoReturn


def load(untrusted_data: bytes) -> object:
    """The value in ``untrusted_data``; raises ValueError."""
    try:
        value: object = json.loads(
            untrusted_data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_number,
        )
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return value


def _unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)
