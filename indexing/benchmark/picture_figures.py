# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of pictures: which changed pictures are found again, false links, and what it costs.

Each changed picture is looked for among all unchanged ones, as a picture that comes new into a
case: by hashes first, by local features where these find nothing.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from indexing import images
from indexing.benchmark import baselines
from indexing.benchmark.drawn import drawn
from indexing.benchmark.drawn_text import TEXT_KINDS
from indexing.benchmark.measure import Figure, not_measured
from indexing.benchmark.transforms import NEEDS_PARTNERS, TRANSFORMS
from indexing.fingerprint import local_features
from indexing.fingerprint.hash_plane import part_hashes, plane
from indexing.fingerprint.image_hash import fingerprint
from indexing.link.local_matches import local_image_pairs
from indexing.link.near_images import near_image_pairs
from indexing.options import LinkOptions
from indexing.records import ImageFingerprint, ImageStatus

if TYPE_CHECKING:
    from PIL.Image import Image

MOST = 60
"""Pictures that are changed in every way; each costs about three seconds."""
ROUNDS = 9
_PARTNERS = 3
_COSTED = 12
_SAME_PHOTO = 0.99
_SAME = (
    *("jpeg50", "jpeg30", "jpeg10", "resize50", "resize25", "resize200", "thumb160", "squash"),
    *("bright140", "contrast60", "gamma05", "gamma20", "hue90", "grey", "filter", "invert"),
    *("blur3", "noise20", "mirror", "rot90", "rot180", "pixel04", "pixel10", "mir+jpg30+rs50"),
)
_FRAMED = (
    *("border6w", "border12c", "letterbox", "screenshot", "screendark", "scr+jpg30+rs50"),
    *("banner", "bigtext", "watermark", "emoji10", "emoji20", "filter+emoji10+rs50"),
    *("crop05", "crop10", "crop25", "sqcrop", "crop10+mir+wm"),
)
GROUPS: Mapping[str, tuple[float, tuple[str, ...]]] = {
    "same picture": (0.99, _SAME),
    "framed, covered, cut": (0.95, _FRAMED),
    "deep cut, collage": (0.80, ("crop40", "collage4")),
    "turned, slanted, side by side": (
        0.80,
        ("rot2", "rot5", "rot5black", "persp10", "persp20", "blurfill", "collage2a", "collage2"),
    ),
}
"""Transforms by kind, each kind with the recall that every transform of it should reach."""


@dataclass(frozen=True, slots=True)
class Found:
    """Of changed pictures: the share found again, and how many strangers were linked to them."""

    recall: float
    strangers: int


def figures(size: int, seed: int, photos: Path | None = None) -> Iterator[Figure]:
    """Recall by kind of change, false links, text told from photos, and costs.

    Args:
        size: how many drawn pictures (and photos) at most; 60 are enough.
        seed: of drawings and changes.
        photos: a folder of real photos, to be measured as well.
    """
    count = min(size, MOST)
    sets = {"drawn": [drawn(seed + place) for place in range(count)]}
    if photos is not None and photos.is_dir():
        files = sorted(photos.iterdir())
        yield false_links(files)
        chosen = Random(seed).sample(files, min(count, len(files)))
        sets["photos"] = [_opened(file) for file in chosen]
    for name, pictures in sets.items():
        yield from recall_figures(name, pictures, seed)
    yield from text_figures(sets, seed)
    yield from cost_figures(sets["drawn"][:_COSTED])


def recall_figures(name: str, pictures: Sequence[Image], seed: int) -> Iterator[Figure]:
    """For each kind of change the recall of its hardest transform, and links to strangers."""
    files = [jpeg(picture) for picture in pictures]
    known, alike = [hashed(data) for data in files], _same_photos(files)
    found: dict[str, Found] = {}
    for change in TRANSFORMS:
        linked = found_again(change, pictures, known, seed)
        count, allowed = len(pictures), _PARTNERS if change in NEEDS_PARTNERS else 0
        strangers = {
            (there, place)
            for there, place in linked
            if (there - place) % count > allowed
            and (min(place, there), max(place, there)) not in alike
        }
        right = sum((place, place) in linked for place in range(count))
        found[change] = Found(right / count, len(strangers))
    for kind, (goal, changes) in GROUPS.items():
        each = {change: round(found[change].recall, 4) for change in changes}
        detail = {"pictures": len(pictures), "recall": each}
        yield Figure(f"pictures, {name}: {kind}", min(each.values()), goal, True, detail)
    wrong = sum(one.strangers for one in found.values())
    detail = {"pictures": len(pictures), "changed": len(pictures) * len(found)}
    yield Figure(f"pictures, {name}: links to strangers", wrong, 0, False, detail, "links")


def found_again(
    change: str, pictures: Sequence[Image], known: Sequence[ImageFingerprint], seed: int
) -> set[tuple[int, int]]:
    """Change every picture in one way and look for it among the unchanged ones.

    Args:
        change: a name of :data:`indexing.benchmark.transforms.TRANSFORMS`.
        pictures: the unchanged pictures.
        known: their fingerprints.
        seed: of the changes.

    Returns:
        Pairs (place among the unchanged, place among the changed) that are linked.
    """
    changed = []
    for place, picture in enumerate(pictures):
        following = [pictures[(place + 1 + k) % len(pictures)] for k in range(_PARTNERS)]
        made = TRANSFORMS[change](picture, Random(f"{seed} {place} {change}"), following)
        changed.append(hashed(jpeg(made)))
    return _linked_to_known(known, changed)


def false_links(files: Sequence[Path]) -> Figure:
    """Links among real photos but those between two files of one photo."""
    contents = [file.read_bytes() for file in files]
    made = [hashed(data) for data in contents]
    found = {(i, j) for i, j, _ in near_image_pairs(made, LinkOptions())}
    packed = [one.features for one in made]
    found |= {(i, j) for i, j, _ in local_image_pairs([one.sha256 for one in made], packed)}
    wrong = sorted(found - _same_photos(contents))
    detail = {
        "photos": len(files),
        "links": len(found),
        "wrong": [[files[i].name, files[j].name] for i, j in wrong],
    }
    return Figure("pictures, photos: false links", len(wrong), 0, False, detail, "links")


def text_figures(sets: Mapping[str, Sequence[Image]], seed: int) -> Iterator[Figure]:
    """Share of drawn pictures of text told as such, and how many others were taken for text."""
    each = {
        kind: [_status(make(seed + place)) for place in range(20)]
        for kind, make in TEXT_KINDS.items()
    }
    shares = {kind: found.count(ImageStatus.TEXT) / len(found) for kind, found in each.items()}
    yield Figure("pictures of text told", min(shares.values()), 0.95, True, shares)
    wrong = {
        name: sum(_status(picture) is ImageStatus.TEXT for picture in pictures)
        for name, pictures in sets.items()
    }
    yield Figure("photos taken for text", sum(wrong.values()), 0, False, wrong, "pictures")


def cost_figures(pictures: Sequence[Image]) -> Iterator[Figure]:
    """CPU of everything, and of hashing alone, against full decode and the PDQ library."""
    goals = (("everything", 0.6), ("hash only", 0.15))
    if baselines.missing("pdqhash"):
        for name, goal in goals:
            yield not_measured(f"picture cost, {name}", goal, False, "pdqhash")
        return
    files = [jpeg(picture, 85) for picture in pictures]
    tasks: dict[str, Callable[[bytes], object]] = {
        "reference": _reference,
        "everything": _everything,
        "hash only": _hash_only,
        "decode": images.decode,
    }
    spent: dict[str, list[float]] = {name: [] for name in tasks}
    for data in files[:2]:
        for task in tasks.values():
            task(data)
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            began = time.process_time()
            for data in files:
                task(data)
            spent[name].append((time.process_time() - began) / len(files))
    cost = {name: statistics.median(values) for name, values in spent.items()}
    detail = {f"{name}_ms": round(1000 * value, 2) for name, value in cost.items()}
    for name, goal in goals:
        # Ratios of one round each: what else the machine does weighs on both sides alike.
        pairs = zip(spent[name], spent["reference"], strict=True)
        ratio = statistics.median(one / other for one, other in pairs)
        yield Figure(f"picture cost, {name}", round(ratio, 3), goal, False, detail)


def hashed(data: bytes) -> ImageFingerprint:
    """What a case keeps of a picture file."""
    return _fingerprint(images.decode(data).decoded(), hashlib.sha256(data).hexdigest())


def _fingerprint(decoded: images.Decoded, sha256: str) -> ImageFingerprint:
    made = fingerprint(decoded, sha256)
    if made.status is not ImageStatus.OK:
        return made
    return replace(made, features=local_features.features(decoded.grey))


def jpeg(picture: Image, quality: int = 90) -> bytes:
    """The picture as a JPEG file."""
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def _linked_to_known(
    known: Sequence[ImageFingerprint], changed: Sequence[ImageFingerprint]
) -> set[tuple[int, int]]:
    import numpy as np

    every = [*known, *changed]
    count = len(known)
    new = np.arange(len(every)) >= count
    linked = {
        (i, j - count)
        for i, j, _ in near_image_pairs(every, LinkOptions(), new=new)
        if i < count <= j
    }
    found = {j for i, j in linked if i == j}
    left = [place for place in range(len(changed)) if place not in found]
    asked = [*known, *(changed[place] for place in left)]
    pairs = local_image_pairs(
        [one.sha256 for one in asked],
        [one.features for one in asked],
        new=np.arange(len(asked)) >= count,
    )
    return linked | {(i, left[j - count]) for i, j, _ in pairs if i < count <= j}


def _same_photos(files: Sequence[bytes]) -> set[tuple[int, int]]:
    """Pairs of files of one photo, by the correlation of their smoothed greys.

    No hash has a say in it. Among 240 real photos the pairs of one photo reach 0.9998 and all
    others stay below 0.68.
    """
    import numpy as np

    greys = np.array([plane(images.decode(data).decoded().grey).ravel() for data in files])
    greys -= greys.mean(axis=1, keepdims=True)
    greys /= np.linalg.norm(greys, axis=1, keepdims=True) + 1e-9
    alike = np.argwhere(np.triu(greys @ greys.T, 1) > _SAME_PHOTO)
    return {(int(i), int(j)) for i, j in alike}


def _status(picture: Image) -> ImageStatus:
    return fingerprint(images.decode(jpeg(picture)).decoded(), "").status


def _opened(file: Path) -> Image:
    from PIL.Image import open as opened

    return opened(file).convert("RGB")


def _reference(data: bytes) -> object:
    """The usual way: the whole picture decoded, the library's hash of all its pixels."""
    import numpy as np
    import pdqhash
    from PIL.Image import open as opened

    return pdqhash.compute(np.asarray(opened(BytesIO(data)).convert("RGB")))


def _everything(data: bytes) -> object:
    decoded = images.decode(data).decoded()
    return _fingerprint(decoded, ""), images.thumbnail_jpeg(decoded)


def _hash_only(data: bytes) -> object:
    return part_hashes(plane(images.decode_grey(data).planes[0].array())[None])
