# SPDX-License-Identifier: GPL-3.0-or-later
"""The door to untrusted pictures: bytes go to a confined worker, checked pixels come back."""

from __future__ import annotations

import itertools
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from indexing import limits
from indexing.errors import BadInputError
from indexing.images import Decoded, RawPicture, sniff
from indexing.sandbox import protocol
from indexing.sandbox.child import Child, WorkerDiedError, start_command
from indexing.sandbox.protocol import CODES, Mode, ReplyError, Request, Status

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

K = TypeVar("K")

_PICTURES_PER_WORKER = 2000
"""A fresh worker after so many pictures: one that was taken over does not stay."""
_CPU_PER_WORKER = 600


class Decoder:
    """Decodes untrusted pictures in worker processes; for use from one thread.

    Args:
        workers: how many processes :meth:`decode_many` keeps busy; :meth:`decode` uses one.
        command: how to start a worker; the default serves source trees and frozen programs.
    """

    def __init__(
        self, workers: int = 1, *, command: Callable[[], list[str]] = start_command
    ) -> None:
        self._command = command
        self._children: list[Child | None] = [None] * max(1, workers)
        self._sequence = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers. The decoder may be used again; it then starts new ones."""
        for slot in range(len(self._children)):
            self._drop(slot)

    def decode(self, untrusted_data: bytes) -> Decoded:
        """Grey picture and thumbnail.

        Raises:
            BadInputError: image_format, image_too_large, image_broken or image_limits.
        """
        request = self._submit(0, Mode.DECODE, untrusted_data, 0)
        return self._result(0, request).decoded()

    def pixels(self, untrusted_data: bytes, max_side: int) -> NDArray[np.uint8]:
        """RGB pixels to be looked at, long side at most ``max_side``.

        Raises:
            BadInputError: image_format, image_too_large, image_broken or image_limits.
        """
        side = min(max(1, max_side), protocol.MAX_SIDE)
        request = self._submit(0, Mode.PIXELS, untrusted_data, side)
        return self._result(0, request).planes[0].array()

    def decode_many(
        self, items: Iterable[tuple[K, bytes]]
    ) -> Iterator[tuple[K, Decoded | BadInputError]]:
        """Decode pictures in order, while the caller works on earlier ones.

        Each worker holds one picture; an undecodable one is given back as its error.
        """
        waiting: deque[tuple[K, int, Request | BadInputError]] = deque()
        slots = deque(range(len(self._children)))
        try:
            for key, data in items:
                finished = None
                if not slots:
                    finished = self._finish(waiting.popleft(), slots)
                slot = slots.popleft()
                try:
                    waiting.append((key, slot, self._submit(slot, Mode.DECODE, data, 0)))
                except BadInputError as error:
                    waiting.append((key, slot, error))
                if finished is not None:
                    yield finished
            while waiting:
                yield self._finish(waiting.popleft(), slots)
        finally:
            for _, slot, request in waiting:  # the caller stopped early: replies would be stale
                if isinstance(request, Request):
                    self._drop(slot)

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

    def _child(self, slot: int) -> Child:
        """The live worker of a slot, started or replaced when need be."""
        child = self._children[slot]
        if child is not None and (
            not child.alive()
            or child.answered >= _PICTURES_PER_WORKER
            or child.cpu_seconds() > _CPU_PER_WORKER
        ):
            self._drop(slot)
            child = None
        if child is None:
            child = Child(self._command())
            self._children[slot] = child
        return child

    def _drop(self, slot: int) -> None:
        child = self._children[slot]
        self._children[slot] = None
        if child is not None:
            child.close()

    def _submit(self, slot: int, mode: Mode, untrusted_data: bytes, max_side: int) -> Request:
        """Hand a picture to a worker; what cannot be a picture is refused before that."""
        if len(untrusted_data) > limits.MAX_IMAGE_BYTES:
            raise BadInputError("image_too_large", detail={"bytes": limits.MAX_IMAGE_BYTES})
        if sniff(untrusted_data) is None:
            raise BadInputError("image_format", detail={"formats": list(limits.IMAGE_FORMATS)})
        request = Request(mode, next(self._sequence) & 0xFFFFFFFF, max_side, len(untrusted_data))
        try:
            self._child(slot).send(request, untrusted_data)
        except WorkerDiedError:
            # It had not looked at the picture yet, so the picture is not to blame: once more.
            self._drop(slot)
            self._child(slot).send(request, untrusted_data)
        return request

    def _result(self, slot: int, request: Request) -> RawPicture:
        child = self._children[slot]
        if child is None:
            raise BadInputError("image_broken", detail={"why": "worker"})
        try:
            head, payload = child.receive(request)
        except WorkerDiedError as error:
            self._drop(slot)
            if error.limit:
                raise BadInputError("image_limits", detail={"limit": "time"}) from error
            raise BadInputError("image_broken", detail={"why": "worker"}) from error
        except ReplyError as error:
            self._drop(slot)
            raise BadInputError("image_broken", detail={"why": "reply"}) from error
        if head.status is not Status.OK:
            raise BadInputError(CODES[head.status])
        return protocol.picture(head, payload)

    def _finish(
        self, item: tuple[K, int, Request | BadInputError], slots: deque[int]
    ) -> tuple[K, Decoded | BadInputError]:
        key, slot, request = item
        slots.append(slot)
        if isinstance(request, BadInputError):
            return key, request
        try:
            return key, self._result(slot, request).decoded()
        except BadInputError as error:
            return key, error
