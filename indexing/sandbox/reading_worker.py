# SPDX-License-Identifier: GPL-3.0-or-later
"""The worker process that reads the text in pictures; confined like the one that decodes.

It decodes the picture itself, so that the program never holds pixels that nobody looks at.
"""

from __future__ import annotations

import os

from indexing import images, limits
from indexing.errors import BadInputError
from indexing.sandbox import protocol, worker
from indexing.sandbox.protocol import Mode, Request
from indexing.sandbox.text_reading import ModelWrongError, TextReader

NO_READER = 4
"""Exit code of a worker that has no rapidocr, or not the models that were checked."""


def main() -> None:
    """Serve until standard input ends, then leave at once."""
    try:
        reader = TextReader()
    except (ImportError, ModelWrongError):
        os._exit(NO_READER)

    def answer(request: Request, untrusted_data: bytes) -> list[bytes]:
        return read(reader, request, untrusted_data)

    worker.run(answer, prepare=worker.warm, memory=limits.READ_MEMORY_BYTES)
    os._exit(0)


def read(reader: TextReader, request: Request, untrusted_data: bytes) -> list[bytes]:
    """The reply to one request, in parts."""
    if request.mode is not Mode.READ:
        return worker.answer(request, untrusted_data)
    try:
        picture = images.pixels(untrusted_data, request.max_side)
        lines = reader.read(picture.planes[0].array())
    except BadInputError as error:
        return [protocol.refusal(request, error.code)]
    except MemoryError:
        return [protocol.refusal(request, "image_limits")]
    except Exception as error:  # noqa: BLE001 - a picture on which a library fails costs itself only
        code = "image_limits" if "alloc" in str(error).lower() else "image_broken"
        return [protocol.refusal(request, code)]
    return protocol.read_reply(request, (picture.width, picture.height), lines)
