# SPDX-License-Identifier: GPL-3.0-or-later
"""The door to untrusted pictures: bytes go to a confined worker, checked pixels come back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from indexing import limits
from indexing.errors import BadInputError
from indexing.images import Decoded, Plane
from indexing.sandbox import protocol
from indexing.sandbox.child import start_command
from indexing.sandbox.protocol import Mode
from indexing.sandbox.workers import K, Reply, Workers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Decoder(Workers):
    """Decodes untrusted pictures in worker processes; for use from one thread.

    Args:
        workers: how many processes :meth:`decode_many` keeps busy; :meth:`decode` uses one.
        command: how to start a worker; the default serves source trees and frozen programs.
    """

    def __init__(
        self, workers: int = 1, *, command: Callable[[], list[str]] = start_command
    ) -> None:
        super().__init__(workers, command)

    def decode(self, untrusted_data: bytes) -> Decoded:
        """Grey picture and thumbnail.

        Raises:
            BadInputError: image_format, image_too_large, image_broken or image_limits.
        """
        request = self._submit(0, Mode.DECODE, untrusted_data, 0)
        return _decoded(self._result(0, request))

    def pixels(self, untrusted_data: bytes, max_side: int) -> NDArray[np.uint8]:
        """RGB pixels to be looked at, long side at most ``max_side``.

        Raises:
            BadInputError: image_format, image_too_large, image_broken or image_limits.
        """
        return self.plane(untrusted_data, max_side).array()

    def plane(self, untrusted_data: bytes, max_side: int) -> Plane:
        """The same pixels as raw bytes, for a process that loads no library of arrays.

        Raises:
            BadInputError: image_format, image_too_large, image_broken or image_limits.
        """
        side = min(max(1, max_side), protocol.MAX_SIDE)
        request = self._submit(0, Mode.PIXELS, untrusted_data, side)
        return protocol.picture(*self._result(0, request)).planes[0]

    def decode_many(
        self, items: Iterable[tuple[K, bytes]]
    ) -> Iterator[tuple[K, Decoded | BadInputError]]:
        """Decode pictures in order, while the caller works on earlier ones.

        Each worker holds one picture; an undecodable one is given back as its error.
        """
        return self._many(Mode.DECODE, items, _decoded)

    def isolation(self) -> dict[str, object]:
        """What holds on this machine, as the worker itself found it."""
        state = self._child(0).isolation
        return {
            "process": True,
            "system": sys.platform,
            "syscall_filter": state.filtered,
            "allowed_calls": state.calls,
            "resource_limits": state.limits,
            "memory_bytes": limits.IMAGE_MEMORY_BYTES if state.limits else None,
            "cpu_seconds": limits.IMAGE_CPU_SECONDS,
            "wall_seconds": limits.IMAGE_WALL_SECONDS,
            "formats": list(limits.IMAGE_FORMATS),
        }


def _decoded(reply: Reply) -> Decoded:
    return protocol.picture(*reply).decoded()
