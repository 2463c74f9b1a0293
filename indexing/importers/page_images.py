# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of pictures as the tags and styles of a page give them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from indexing.limits import MAX_IMAGE_SET_WORDS, MAX_PAGE_ADDRESS

_LARGE = ("data-full", "data-zoom-image")
_LATE = ("data-original", "data-src", "data-lazy-src", "data-lazy")
_LATE_BACKGROUNDS = ("data-bg", "data-background-image", "data-background")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_WIDTH = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)[wxh],?")
_CSS_URL = re.compile(r"url\(\s*([\"']?)([^\"'()\s]{1,4000})\1\s*\)|var\((--sf-img-\d{1,6})\)")
_SHARED = re.compile(r"(--sf-img-\d{1,6})\s*:\s*url\(\s*[\"']?(data:faisceau-\d{1,9})")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_UNREAD = re.compile(r"\.(?:avif|heic|heif|jxl)(?:[?#]|$)", re.IGNORECASE)
_READ_SCHEMES = ("http:", "https:", "cid:", "blob:")
_MAX_SET = 200_000
_MAX_NAMES = 50
"""Of one picture."""


def image_refs(
    found: Mapping[str, str], *, linked: str = "", sources: Sequence[str] = ()
) -> tuple[str, ...]:
    """The names of one picture, the largest first: its marks show more than those of a small one.

    Pictures of one or two pixels, drawings (SVG) and addresses that name no picture are left out.
    Formats that are not read come last, since browsers are offered them beside those that are.

    Args:
        found: the attributes of the picture.
        linked: the address of a picture that is shown by a click on this one.
        sources: names of the same picture that were told before it.
    """
    if _is_pixel(found):
        return ()
    names = [linked, *(found.get(key, "") for key in _LARGE)]
    for key in _SETS:
        names += _of_set(found.get(key, ""))[:_MAX_NAMES]
    names += [*sources, *(found.get(key, "") for key in _LATE), found.get("src", "")]
    refs: dict[str, None] = {}
    for name in dict.fromkeys(sorted(names, key=_is_unread)):
        if ref := usable(name):
            refs[ref] = None
    return tuple(refs) if len(refs) <= _MAX_NAMES else (*islice(refs, _MAX_NAMES - 1), [*refs][-1])


def _is_unread(untrusted_name: str) -> bool:
    return _UNREAD.search(untrusted_name, 0, MAX_PAGE_ADDRESS) is not None


def usable(untrusted_ref: str) -> str:
    """The name without space around it; empty where no picture can be found by it."""
    ref = untrusted_ref.strip()
    if not ref or len(ref) > MAX_PAGE_ADDRESS or "\0" in ref or ref.startswith("#"):
        return ""
    scheme = _SCHEME.match(ref)
    if scheme and scheme.group().lower() not in _READ_SCHEMES:
        return ref if ref.startswith("data:faisceau-") else ""
    bare = re.split(r"[?#]", ref, maxsplit=1)[0]
    return "" if bare.lower().endswith((".svg", "/")) else ref


def background_refs(style: str) -> tuple[str, ...]:
    """Names of pictures in a ``style`` attribute."""
    if len(style) > _MAX_SET:
        return ()
    found = (match[2] or match[3] for match in _CSS_URL.finditer(style))
    return tuple(ref for name in found if (ref := name if name[:2] == "--" else usable(name)))


def late_background_refs(found: Mapping[str, str]) -> tuple[str, ...]:
    """Names of pictures that a script would set as the background of an element."""
    for value in (found.get(key, "") for key in _LATE_BACKGROUNDS):
        if "url(" in value:
            return background_refs(value)
        if "/" in value and (ref := usable(value)):  # else the name of a colour or of a style
            return (ref,)
    return ()


def shared_images(styles: list[str]) -> dict[str, str]:
    """Pictures that a saved page keeps once in its styles, by the name of their variable."""
    return {match[1]: match[2] for style in styles for match in _SHARED.finditer(style)}


def _of_set(value: str) -> list[str]:
    """Names in a ``srcset``, the widest first."""
    names: list[tuple[float, str]] = []
    for word in value[:_MAX_SET].split(maxsplit=MAX_IMAGE_SET_WORDS)[:MAX_IMAGE_SET_WORDS]:
        width = _WIDTH.fullmatch(word)
        if width and names:
            names[-1] = float(width[1]), names[-1][1]
        elif bare := word.strip(","):
            names.append((0.0, bare))
    return [name for _, name in sorted(names, key=lambda entry: -entry[0])]


def _is_pixel(found: Mapping[str, str]) -> bool:
    sides = (found.get(key, "").strip().removesuffix("px") for key in ("width", "height"))
    return any(side in ("0", "1", "2") for side in sides)


def names_of_shared(refs: tuple[str, ...], shared: Mapping[str, str]) -> Iterator[str]:
    """The names with those of variables replaced by what the variables hold."""
    for ref in refs:
        if not ref.startswith("--"):
            yield ref
        elif ref in shared:
            yield shared[ref]
