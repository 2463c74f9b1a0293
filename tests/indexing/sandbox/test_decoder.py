# SPDX-License-Identifier: GPL-3.0-or-later
"""The decoder: the same pixels as without a sandbox, and no picture harms the next one."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress

import numpy as np
import pytest

from indexing import images, limits
from indexing.errors import BadInputError
from indexing.images import Decoded
from indexing.sandbox.child import Child, start_command
from indexing.sandbox.decoder import Decoder
from tests.indexing.sandbox.drawings import bombs, drawing, every_kind, packed, scan_bomb

GOOD = packed(drawing(20))
TRICKS = """
import os, sys, threading
sys.path.insert(0, sys.argv[1])
from indexing import images
from indexing.sandbox import protocol, worker
def tricky(request, data):
    if data.endswith(b"die"):
        os._exit(3)
    if data.endswith(b"spin"):
        while True: pass
    if data.endswith(b"wait"):
        lock = threading.Lock(); lock.acquire(); lock.acquire()
    if data.endswith(b"garbage"):
        return [b"\\xff" * 1000]
    if data.endswith(b"short"):
        return [worker.answer(request, data)[0]] + [b""] * 2 + [os._exit(0)]
    if data.endswith(b"memory"):
        try:
            with images._known_errors(): bytearray(3_000_000_000)
        except Exception as error:
            return [protocol.refusal(request, error.code)]
    if data.endswith(b"replay"):
        return worker.answer(request, data) * 2
    return worker.answer(request, data)
worker.run(tricky)
"""


def tricks() -> list[str]:
    """A worker like the real one, started and confined alike, that plays tricks when told."""
    command = start_command()
    return [*command[:-2], TRICKS, command[-1]]


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder() as made:
        yield made


@pytest.fixture
def tricked() -> Iterator[Decoder]:
    with Decoder(command=tricks) as made:
        yield made


def same(first: Decoded, second: Decoded) -> bool:
    return (
        (first.width, first.height) == (second.width, second.height)
        and np.array_equal(first.grey, second.grey)
        and np.array_equal(first.thumbnail, second.thumbnail)
    )


def code_of(act: Callable[[], object]) -> tuple[str, dict[str, object]]:
    with pytest.raises(BadInputError) as caught:
        act()
    return caught.value.code, caught.value.detail


@pytest.mark.parametrize(("kind", "data"), every_kind().items())
def test_pixels_are_those_of_a_decode_without_sandbox(
    decoder: Decoder, kind: str, data: bytes
) -> None:
    assert same(decoder.decode(data), images.decode(data).decoded())
    shown = images.pixels(data, 300).planes[0].array()
    assert np.array_equal(decoder.pixels(data, 300), shown)


@pytest.mark.parametrize(("kind", "bomb"), bombs().items())
def test_bombs_are_refused_and_the_worker_lives(
    decoder: Decoder, kind: str, bomb: tuple[bytes, set[str]]
) -> None:
    decoder.decode(GOOD)
    child = decoder._children[0]
    data, codes = bomb
    code, _ = code_of(lambda: decoder.decode(data))
    assert code in codes
    assert same(decoder.decode(GOOD), images.decode(GOOD).decoded())
    assert decoder._children[0] is child


def test_random_damage_never_ends_the_worker(decoder: Decoder) -> None:
    random = np.random.default_rng(0)
    decoder.decode(GOOD)
    child = decoder._children[0]
    for data in every_kind().values():
        for _ in range(4):
            broken = bytearray(data[:20_000])
            for place in random.integers(4, len(broken), 6):
                broken[place] = int(random.integers(256))
            with suppress(BadInputError):
                decoder.decode(bytes(broken))
    assert decoder._children[0] is child


def test_a_picture_that_takes_all_time_is_ended(
    decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "IMAGE_CPU_SECONDS", 0.5)
    code, detail = code_of(lambda: decoder.decode(scan_bomb()))
    assert (code, detail) == ("image_limits", {"limit": "time"})
    monkeypatch.undo()
    assert decoder.decode(GOOD).width == 640


@pytest.mark.skipif(sys.platform != "linux", reason="CPU time of a child is read from /proc")
def test_spinning_worker_is_ended(tricked: Decoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "IMAGE_CPU_SECONDS", 0.3)
    assert code_of(lambda: tricked.decode(GOOD + b"spin"))[0] == "image_limits"
    monkeypatch.undo()
    assert tricked.decode(GOOD).width == 640


def test_waiting_worker_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "IMAGE_WALL_SECONDS", 0.3)
    with Decoder(command=tricks) as tricked:
        assert code_of(lambda: tricked.decode(GOOD + b"wait"))[0] == "image_limits"
        monkeypatch.undo()
        assert tricked.decode(GOOD).width == 640


@pytest.mark.parametrize(
    ("trick", "why"), [("die", "worker"), ("short", "worker"), ("garbage", "reply")]
)
def test_death_and_garbage_cost_one_picture(tricked: Decoder, trick: str, why: str) -> None:
    code, detail = code_of(lambda: tricked.decode(GOOD + trick.encode()))
    assert (code, detail) == ("image_broken", {"why": why})
    assert same(tricked.decode(GOOD), images.decode(GOOD).decoded())


def test_an_answer_left_over_is_not_taken_for_the_next(tricked: Decoder) -> None:
    other = packed(drawing(21, (64, 48)), "PNG")
    tricked.decode(GOOD + b"replay")
    assert code_of(lambda: tricked.decode(other)) == ("image_broken", {"why": "reply"})
    assert same(tricked.decode(other), images.decode(other).decoded())


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux")
def test_memory_is_limited(tricked: Decoder) -> None:
    assert code_of(lambda: tricked.decode(GOOD + b"memory"))[0] == "image_limits"
    assert tricked.decode(GOOD).width == 640


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_worker_killed_between_pictures_is_replaced(decoder: Decoder) -> None:
    decoder.decode(GOOD)
    child = decoder._children[0]
    assert isinstance(child, Child)
    os.kill(child.pid, signal.SIGKILL)
    child._process.wait()
    assert decoder.decode(GOOD).width == 640
    assert decoder._children[0] is not child


def test_a_worker_is_replaced_after_its_share(
    decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder.decode(GOOD)
    child = decoder._children[0]
    monkeypatch.setattr("indexing.sandbox.workers._PICTURES_PER_WORKER", 1)
    assert decoder.decode(GOOD).width == 640
    assert decoder._children[0] is not child


def test_the_worker_does_not_inherit_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAISCEAU_PASSPHRASE", "planted")
    seen: list[dict[str, str]] = []
    started = Child.__init__.__globals__["subprocess"].Popen

    def popen(*args: object, **named: object) -> object:
        seen.append(named["env"])  # type: ignore[arg-type]
        return started(*args, **named)

    monkeypatch.setattr("indexing.sandbox.child.subprocess.Popen", popen)
    with Decoder() as made:
        made.decode(GOOD)
    assert seen
    assert "FAISCEAU_PASSPHRASE" not in seen[0]


@pytest.mark.parametrize("workers", [1, 2])
def test_many_keep_their_order_and_give_errors_back(workers: int) -> None:
    kinds = every_kind() | {"broken": GOOD[:500], "text": b"no picture"}
    with Decoder(workers) as made:
        got = dict(made.decode_many(kinds.items()))
    assert list(got) == list(kinds)
    for kind, result in got.items():
        if kind in {"broken", "text"}:
            assert isinstance(result, BadInputError)
        else:
            assert isinstance(result, Decoded)
            assert same(result, images.decode(kinds[kind]).decoded())


def test_many_stopped_early_leaves_no_stale_answer(decoder: Decoder) -> None:
    many = decoder.decode_many((number, packed(drawing(30 + number))) for number in range(4))
    assert next(many)[0] == 0
    many.close()  # type: ignore[attr-defined]
    assert same(decoder.decode(GOOD), images.decode(GOOD).decoded())


def test_closing_ends_the_worker_and_its_watch() -> None:
    made = Decoder()
    made.decode(GOOD)
    child = made._children[0]
    assert isinstance(child, Child)
    made.close()
    assert not child.alive()
    assert not child._watch.is_alive()
