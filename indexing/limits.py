# SPDX-License-Identifier: GPL-3.0-or-later
"""Every limit on untrusted input, in one place; each is checked before the input is used."""

from __future__ import annotations

MAX_TEXT_CHARACTERS = 2_000_000
"""Longest body kept; a longer cell rejects its row."""
MAX_CELL_CHARACTERS = 4_000_000
MAX_COLUMNS = 2_000
MAX_IMAGES_PER_AD = 200
MAX_SHEETS = 100
MAX_XLSX_INFLATED_BYTES = 2_000_000_000
MAX_XLSX_RATIO = 200
"""Inflated over packed size above which a workbook is refused as a bomb."""
MAX_JSON_DEPTH = 40
MAX_JSON_NESTING = 1_000
"""Where a JSON document is given up; a row nested deeper than the limit above is only rejected."""
MAX_JSON_STRING_BYTES = 64_000_000
"""Where a JSON document is given up: its string is held in memory until it ends."""
MAX_CODEBOOK_BYTES = 4_000_000
MAX_PROFILE_BYTES = 1_000_000

MAX_IMAGE_BYTES = 50_000_000
MAX_IMAGE_PIXELS = 50_000_000
IMAGE_CPU_SECONDS = 10
IMAGE_WALL_SECONDS = 40
"""Waited for one picture at most; the only clock where a system does not tell CPU time."""
IMAGE_MEMORY_BYTES = 600_000_000
IMAGE_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")

REGEX_TEXT_CHARACTERS = 200_000
"""Only this much of a text is searched for mentions; the rest is kept but not read."""
MAX_MENTIONS_PER_AD = 500

MAX_CASE_HEADER_BYTES = 1_000_000
MAX_KDF_MEMORY_KIB = 1_048_576
MAX_KDF_ITERATIONS = 20
MAX_KDF_LANES = 16

MAX_BUNDLE_SEAL_BYTES = 65_536
MAX_BUNDLE_LINE_BYTES = 4_096
