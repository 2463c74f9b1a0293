# SPDX-License-Identifier: GPL-3.0-or-later
"""Replies are believed only when they can be the reply to their request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing import limits
from indexing.images import Plane, RawPicture
from indexing.sandbox import protocol
from indexing.sandbox.protocol import Mode, ReplyError, Request, Status

REQUEST = Request(Mode.DECODE, 7, 0, 100)
SHOW = Request(Mode.PIXELS, 8, 50, 100)


def head(*, magic: bytes = protocol.REPLY_MAGIC, status: int = 0, sequence: int = 7,
         size: tuple[int, int] = (900, 700), sides: tuple[int, ...] = (450, 350, 160, 124),
) -> bytes:  # fmt: skip
    return protocol.REPLY.pack(magic, status, sequence, *size, *sides)


def test_an_honest_reply_is_read_back() -> None:
    made = RawPicture(9, 6, (Plane(3, 2, 1, b"abcdef"), Plane(1, 1, 3, b"xyz")))
    first, *rest = protocol.reply(REQUEST, made)
    parsed = protocol.parse_reply(first, REQUEST)
    assert parsed.payload() == 9
    assert protocol.picture(parsed, b"".join(rest)) == made


@pytest.mark.parametrize("code", protocol.CODES.values())
def test_refusals_keep_their_code(code: str) -> None:
    parsed = protocol.parse_reply(protocol.refusal(REQUEST, code), REQUEST)
    assert protocol.CODES[parsed.status] == code
    assert parsed.payload() == 0


@pytest.mark.parametrize(
    "untrusted",
    [
        head(magic=b"FDH1"),
        head(sequence=6),
        head(status=9),
        head(status=Status.BROKEN),
        head(size=(0, 700)),
        head(size=(2**31, 2**31)),
        head(size=(limits.MAX_IMAGE_PIXELS, 2)),
        head(sides=(513, 350, 160, 124)),
        head(sides=(450, 350, 161, 124)),
        head(sides=(0, 350, 160, 124)),
        head(sides=(450, 350, 0, 0)),
    ],
)
def test_impossible_replies_are_not_believed(untrusted: bytes) -> None:
    with pytest.raises(ReplyError):
        protocol.parse_reply(untrusted, REQUEST)


@pytest.mark.parametrize("sides", [(51, 20, 0, 0), (50, 20, 1, 1), (50, 0, 0, 0)])
def test_shown_pictures_keep_to_what_was_asked(sides: tuple[int, ...]) -> None:
    with pytest.raises(ReplyError):
        protocol.parse_reply(head(sequence=8, sides=sides), SHOW)


@given(st.binary(min_size=protocol.REPLY.size, max_size=protocol.REPLY.size))
def test_no_reply_can_ask_for_more_memory_than_its_request(untrusted: bytes) -> None:
    start = protocol.REPLY_MAGIC + untrusted[4:]
    for request, most in ((REQUEST, 512 * 512 + 160 * 160 * 3), (SHOW, 50 * 50 * 3)):
        try:
            parsed = protocol.parse_reply(start, request)
        except ReplyError:
            continue
        assert parsed.payload() <= most


def test_greeting_must_be_one() -> None:
    with pytest.raises(ReplyError):
        protocol.parse_hello(b"Traceback"[: protocol.HELLO.size])
