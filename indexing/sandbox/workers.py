# SPDX-License-Identifier: GPL-3.0-or-later
"""Workers as the program calls them: started when needed, one picture each, replaced when lost."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Self, TypeVar

from indexing import limits
from indexing.errors import BadInputError
from indexing.images import sniff
from indexing.sandbox.child import Child, WorkerDiedError
from indexing.sandbox.protocol import CODES, Mode, ReplyError, ReplyHead, Request, Status

K = TypeVar("K")
R = TypeVar("R")
Reply = tuple[ReplyHead, bytes]

_PICTURES_PER_WORKER = 2000
"""A fresh worker after so many pictures: one that was taken over does not stay."""
_CPU_PER_WORKER = 600


class Workers:
    """Some worker processes; for use from one thread.

    Args:
        workers: how many processes :meth:`_many` keeps busy; a single request uses one.
        command: how to start a worker.
    """

    def __init__(self, workers: int, command: Callable[[], list[str]]) -> None:
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
        """End the workers. They may be asked again; new ones are then started."""
        for slot in range(len(self._children)):
            self._drop(slot)

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
            self._send_again(slot, request, untrusted_data)
        return request

    def _send_again(self, slot: int, request: Request, untrusted_data: bytes) -> None:
        child = self._child(slot)
        try:
            child.send(request, untrusted_data)
        except WorkerDiedError as error:
            self._drop(slot)
            raise BadInputError("image_broken", detail={"why": "worker"}) from error

    def _result(self, slot: int, request: Request) -> Reply:
        """The checked reply of a worker to what it was handed."""
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
        return head, payload

    def _many(
        self,
        mode: Mode,
        items: Iterable[tuple[K, bytes]],
        made: Callable[[Reply], R],
        max_side: int = 0,
    ) -> Iterator[tuple[K, R | BadInputError]]:
        """What is ``made`` of the replies, in order, while the caller works on earlier ones."""
        waiting: deque[tuple[K, int, Request | BadInputError]] = deque()
        slots = deque(range(len(self._children)))
        try:
            for key, data in items:
                finished = None
                if not slots:
                    finished = self._finish(waiting.popleft(), slots, made)
                slot = slots.popleft()
                try:
                    waiting.append((key, slot, self._submit(slot, mode, data, max_side)))
                except BadInputError as error:
                    waiting.append((key, slot, error))
                if finished is not None:
                    yield finished
            while waiting:
                yield self._finish(waiting.popleft(), slots, made)
        finally:
            for _, slot, request in waiting:  # the caller stopped early: replies would be stale
                if isinstance(request, Request):
                    self._drop(slot)

    def _finish(
        self,
        item: tuple[K, int, Request | BadInputError],
        slots: deque[int],
        made: Callable[[Reply], R],
    ) -> tuple[K, R | BadInputError]:
        key, slot, request = item
        slots.append(slot)
        if isinstance(request, BadInputError):
            return key, request
        try:
            return key, made(self._result(slot, request))
        except BadInputError as error:
            return key, error
