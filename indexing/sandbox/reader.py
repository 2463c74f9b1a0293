# SPDX-License-Identifier: GPL-3.0-or-later
"""The door to the text in untrusted pictures: bytes go to a confined worker, lines come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from indexing import limits
from indexing.errors import BadInputError
from indexing.records import PictureLine
from indexing.sandbox import protocol
from indexing.sandbox.child import WorkerDiedError, start_reading_command
from indexing.sandbox.protocol import Mode, ReplyError
from indexing.sandbox.workers import K, Reply, Workers

Lines = tuple[PictureLine, ...]


class PictureReader(Workers):
    """Reads the text in pictures in worker processes; for use from one thread.

    Args:
        workers: how many processes :meth:`read_many` keeps busy; each takes some 0.4 GB.
        command: how to start a worker; the default serves source trees and frozen programs.
    """

    def __init__(
        self, workers: int = 1, *, command: Callable[[], list[str]] = start_reading_command
    ) -> None:
        super().__init__(workers, command)

    def require(self) -> None:
        """Start a worker, so that what it lacks is known before a picture is handed over.

        Raises:
            BadInputError: ``reader_missing``, without rapidocr or with another model.
        """
        try:
            self._child(0)
        except (WorkerDiedError, ReplyError, OSError) as error:
            raise BadInputError("reader_missing") from error

    def read(self, untrusted_data: bytes) -> Lines:
        """The lines in one picture.

        Raises:
            BadInputError: image_format, image_too_large, image_broken or image_limits.
        """
        request = self._submit(0, Mode.READ, untrusted_data, limits.READ_SIDE)
        return self._lines(self._result(0, request))

    def read_many(
        self, items: Iterable[tuple[K, bytes]]
    ) -> Iterator[tuple[K, Lines | BadInputError]]:
        """Read pictures in order; one that cannot be read is given back as its error."""
        return self._many(Mode.READ, items, self._lines, limits.READ_SIDE)

    def _lines(self, reply: Reply) -> Lines:
        try:
            return protocol.read_lines(reply[1])
        except ReplyError as error:
            self.close()  # a worker that answers so is not asked again
            raise BadInputError("image_broken", detail={"why": "reply"}) from error
