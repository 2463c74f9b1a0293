# SPDX-License-Identifier: GPL-3.0-or-later
"""Which character separates the cells of a table: the one that cuts header and rows alike."""

from __future__ import annotations

import csv
import io
from itertools import islice

_USUAL = ",;\t|"
_RARE = "^~:#!$%&*\x01\x1e\x1f\xa7\xa6"
_NEVER = '"\\\r\n \0'
"""What cannot be asked for either: the csv module refuses some of these from Python 3.13 on."""
_SAMPLE_ROWS = 200


def find_delimiter(sample: str) -> str:
    """The delimiter of a table that starts with ``sample``; a comma when it has one column."""
    lines = sample.lstrip("\r\n").split("\n", 1)
    if lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        if lines[0][4] not in _NEVER:
            return lines[0][4]
        lines = "".join(lines[1:]).split("\n", 1)
        sample = "\n".join(lines)
    header = lines[0]
    usual = max(_USUAL, key=lambda delimiter: _score(sample, header, delimiter))
    if _score(sample, header, usual) > (0.0, 0):
        return usual
    rare = max(_RARE, key=lambda delimiter: _score(sample, header, delimiter))
    return rare if _score(sample, header, rare)[0] >= 0.9 else ","


def _score(sample: str, header: str, delimiter: str) -> tuple[float, int]:
    """Share of rows as wide as the header, and that width; zero when it cuts no header."""
    if delimiter not in header:
        return 0.0, 0
    widths: list[int] = []
    try:
        for row in islice(
            csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), _SAMPLE_ROWS
        ):
            if row:
                widths.append(len(row))
    except csv.Error:
        pass  # the sample may end inside a long cell; what was read before counts
    if not widths or widths[0] < 2:
        return 0.0, 0
    return round(sum(width == widths[0] for width in widths) / len(widths), 1), widths[0]
