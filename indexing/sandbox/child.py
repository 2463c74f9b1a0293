# SPDX-License-Identifier: GPL-3.0-or-later
"""One decode worker as its parent holds it: started, fed, watched, ended."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexing import limits
from indexing.sandbox import protocol
from indexing.sandbox.protocol import Isolation, Mode, ReplyError, ReplyHead, Request

WORKER_FLAG = "--decode-worker"
"""A frozen program called with this one argument must run ``indexing.sandbox.worker.main``."""
READ_FLAG = "--read-worker"
"""With this one it must run ``indexing.sandbox.reading_worker.main``."""
_START_SECONDS = 60
_WATCH_SECONDS = 0.2
_START = "import sys; sys.path.insert(0, sys.argv[1]); from {module} import main; main()"
# The worker inherits nothing else: a passphrase may stand in the environment.
_ENVIRONMENT = (
    "PATH",
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "TEMP",
    "TMP",
    "TMPDIR",
)


class WorkerDiedError(Exception):
    """The worker ended or was ended. ``limit`` is True when it had used up its time."""

    def __init__(self, *, limit: bool) -> None:
        super().__init__("worker died")
        self.limit = limit


def start_command() -> list[str]:
    """The command that starts a worker that decodes, from source or in a frozen program."""
    return _command(WORKER_FLAG, "indexing.sandbox.worker")


def start_reading_command() -> list[str]:
    """The same for a worker that reads the text of pictures."""
    return _command(READ_FLAG, "indexing.sandbox.reading_worker")


def _command(flag: str, module: str) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, flag]
    root = str(Path(__file__).resolve().parents[2])
    return [sys.executable, "-I", "-X", "utf8", "-c", _START.format(module=module), root]


def _environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name.upper() in _ENVIRONMENT or name.startswith("_PYI")
    }


class Child:
    """A running worker; one request at a time. Its watch ends it when a picture takes too long."""

    def __init__(self, command: list[str]) -> None:
        posix = sys.platform != "win32"
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=_environment(),
            start_new_session=posix,  # Ctrl+C is for the program, which then ends its workers
            creationflags=0 if posix else getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.answered = 0
        self._since: float | None = None
        self._cpu_before = 0.0
        self._wall = float(_START_SECONDS)
        self._over = False
        self._reads = False
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._keep_watch, name="decode-watch", daemon=True)
        self._watch.start()
        try:
            self.isolation: Isolation = protocol.parse_hello(self._receive(protocol.HELLO.size))
        except (WorkerDiedError, ReplyError):
            self.close()
            raise
        self._set_clocks(Mode.DECODE)

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether the worker still runs."""
        return self._process.poll() is None

    def cpu_seconds(self) -> float:
        """CPU seconds the worker has used; 0 where the system does not tell."""
        return _cpu_seconds(self._process.pid)

    def send(self, request: Request, data: bytes) -> None:
        """Hand over a picture. The worker reads all of it before it looks at it.

        Raises:
            WorkerDiedError: the worker is gone, or stopped reading.
        """
        self._cpu_before = self.cpu_seconds()
        self._set_clocks(request.mode)
        stdin = self._process.stdin
        assert stdin is not None  # noqa: S101 - asked for above
        with self._watched():
            for part in (request.head(), data):
                view = memoryview(part)
                try:
                    while view:
                        view = view[os.write(stdin.fileno(), view) :]
                except OSError as error:
                    raise WorkerDiedError(limit=self._over) from error

    def receive(self, request: Request) -> tuple[ReplyHead, bytes]:
        """The checked reply to ``request`` and its payload.

        Raises:
            WorkerDiedError: the worker ended, or was ended after using up its time.
            ReplyError: the reply cannot be the reply to this request.
        """
        head = protocol.parse_reply(self._receive(protocol.REPLY.size), request)
        payload = self._receive(head.payload())
        self.answered += 1
        return head, payload

    def close(self) -> None:
        """End the worker and its watch."""
        self._closed.set()
        self._process.kill()
        self._process.wait()
        self._watch.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _receive(self, size: int) -> bytes:
        buffer = bytearray(size)
        view = memoryview(buffer)
        done = 0
        stdout = self._process.stdout
        assert stdout is not None  # noqa: S101 - asked for above
        with self._watched():
            while done < size:
                part = os.read(stdout.fileno(), size - done)
                if not part:
                    raise WorkerDiedError(limit=self._over)
                view[done : done + len(part)] = part
                done += len(part)
        return bytes(buffer)

    def _set_clocks(self, mode: Mode) -> None:
        """What a picture may take; read anew for each one."""
        reads = mode is Mode.READ
        self._wall = float(limits.READ_WALL_SECONDS if reads else limits.IMAGE_WALL_SECONDS)
        self._reads = reads

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """While inside, the parent waits for its worker."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._since = None

    def _keep_watch(self) -> None:
        """Kill the worker once a picture has used its CPU or wall time.

        Wall time counts only while the parent waits: a slow reader is not the picture's fault.
        """
        while not self._closed.wait(_WATCH_SECONDS):
            since = self._since
            if since is None:
                continue
            cpu = self.cpu_seconds() - self._cpu_before
            most = limits.READ_CPU_SECONDS if self._reads else limits.IMAGE_CPU_SECONDS
            if cpu > most or time.monotonic() - since > self._wall:
                self._over = True
                self._process.kill()
                return


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process on Linux; 0 elsewhere or when it is gone."""
    if sys.platform != "linux":
        return 0.0
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
