# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved mappings of columns to fields, as an import wrote them."""

from __future__ import annotations

from pathlib import Path

import yaml

from indexing.errors import BadInputError
from indexing.importers.field_map import FieldMap
from indexing.limits import MAX_CODEBOOK_BYTES


def read_profile(file: Path) -> FieldMap:
    """Read a mapping from YAML or JSON.

    Raises:
        BadInputError: ``file_missing`` or ``profile_wrong``.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadInputError("file_missing", path=file) from error
    try:
        untrusted = yaml.safe_load(data[:MAX_CODEBOOK_BYTES].decode("utf-8"))
        return FieldMap.from_dict(untrusted)
    except (BadInputError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInputError("profile_wrong", path=file) from error
