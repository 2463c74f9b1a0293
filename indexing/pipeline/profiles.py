# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved mappings of columns to fields, as an import wrote them."""

from __future__ import annotations

from pathlib import Path

from indexing import plain_yaml
from indexing.errors import BadInputError
from indexing.importers.field_map import FieldMap
from indexing.limits import MAX_PROFILE_BYTES


def read_profile(file: Path) -> FieldMap:
    """Read a mapping from YAML or JSON.

    Raises:
        BadInputError: ``file_missing`` or ``profile_wrong``.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_PROFILE_BYTES + 1)
    except OSError as error:
        raise BadInputError("file_missing", path=file) from error
    if len(data) > MAX_PROFILE_BYTES:
        raise BadInputError("profile_wrong", path=file)
    try:
        return FieldMap.from_dict(plain_yaml.load(data))
    except (BadInputError, ValueError) as error:
        raise BadInputError("profile_wrong", path=file) from error
