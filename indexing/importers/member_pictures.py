# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the pictures that ads name among the files of a ZIP or folder, by the same conventions.

Names are looked up in a list, never on the disk, so that no name can lead anywhere else.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from functools import cache, lru_cache
from itertools import accumulate, islice
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from indexing.importers.image_folder import (
    PICTURE_SUFFIXES,
    USUAL_FOLDERS,
    base_name,
    base_of_absolute,
    is_picture_name,
    is_plain,
    may_be_called_after,
    name_key,
    names_after,
    usual_paths,
)
from indexing.importers.image_names import ImageName
from indexing.limits import MAX_FOLDERS_UPWARD, MAX_IMAGES_PER_AD, MAX_PICTURE_FOLDERS
from indexing.records import ImageRef

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from indexing.importers.image_folder import ImageFolder
    from indexing.importers.members import Member

    Mine = Callable[[str], bool]

_MAX_PATH = 1_000
_FOLDERS_KEPT = 5_000
_PICTURE_FOLDER = re.compile(rf"(?:(.*)[-_ .])?{USUAL_FOLDERS.pattern}", re.IGNORECASE)
_AS_PACKED = ("utf-8", "cp866", "cp850", "cp852", "cp1251", "cp1252", "cp932", "gb18030")
"""Letters in which programs write names into a ZIP without saying so, likeliest first."""
_BEHIND = ("", "_", "-", ".", " ")
"""What stands behind the name of a file in that of its folder; nothing where both are alike."""
_MOST_ALIKE = 100
"""Of more pictures of one name none is taken by its name."""
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


class MemberIndex:
    """The files of an archive by path, by folder and by name; made once."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.by_path: Mapping[str, Member] = {member.name: member for member in members}
        self._folded: dict[str, Member | None] = {}
        self._named: dict[str, list[Member]] = {}
        self._bases: set[str] = set()
        self._names = sorted(self.by_path)
        self._below = lru_cache(_FOLDERS_KEPT)(self._usual_folders)
        self._inside: dict[str, list[Member]] | None = None
        self._picture_names: list[str] | None = None
        self._stems: dict[tuple[str, str], set[str]] | None = None
        for member in members:
            folded = name_key(member.name)
            self._bases.add(folded.rpartition("/")[2])
            self._folded[folded] = None if folded in self._folded else member
            if is_picture_name(member.base):
                self._named.setdefault(name_key(member.base), []).append(member)

    def at(self, path: str) -> Member | None:
        """The file at a path, letters of another case allowed where only one file fits."""
        return self.by_path.get(path) or self._folded.get(name_key(path))

    def may_hold(self, path: str) -> bool:
        """Whether any file is called like the end of a path: most names of a page are nowhere."""
        base = path.rstrip("/").rpartition("/")[2]
        return base in (".", "..") or name_key(base) in self._bases

    def named(self, base: str, is_mine: Mine) -> Member | None:
        """The one picture of this name in a folder that may be asked; two are no answer."""
        if not base:
            return None
        found = self._one(name_key(base), is_mine)
        for written in () if found or base.isascii() else _AS_PACKED:
            found = found or self._one(name_key(_unpacked(base, written)), is_mine)
        return found

    def after(self, untrusted_id: str, is_mine: Mine) -> list[Member]:
        """Pictures whose name begins with the number of an ad: ``17.jpg``, ``17_2.jpg``."""
        if self._picture_names is None:
            self._picture_names = sorted(self._named)
        names = names_after(self._picture_names, untrusted_id)
        return [member for name in names if (member := self._one(name, is_mine))]

    def _one(self, key: str, is_mine: Mine) -> Member | None:
        alike = self._named.get(key, [])
        mine = [x for x in alike if is_mine(x.folder)] if len(alike) <= _MOST_ALIKE else []
        return mine[0] if len(mine) == 1 else None

    def roots(self, folder: str, stem: str) -> tuple[str, ...]:
        """Folders in which pictures of a file are looked for: its own first, then those above."""
        return tuple(islice(self._all_roots(folder, stem), MAX_PICTURE_FOLDERS))

    def _all_roots(self, folder: str, stem: str) -> Iterator[str]:
        for _ in range(MAX_FOLDERS_UPWARD):
            yield folder
            below = self._below(folder)
            for name in sorted({*below.get("", ()), *below.get(stem.casefold(), ())}):
                path = _joined(folder, name)
                yield path
                if self._is_folder(f"{path}/full"):
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

    def _is_folder(self, path: str) -> bool:
        at = bisect_left(self._names, f"{path}/")
        return at < len(self._names) and self._names[at].startswith(f"{path}/")

    def stems(self, folder: str, suffix: str) -> Collection[str]:
        """Names, without their ending, of the files right in a folder that end like this."""
        if self._stems is None:
            self._stems = {}
            for member in self.by_path.values():
                stem, end = posixpath.splitext(member.base)
                self._stems.setdefault((member.folder, _kind(end)), set()).add(stem)
        return self._stems.get((folder, _kind(suffix)), ())

    def owner(self, folder: str, suffix: str, inner: str) -> str:
        """The stem of the file after which a folder beside it is called, or empty text.

        Browsers put the pictures of ``Room.html`` into ``Room_files``.
        """
        stems = self.stems(folder, suffix)
        starts = [
            inner[:end] for end in range(len(inner), 0, -1) if inner[end : end + 1] in _BEHIND
        ]
        return next((start for start in starts if start in stems), "")

    def pictures_in(self, folder: str) -> list[Member]:
        """Pictures that lie in a folder, in the order of their names."""
        if self._inside is None:
            self._inside = {}
            for member in sorted(self.by_path.values(), key=lambda x: x.name):
                if member.base.lower().endswith(PICTURE_SUFFIXES):
                    self._inside.setdefault(member.folder, []).append(member)
        return self._inside.get(folder, [])


class MemberPictures:
    """Pictures for the ads of one member.

    Args:
        index: the files that lie together.
        member: path of the file with the ads.
        chosen: the folder of pictures that a person gave besides, or None.
    """

    def __init__(self, index: MemberIndex, member: str, chosen: ImageFolder | None) -> None:
        self._index, self._chosen = index, chosen
        self._folder, _, base = member.rpartition("/")
        self._stem, self._suffix = posixpath.splitext(base)
        self._own = self._index.roots(self._folder, self._stem)
        self._is_mine = cache(self._may_ask)
        self.is_one_ad = False
        """Whether the file holds a single ad, so that what lies beside it is that ad's."""

    def find(self, names: Sequence[ImageName], untrusted_id: str) -> tuple[ImageRef, ...]:
        """Each picture named, once; if none was found, those of the ad's own folder or name."""
        refs: dict[str, ImageRef] = {}
        seen_urls: set[str] = set()
        for name in names:
            member = self._member(name, untrusted_id)
            ref = self._ref(name, member)
            if not ref.is_found and name.untrusted_url in seen_urls:
                continue  # Scrapy names each picture twice: image_urls and images
            if name.untrusted_url:
                seen_urls.add(name.untrusted_url)
            where = f"{member.name}\0" if member else ref.path  # no name of a picture has a NUL
            refs.setdefault(where or ref.untrusted_name, ref)
        if not any(ref.is_found for ref in refs.values()):
            own = self._own_folder(untrusted_id)
            if not own and may_be_called_after(names) and is_plain(untrusted_id):
                own = self._index.after(untrusted_id, self._is_mine)
            for member in own:
                own_name = f"{untrusted_id}/{member.base}"
                refs[member.name] = ImageRef(own_name, read=reader_of(member))
            for member in self._beside() if self.is_one_ad and not own else ():
                refs[member.name] = ImageRef(member.name, read=reader_of(member))
        return tuple(refs.values())[:MAX_IMAGES_PER_AD]

    def named(self, untrusted_paths: Sequence[str], untrusted_urls: Sequence[str]) -> Member | None:
        """The file of one picture that a page names in several ways.

        Where one of them is a path from the page on, its bare name is not looked for in folders
        beside the page's: ``1.jpg`` there is the picture of another ad.
        """
        near = any(not (x.startswith("/") or _ADDRESS.match(x)) for x in untrusted_paths)
        names = [
            ImageName(untrusted_url=path) if _ADDRESS.match(path) else ImageName(path)
            for path in untrusted_paths
        ]
        names.sort(key=lambda name: not name.untrusted_path)  # a path says most surely which file
        names += [ImageName(untrusted_url=url) for url in untrusted_urls]
        there = (found for name in names if (found := self._at(self._tried(name))))
        named = (found for name in names if (found := self._named(name, near=near)))
        return next(there, None) or next(named, None)

    def _ref(self, name: ImageName, found: Member | None) -> ImageRef:
        if found is not None:
            return ImageRef(name.shown, read=reader_of(found))
        if self._chosen is not None:
            return next(iter(self._chosen.find([name], "")), ImageRef(name.shown))
        return ImageRef(name.shown)

    def _member(self, name: ImageName, untrusted_id: str) -> Member | None:
        return self._at(self._tried(name, untrusted_id)) or self._named(name, untrusted_id)

    def _tried(self, name: ImageName, untrusted_id: str = "") -> list[str]:
        tried = [*_relative(name.untrusted_path), *usual_paths(name, untrusted_id)]
        return [*tried, *_mirrored(name.untrusted_url)]

    def _at(self, tried: Sequence[str]) -> Member | None:
        likely = [path for path in tried if self._index.may_hold(path)]
        for root in self._own if likely else ():
            for candidate in likely:
                path = posixpath.normpath(_joined(root, candidate))
                found = self._index.at(path) if not path.startswith(("..", "/")) else None
                if found is not None:
                    return found
        return None

    def _named(
        self, name: ImageName, untrusted_id: str = "", *, near: bool = False
    ) -> Member | None:
        base = unquote(name.untrusted_path).replace("\\", "/").rpartition("/")[2]
        if name.untrusted_path and not self._tried(name, untrusted_id):
            base = base_of_absolute(name.untrusted_path)
            return self._index.named(base, self._is_mine) if base and not near else None
        bases = [base_name(name.untrusted_url) or base]
        bases += [
            path.rpartition("/")[2] for path in usual_paths(ImageName("", name.untrusted_url), "")
        ]
        asked = self._is_near if near else self._is_mine
        named = (self._index.named(x, asked) for x in bases if is_plain(x))
        return next(filter(None, named), None)

    def _beside(self) -> list[Member]:
        """Pictures called like the file, else all in its folder where it is the only such file."""
        called = self._index.after(self._stem, lambda folder: folder == self._folder)
        if called or not self._folder or len(self._index.stems(self._folder, self._suffix)) > 1:
            return called
        return self._index.pictures_in(self._folder)

    def _is_near(self, folder: str) -> bool:
        """Whether a folder that may be asked lies above or below that of the file, or is it."""
        one, other = (f"{path}/" if path else "" for path in (folder, self._folder))
        return (one.startswith(other) or other.startswith(one)) and self._is_mine(folder)

    def _may_ask(self, folder: str) -> bool:
        """Whether a picture in a folder may be the file's, going by its name alone.

        Not where another file of this kind lies with it or on the way to it: numbers and names
        like ``1.jpg`` begin anew in every batch of ads, in every chat and beside every page.
        """
        inner = f"{folder}/"
        roots = (root for root in self._own if not root or inner.startswith(f"{root}/"))
        root = max(roots, key=len, default="")
        first, *below = inner[len(root) :].strip("/").split("/")
        owner = self._index.owner(root, self._suffix, first)
        if owner:
            return root == self._folder and owner == self._stem
        ways = accumulate([root, first, *below] if first else [root], _joined)
        return not any(self._index.stems(way, self._suffix) for way in islice(ways, 1, None))

    def _own_folder(self, untrusted_id: str) -> list[Member]:
        if not is_plain(untrusted_id):
            return []
        folders = (_joined(root, untrusted_id) for root in self._own)
        return next((x for folder in folders if (x := self._index.pictures_in(folder))), [])


def _unpacked(name: str, written: str) -> str:
    """A name as it is read from a ZIP that does not say in which letters its names are written."""
    try:
        return name.encode(written).decode("cp437")
    except UnicodeError:
        return ""


def _kind(suffix: str) -> str:
    return ".html" if suffix.lower() == ".htm" else suffix.lower()


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _relative(untrusted_path: str) -> list[str]:
    """A path as it stands and as a page would write it, seen from the top where it begins so."""
    path = untrusted_path.replace("\\", "/").strip()
    if not path or len(path) > _MAX_PATH or path.startswith(("~", "data:")) or "\0" in path:
        return []
    if ":" in path.split("/")[0]:
        return []
    bare = path.split("?")[0].split("#")[0]
    forms = (path, unquote(path), bare, unquote(bare))
    return [form for x in dict.fromkeys(forms) if (form := x.lstrip("/")) and "\0" not in form]


def _mirrored(untrusted_url: str) -> list[str]:
    """Where programs that copy a site put what an address names: under its host.

    Where a file system has no ``:`` and ``?``, wget writes ``+`` and ``@``.
    """
    try:
        parts = urlsplit(untrusted_url)
    except ValueError:
        return []
    if not parts.netloc or not parts.path.strip("/") or len(untrusted_url) > _MAX_PATH:
        return []
    hosts = dict.fromkeys(f"{x}/" for x in (parts.netloc, parts.netloc.replace(":", "+")))
    ends = (f"?{parts.query}", f"@{parts.query}", "") if parts.query else ("",)
    path, plain = parts.path.lstrip("/"), unquote(parts.path).lstrip("/")
    ways = [f"{host}{name}{end}" for end in ends for host in hosts for name in (path, plain)]
    return list(dict.fromkeys([*ways, *(f"{plain}{end}" for end in ends)]))


def reader_of(member: Member) -> Callable[[int], bytes | None]:
    """Reads at most so many bytes of a member, None where it cannot be read."""

    def read(limit: int) -> bytes | None:
        try:
            with member.open() as file:
                return file.read(limit)
        except OSError:
            return None

    return read
