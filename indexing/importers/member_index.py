# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a ZIP or folder, so that pictures are found in it by path, by name and by number."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections import Counter
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from indexing.importers.image_folder import (
    PICTURE_SUFFIXES,
    USUAL_FOLDERS,
    is_picture_name,
    name_key,
    names_after,
)
from indexing.importers.member_kinds import may_hold_ads
from indexing.limits import MAX_FOLDERS_UPWARD, MAX_IMAGES_PER_AD, MAX_PICTURE_FOLDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from indexing.importers.members import Member

    Mine = Callable[[str], bool]

_ADS = "ads"
"""Stands for every kind of file that may hold ads; no ending is called so."""
_FOLDERS_KEPT = 5_000
_PICTURE_FOLDER = re.compile(rf"(?:(.*)[-_ .])?{USUAL_FOLDERS.pattern}", re.IGNORECASE)
_AS_PACKED = ("utf-8", "cp866", "cp850", "cp852", "cp1251", "cp1252", "cp932", "gb18030")
"""Letters in which programs write names into a ZIP without saying so, likeliest first."""
_BEHIND = ("", "_", "-", ".", " ")
"""What stands behind the name of a file in that of its folder; nothing where both are alike."""
_MOST_ALIKE = 20
"""Of more pictures of one name on one's own ground none is taken by its name."""
_MOST_NUMBERED = 5_000
"""So many names that begin with one number are looked at."""


class MemberIndex:
    """The files of an archive by path, by folder and by name; made once.

    ``prefix`` is where an archive lies within another one.
    """

    def __init__(self, members: Sequence[Member], prefix: str = "") -> None:
        self.prefix = prefix
        self.by_path: Mapping[str, Member] = {member.name: member for member in members}
        self._folded: dict[str, Member | None] = {}
        self._named: dict[str, list[Member]] = {}
        self._bases: set[str] = set()
        ordered = sorted(members, key=_name)
        self._names = [member.name for member in ordered]
        self._below = lru_cache(_FOLDERS_KEPT)(self._usual_folders)
        self._inside: dict[str, list[Member]] | None = None
        self._picture_names: list[str] | None = None
        self._stems: dict[tuple[str, str], set[str]] = {}
        self._ads: Counter[str] = Counter()
        self._folder_names: set[str] = set()
        for member in ordered:
            folded = name_key(member.name)
            self._bases.add(folded.rpartition("/")[2])
            self._folded[folded] = None if folded in self._folded else member
            if is_picture_name(member.base):
                self._named.setdefault(name_key(member.base), []).append(member)
            self._ads[member.folder] += self._add_stem(member)
            self._folder_names.update(member.folder.split("/"))

    def _add_stem(self, member: Member) -> bool:
        """Remember after what folders may be called; whether it may hold ads."""
        stem, end = posixpath.splitext(member.base)
        if any(x.lower().endswith(PICTURE_SUFFIXES) for x in (member.base, stem)):
            return False  # a picture, or what a program noted of one: 1.jpg.json
        holds_ads = may_hold_ads(member.base)
        for kind in {_kind(end), _ADS} if holds_ads else {_kind(end)}:
            self._stems.setdefault((member.folder, kind), set()).add(stem)
        return holds_ads

    def at(self, path: str) -> Member | None:
        """The file at a path, letters of another case allowed where only one file fits."""
        return self.by_path.get(path) or self._folded.get(name_key(path))

    def may_hold(self, path: str) -> bool:
        """Whether any file is called like the end of a path: most names of a page are nowhere."""
        base = path.rstrip("/").rpartition("/")[2]
        return base in (".", "..") or name_key(base) in self._bases

    def named(self, base: str, own: str, is_mine: Mine) -> Member | None:
        """The one picture of this name below one's own folder, else the only one anywhere.

        Args:
            base: the name.
            own: folder of the file that names it.
            is_mine: whether a folder may be asked.
        """
        if not base:
            return None
        found = self._one(name_key(base), own, is_mine)
        for written in () if found or base.isascii() else _AS_PACKED:
            found = found or self._one(name_key(_unpacked(base, written)), own, is_mine)
        return found

    def after(self, untrusted_id: str, own: str, is_mine: Mine) -> list[Member]:
        """Pictures whose name begins with the number of an ad: ``17.jpg``, ``17_2.jpg``."""
        if self._picture_names is None:
            self._picture_names = sorted(self._named)
        names = islice(names_after(self._picture_names, untrusted_id), _MOST_NUMBERED)
        found = (member for name in names if (member := self._one(name, own, is_mine)))
        return sorted(islice(found, MAX_IMAGES_PER_AD + 1), key=lambda x: name_key(x.base))

    def _one(self, key: str, own: str, is_mine: Mine) -> Member | None:
        alike = self._named.get(key, [])
        below = alike
        if own:
            at = bisect_left(alike, f"{own}/", key=_name)
            below = alike[at : bisect_left(alike, f"{own}0", at, key=_name)]  # behind the slash
        if len(below) > _MOST_ALIKE:
            return None
        mine = list(islice((x for x in below if is_mine(x.folder)), 2))
        if len(mine) == 1:
            return mine[0]
        # two elsewhere are no answer, also where only one of them may be asked
        return alike[0] if len(alike) == 1 and is_mine(alike[0].folder) else None

    def roots(self, folder: str, stem: str) -> tuple[str, ...]:
        """Folders in which pictures of a file are looked for: its own first, then those above."""
        return tuple(islice(self._all_roots(folder, stem), MAX_PICTURE_FOLDERS))

    def _all_roots(self, folder: str, stem: str) -> Iterator[str]:
        for _ in range(MAX_FOLDERS_UPWARD):
            yield folder
            below = self._below(folder)
            for name in sorted({*below.get("", ()), *below.get(stem.casefold(), ())}):
                path = joined(folder, name)
                yield path
                if self.is_folder(f"{path}/full"):
                    yield f"{path}/full"
            if not folder:
                return
            folder = folder.rpartition("/")[0]

    def _usual_folders(self, folder: str) -> Mapping[str, Sequence[str]]:
        """Folders right below one that are called ``photos`` and the like.

        Those called ``STEM-photos`` stand under the stem of the file that they belong to, the
        others under no text. A folder is asked about for each file in and below it, so nothing
        here may be done again for each of them.
        """
        start = f"{folder}/" if folder else ""
        found: dict[str, list[str]] = {}
        at = bisect_left(self._names, start)
        while at < len(self._names) and self._names[at].startswith(start):
            name, inside, _ = self._names[at][len(start) :].partition("/")
            if not inside:
                at += 1
                continue
            if match := _PICTURE_FOLDER.fullmatch(name):
                found.setdefault((match[1] or "").casefold(), []).append(name)
            at = bisect_left(self._names, f"{start}{name}0", at)  # the sign behind the slash
        return found

    def is_folder(self, path: str) -> bool:
        """Whether anything lies below a path."""
        at = bisect_left(self._names, f"{path}/")
        return at < len(self._names) and self._names[at].startswith(f"{path}/")

    def has_folder(self, name: str) -> bool:
        """Whether any folder is called so."""
        return name in self._folder_names

    def holds(self, folder: str, suffix: str, stem: str = "") -> bool:
        """Whether a file that ends like this, and is called so, lies right in a folder."""
        found = self._stems.get((folder, _kind(suffix)), ())
        return stem in found if stem else bool(found)

    def ads_in(self, folder: str) -> int:
        """How many files that may hold ads lie right in a folder."""
        return self._ads[folder]

    def owner(self, folder: str, suffix: str, inner: str) -> str:
        """The stem of the file after which something beside it is called, or empty text.

        Browsers put the pictures of ``Room.html`` into ``Room_files``. Files that may hold ads
        count, and those that end like this.
        """
        ends = (end for end in range(len(inner), 0, -1) if inner[end : end + 1] in _BEHIND)
        kinds = (_ADS, _kind(suffix))
        known = [self._stems.get((folder, kind), ()) for kind in kinds]
        return next((inner[:end] for end in ends if any(inner[:end] in x for x in known)), "")

    def pictures_in(self, folder: str) -> list[Member]:
        """Pictures that lie in a folder, in the order of their names."""
        if self._inside is None:
            self._inside = {}
            for member in sorted(self.by_path.values(), key=lambda x: x.name):
                if member.base.lower().endswith(PICTURE_SUFFIXES):
                    self._inside.setdefault(member.folder, []).append(member)
        return self._inside.get(folder, [])


def _unpacked(name: str, written: str) -> str:
    """A name as it is read from a ZIP that does not say in which letters its names are written."""
    try:
        return name.encode(written).decode("cp437")
    except UnicodeError:
        return ""


def _name(member: Member) -> str:
    return member.name


def _kind(suffix: str) -> str:
    return ".html" if suffix.lower() == ".htm" else suffix.lower()


def joined(folder: str, name: str) -> str:
    """The path of a name in a folder; no text is the top."""
    return f"{folder}/{name}" if folder else name
