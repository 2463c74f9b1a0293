# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of a cluster, one for each repeat; and a larger view of one, made on demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from app.triage.decide_items import MOST_PICTURES, ClearPicture, DecidePictures, PictureGroup
from app.triage.stopped import STOPPED
from indexing.records import ImageStatus
from indexing.store import cluster_facts, images, protocol_acts
from indexing.store.case import Case
from indexing.store.cluster_facts import ShownPicture

LARGE_SIDE = 640
"""Long side of the larger view, in pixels."""
_SHOWABLE = frozenset({ImageStatus.OK, ImageStatus.FLAT, ImageStatus.TEXT})


def read(case: Case, cluster: int, stopped: Set[str] = frozenset()) -> DecidePictures:
    """The pictures of a cluster: the same file once, and once for those that look the same.

    What looks like a picture in ``stopped`` (out of sight for this sitting) is so as well.
    """
    shown: dict[str, list[ShownPicture]] = {}
    for one in cluster_facts.pictures(case, cluster):
        shown.setdefault(one.sha256, []).append(one)
    alike = cluster_facts.near_pictures(case, cluster)
    told = [_group([shown[name] for name in names], stopped) for names in _grouped(shown, alike)]
    told.sort(key=_widest_first)
    missing = cluster_facts.pictures_without_file(case, cluster)
    return DecidePictures(tuple(told[:MOST_PICTURES]), len(told), missing)


def clear_picture(case: Case, sha256: str) -> ClearPicture | None:
    """A picture in colours, long side at most ``LARGE_SIDE``, decoded in the confined worker.

    None where it must not be shown: it is under protection, or an ad of it may be of a minor.

    Raises:
        BadInputError: image_format, image_too_large, image_broken or image_limits.
    """
    from indexing.pipeline.looking import looked_at  # as late as the pipeline it needs

    if protocol_acts.hides(case, sha256) or not images.is_there(case, sha256):
        return None
    plane = looked_at(images.read(case, sha256), LARGE_SIDE)
    return ClearPicture(plane.width, plane.height, plane.data)


def _grouped(names: Iterable[str], alike: Sequence[tuple[str, str]]) -> Iterable[list[str]]:
    """Names joined by pairs, by union-find; each group in the order of the names."""
    home = {name: name for name in names}

    def root(name: str) -> str:
        while home[name] != name:
            home[name] = home[home[name]]
            name = home[name]
        return name

    for one, other in alike:
        if one in home and other in home:
            home[root(other)] = root(one)
    groups: dict[str, list[str]] = {}
    for name in home:
        groups.setdefault(root(name), []).append(name)
    return groups.values()


def _group(files: Sequence[Sequence[ShownPicture]], stopped: Set[str]) -> PictureGroup:
    """The exemplar is a file that can be shown, the largest of those in most ads."""
    exemplar = max(files, key=_as_exemplar)
    first = exemplar[0]
    is_stopped = any(file[0].sha256 in stopped for file in files)
    return PictureGroup(
        sha256=first.sha256,
        status=STOPPED if is_stopped else first.status.value,
        ad=first.ad,
        times=sum(one.times for file in files for one in file),
        ads=len({one.ad for file in files for one in file}),
        files=len(files),
        width=first.width,
        height=first.height,
    )


def _as_exemplar(file: Sequence[ShownPicture]) -> tuple[bool, int, int, str]:
    one = file[0]
    return one.status in _SHOWABLE, len(file), one.width * one.height, one.sha256


def _widest_first(group: PictureGroup) -> tuple[int, int, str]:
    return -group.ads, group.ad, group.sha256
