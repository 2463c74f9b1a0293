# SPDX-License-Identifier: GPL-3.0-or-later
"""The worker process: decodes pictures from its standard input until that ends.

It loads and warms everything that decoding needs, confines itself, and only then reads. It
never sees a path, a key or a name, and answers with raw pixels or a status.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any

from indexing import images, limits
from indexing.errors import BadInputError
from indexing.sandbox import protocol
from indexing.sandbox.confinement import confine
from indexing.sandbox.protocol import Mode, Request

Answer = Callable[[Request, bytes], list[bytes]]


def main() -> None:
    """Serve until standard input ends, then leave at once."""
    run(answer)
    os._exit(0)


def answer(request: Request, untrusted_data: bytes) -> list[bytes]:
    """The reply to one request, in parts."""
    try:
        if request.mode is Mode.DECODE:
            picture = images.decode(untrusted_data)
        else:
            picture = images.pixels(untrusted_data, request.max_side)
    except BadInputError as error:
        return [protocol.refusal(request, error.code)]
    return protocol.reply(request, picture)


def run(
    make: Answer,
    *,
    prepare: Callable[[], None] | None = None,
    memory: int = limits.IMAGE_MEMORY_BYTES,
) -> None:
    """Prepare, confine to so much more memory, greet, and answer requests with ``make``."""
    inlet = io.FileIO(0, "rb", closefd=False)
    outlet = io.FileIO(1, "wb", closefd=False)
    (prepare or warm)()
    state = confine(memory)
    hello = (protocol.HELLO_MAGIC, state.limits, state.filtered, state.calls)
    _write(outlet, protocol.HELLO.pack(*hello))
    while head := _read(inlet, protocol.REQUEST.size):
        request = protocol.parse_request(head)
        for part in make(request, _read(inlet, request.length)):
            _write(outlet, part)


def warm() -> None:
    """Decode a small picture of every kind, whole and cut short.

    Whatever Pillow imports or opens on first use, it does now: afterwards it no longer can.
    """
    for data in _samples():
        images.decode(data)
        images.pixels(data, 8)
        for broken in (data[: len(data) // 2], data[:24]):
            try:
                images.decode(broken)
            except BadInputError:
                continue


def _samples() -> list[bytes]:
    """Small pictures: every format, and the colour modes with code of their own."""
    from PIL import Image

    images.load_plugins()
    base = Image.linear_gradient("L").resize((40, 24))
    rgb = base.convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    jpeg = {"exif": exif.tobytes(), "dpi": (72, 72)}
    plain = base.convert("P")
    made: list[tuple[Image.Image, str, dict[str, Any]]] = [
        (rgb, "JPEG", jpeg),
        (rgb, "JPEG", {"progressive": True}),
        (base.convert("CMYK"), "JPEG", {}),
        (rgb, "PNG", {"exif": exif.tobytes()}),
        (rgb.convert("RGBA"), "PNG", {}),
        (plain, "PNG", {"transparency": 0}),
        (plain, "PNG", {"transparency": bytes(range(256))}),
        (base.convert("1"), "PNG", {}),
        (base.convert("I;16"), "PNG", {}),
        (rgb.convert("RGBA"), "WEBP", {"exif": exif.tobytes()}),
        (rgb, "WEBP", {"lossless": True}),
        (plain, "GIF", {"transparency": 0}),
        (plain, "GIF", {"save_all": True, "append_images": [plain.rotate(90)]}),
        (rgb, "BMP", {}),
    ]
    files = []
    for picture, name, options in made:
        buffer = io.BytesIO()
        picture.save(buffer, name, **options)
        files.append(buffer.getvalue())
    return files


def _read(inlet: io.FileIO, size: int) -> bytes:
    """Exactly ``size`` bytes; nothing when the input ends."""
    buffer = bytearray(size)
    view = memoryview(buffer)
    done = 0
    while done < size:
        count = inlet.readinto(view[done:])
        if not count:
            return b""
        done += count
    return bytes(buffer)


def _write(outlet: io.FileIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[outlet.write(view) or 0 :]
