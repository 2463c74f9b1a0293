# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading the text in pictures, where a case wants it: each picture once, in confined workers.

It comes when links and clusters stand, and takes up where it was left. What is read is a further
text of every ad that shows the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from indexing.engine.local import default_workers
from indexing.errors import BadInputError
from indexing.pipeline.picture_lines import composed
from indexing.progress import Progress, Steps
from indexing.sandbox.reader import Lines, PictureReader
from indexing.sandbox.text_reading import stamp
from indexing.store import images, picture_texts
from indexing.store.case import Case
from indexing.store.picture_texts import PictureText

STAGE = "picture_text"
_BATCH = 8
"""Pictures in one transaction: so many are read again after a kill."""
_MOST_WORKERS = 4
"""Each takes some 0.4 GB."""


def read_pictures(case: Case) -> Steps[int]:
    """Read every decoded picture that was not; returns how many were looked at.

    One that fails is kept with its reason and not tried again by the same method.

    Raises:
        BadInputError: ``reader_missing``.
    """
    method = stamp()
    todo = picture_texts.todo(case, method)
    if not todo:
        return 0
    done = 0
    yield Progress(STAGE, 0, len(todo))
    with PictureReader(min(_MOST_WORKERS, default_workers(), len(todo))) as reader:
        reader.require()
        coming = _read(case, reader, todo)
        while batch := list(islice(coming, _BATCH)):
            with case.transaction():
                for found in batch:
                    picture_texts.put(case, found, method)
            done += len(batch)
            yield Progress(STAGE, done, len(todo))
    return done


def _read(
    case: Case, reader: PictureReader, todo: list[tuple[str, int, int]]
) -> Iterator[PictureText]:
    stored = (((sha256, (wide, tall)), images.read(case, sha256)) for sha256, wide, tall in todo)
    for (sha256, size), found in reader.read_many(stored):
        yield _text_of(sha256, size, found)


def _text_of(sha256: str, size: tuple[int, int], found: Lines | BadInputError) -> PictureText:
    if isinstance(found, BadInputError):
        return PictureText(sha256, "", code=found.code)
    text, lines = composed(found, size)
    return PictureText(sha256, text, lines)
