# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixels of a picture along one fixed path; called on untrusted bytes only inside the sandbox.

Decode path 1: first frame; the long side is divided by the smallest power of two that brings it
to 512 or less (libjpeg's scaled decoding for JPEG as far as it goes, box averages for the rest,
so that a JPEG and a PNG of one picture agree); transparency over white; 16 bits cut to their
upper 8; EXIF orientation; grey as ITU-R 601. Hashes depend on every step: change one, raise
``DECODE_PATH``.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from indexing import limits
from indexing.errors import BadInputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

DECODE_PATH = "1"
"""Version of the decode path, part of every picture hash's stamp."""
GREY_SIDE = 512
HASH_SIDE = 240
"""Where hashes are all that is wanted the long side is divided while it stays this long."""
THUMBNAIL_SIDE = 160

_SIGNATURES = (
    ("JPEG", 0, b"\xff\xd8\xff"),
    ("PNG", 0, b"\x89PNG\r\n\x1a\n"),
    ("WEBP", 8, b"WEBP"),
    ("GIF", 0, b"GIF8"),
    ("BMP", 0, b"BM"),
)
_ORIENTATION_TAG = 0x0112
_WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """A decoded picture: its upright size, grey (long side at most 512) and RGB thumbnail."""

    width: int
    height: int
    grey: NDArray[np.uint8]
    thumbnail: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Plane:
    """Raw pixels, row by row: ``len(data) == width * height * channels``."""

    width: int
    height: int
    channels: int
    data: bytes

    def array(self) -> NDArray[np.uint8]:
        """The pixels as a read-only array, 2-D when there is one channel."""
        import numpy as np

        shape: tuple[int, ...] = (self.height, self.width)
        if self.channels > 1:
            shape = (*shape, self.channels)
        return np.frombuffer(self.data, dtype=np.uint8).reshape(shape)


@dataclass(frozen=True, slots=True)
class RawPicture:
    """What a decode gives before it becomes arrays: upright size of the file, and planes."""

    width: int
    height: int
    planes: tuple[Plane, ...]

    def decoded(self) -> Decoded:
        """The arrays of a picture that :func:`decode` made."""
        grey, thumbnail = self.planes
        return Decoded(self.width, self.height, grey.array(), thumbnail.array())


def decode(untrusted_data: bytes) -> RawPicture:
    """Grey and thumbnail planes along the fixed path.

    Raises:
        BadInputError: image_format, image_too_large, image_broken or image_limits.
    """
    with _known_errors():
        image = _opened(untrusted_data)
        full = image.size
        image.draft(None, _divided(full, _factor_to_fit(full, GREY_SIDE)))
        small, size = _upright(image, _flat(image, _factor_to_fit(image.size, GREY_SIDE)), full)
        thumbnail = _fitted(small, THUMBNAIL_SIDE).convert("RGB")
        return RawPicture(*size, (_plane(small.convert("L")), _plane(thumbnail)))


def decode_grey(untrusted_data: bytes) -> RawPicture:
    """A smaller grey plane alone, enough for hashes; of a JPEG only the brightness is decoded.

    Raises:
        BadInputError: image_format, image_too_large, image_broken or image_limits.
    """
    with _known_errors():
        image = _opened(untrusted_data)
        full = image.size
        image.draft("L", _divided(full, _factor_above(full, HASH_SIDE)))
        small = _flat(image, _factor_above(image.size, HASH_SIDE)).convert("L")
        upright, size = _upright(image, small, full)
        return RawPicture(*size, (_plane(upright),))


def pixels(untrusted_data: bytes, max_side: int) -> RawPicture:
    """One RGB plane whose long side is at most ``max_side``, to be looked at.

    Raises:
        BadInputError: image_format, image_too_large, image_broken or image_limits.
    """
    with _known_errors():
        image = _opened(untrusted_data)
        full = image.size
        image.draft(None, _divided(full, _factor_above(full, max_side)))
        shown = _fitted(_flat(image, _factor_above(image.size, max_side)), max_side).convert("RGB")
        upright, size = _upright(image, shown, full)
        return RawPicture(*size, (_plane(upright),))


def thumbnail_jpeg(decoded: Decoded) -> bytes:
    """The thumbnail as a small JPEG without any metadata, safe to show."""
    from PIL import Image

    stream = BytesIO()
    Image.fromarray(decoded.thumbnail).save(stream, "JPEG", quality=80)
    return stream.getvalue()


def sniff(untrusted_data: bytes) -> str | None:
    """The allowed format that the first bytes announce, or None."""
    for name, offset, signature in _SIGNATURES:
        if untrusted_data.startswith(signature, offset) and name in limits.IMAGE_FORMATS:
            return name
    return None


def load_plugins() -> None:
    """Import every Pillow module that decoding needs, so that nothing is imported later."""
    from PIL import (  # noqa: F401
        BmpImagePlugin,
        GifImagePlugin,
        ImageColor,
        ImageFile,
        ImagePalette,
        JpegImagePlugin,
        MpoImagePlugin,  # a JPEG that carries several pictures becomes one while it is opened
        PngImagePlugin,
        TiffImagePlugin,  # reads EXIF
        WebPImagePlugin,
    )


@contextmanager
def _known_errors() -> Iterator[None]:
    """Turn whatever a decoder raises on hostile bytes into the four known errors."""
    from PIL.Image import DecompressionBombError, DecompressionBombWarning

    try:
        with warnings.catch_warnings():
            # Damaged metadata and further pictures that cannot be played are common in honest
            # files, and say nothing about the pixels of the first.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", DecompressionBombWarning)
            yield
    except BadInputError:
        raise
    except (DecompressionBombError, DecompressionBombWarning) as error:
        raise _too_large() from error
    except MemoryError as error:
        raise BadInputError("image_limits", detail={"limit": "memory"}) from error
    except Exception as error:
        raise BadInputError("image_broken") from error


def _too_large() -> BadInputError:
    return BadInputError("image_too_large", detail={"pixels": limits.MAX_IMAGE_PIXELS})


def _opened(untrusted_data: bytes) -> Image:
    """The picture with only its header read, of an allowed format and size."""
    from PIL import Image

    load_plugins()
    if len(untrusted_data) > limits.MAX_IMAGE_BYTES:
        raise BadInputError("image_too_large", detail={"bytes": limits.MAX_IMAGE_BYTES})
    name = sniff(untrusted_data)
    if name is None:
        raise BadInputError("image_format", detail={"formats": list(limits.IMAGE_FORMATS)})
    if name == "WEBP":
        # Pillow's WebP plugin allocates the whole canvas while opening.
        _check_size(_webp_size(untrusted_data))
    image = Image.open(BytesIO(untrusted_data), formats=(name,))
    _check_size(image.size)
    image.decodermaxblock = len(untrusted_data)  # handed to the decoder at once, not in pieces
    return image


def _check_size(size: tuple[int, int]) -> None:
    if size[0] < 1 or size[1] < 1:
        raise BadInputError("image_broken")
    if size[0] * size[1] > limits.MAX_IMAGE_PIXELS:
        raise _too_large()


def _webp_size(untrusted_data: bytes) -> tuple[int, int]:
    """Width and height from the first chunk of a WebP file."""
    chunk, body = untrusted_data[12:16], untrusted_data[20:30]
    if len(body) < 10:
        raise BadInputError("image_broken")
    if chunk == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        width, height = body[6:8], body[8:10]
        return int.from_bytes(width, "little") & 0x3FFF, int.from_bytes(height, "little") & 0x3FFF
    raise BadInputError("image_broken")


def _factor_to_fit(size: tuple[int, int], side: int) -> int:
    """Smallest power of two that divides the long side down to ``side`` or less."""
    factor = 1
    while -(-max(size) // factor) > side:
        factor *= 2
    return factor


def _factor_above(size: tuple[int, int], side: int) -> int:
    """Largest power of two that leaves the long side at ``side`` or more."""
    factor = 1
    while max(size) // (factor * 2) >= side:
        factor *= 2
    return factor


def _divided(size: tuple[int, int], factor: int) -> tuple[int, int]:
    return max(1, size[0] // factor), max(1, size[1] // factor)


def _flat(image: Image, factor: int) -> Image:
    """The first frame, grey or RGB, reduced by ``factor``, what is transparent lying on white."""
    from PIL.Image import new

    image.load()
    _check_size(image.size)  # a GIF frame may be larger than the screen its header names
    if image.mode.startswith("I"):
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    elif image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in {"L", "RGB", "CMYK", "YCbCr"}:
        image = image.convert("RGB")
    if factor > 1:
        image = image.reduce(factor)
    if image.mode != "RGBA":
        return image if image.mode in {"L", "RGB"} else image.convert("RGB")
    paper = new("RGB", image.size, _WHITE)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _upright(image: Image, small: Image, full: tuple[int, int]) -> tuple[Image, tuple[int, int]]:
    """``small`` and the full size, turned as the EXIF data of ``image`` say."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    orientation = _orientation(image)
    if orientation not in turns:
        return small, full
    size = (full[1], full[0]) if orientation >= 5 else full
    return small.transpose(turns[orientation]), size


def _orientation(image: Image) -> int:
    """EXIF orientation; 1 (upright) when there is none or it cannot be read."""
    try:
        value = image.getexif().get(_ORIENTATION_TAG, 1)
    except Exception:  # noqa: BLE001 - hostile EXIF raises almost anything; the pixels are fine
        return 1
    return value if isinstance(value, int) else 1


def _fitted(image: Image, side: int) -> Image:
    """``image`` made smaller so that its long side is at most ``side``; never larger."""
    from PIL.Image import Resampling

    fine = Resampling.BICUBIC if side > THUMBNAIL_SIDE else Resampling.BILINEAR

    long = max(image.size)
    if long <= side:
        return image
    width, height = (max(1, round(part * side / long)) for part in image.size)
    # Whole box averages first: a third of the time, and nothing to be seen of it.
    return image.resize((width, height), fine, reducing_gap=1.0)


def _plane(image: Image) -> Plane:
    return Plane(image.width, image.height, len(image.getbands()), image.tobytes())
