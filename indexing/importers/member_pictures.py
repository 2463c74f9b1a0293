# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the pictures that ads name among the files of a ZIP or folder, by the same conventions.

Names are looked up in a list, never on the disk, so that no name can lead anywhere else.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from indexing.importers.image_folder import (
    PICTURE_SUFFIXES,
    USUAL_FOLDERS,
    base_name,
    is_picture_name,
    is_plain,
    usual_paths,
)
from indexing.importers.image_names import ImageName
from indexing.limits import MAX_IMAGES_PER_AD
from indexing.records import ImageRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from indexing.importers.image_folder import ImageFolder
    from indexing.importers.members import Member

_MAX_PATH = 1_000
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


class MemberIndex:
    """The files of an archive by path, by folder and by name; made once."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.by_path: Mapping[str, Member] = {member.name: member for member in members}
        self._folded: dict[str, Member | None] = {}
        self._named: dict[str, Member | None] = {}
        self._folders: dict[str, set[str]] = {"": set()}
        self._roots: dict[tuple[str, str], tuple[str, ...]] = {}
        self._inside: dict[str, list[Member]] | None = None
        for member in members:
            folded = member.name.casefold()
            self._folded[folded] = None if folded in self._folded else member
            if is_picture_name(member.base):
                key = member.base.casefold()
                self._named[key] = None if key in self._named else member
            self._add_folders(member.folder)

    def _add_folders(self, folder: str) -> None:
        while folder and folder not in self._folders:
            self._folders[folder] = set()
            parent, _, name = folder.rpartition("/")
            self._folders.setdefault(parent, set()) if not parent else self._add_folders(parent)
            self._folders[parent].add(name)
            folder = parent

    def at(self, path: str) -> Member | None:
        """The file at a path, letters of another case allowed where only one file fits."""
        return self.by_path.get(path) or self._folded.get(path.casefold())

    def named(self, base: str) -> Member | None:
        """The one picture of this name anywhere; two of one name are no answer."""
        return self._named.get(base.casefold()) if base else None

    def roots(self, folder: str, stem: str) -> tuple[str, ...]:
        """Folders in which pictures of a file are looked for: its own first, then those above."""
        if (folder, stem) not in self._roots:
            if len(self._roots) > 1_000:
                self._roots.clear()
            self._roots[folder, stem] = tuple(self._all_roots(folder, stem))
        return self._roots[folder, stem]

    def _all_roots(self, folder: str, stem: str) -> Iterator[str]:
        own = re.compile(rf"{re.escape(stem)}[-_ .]({USUAL_FOLDERS.pattern})", re.IGNORECASE)
        while True:
            yield folder
            for name in sorted(self._folders.get(folder, ())):
                if USUAL_FOLDERS.fullmatch(name) or own.fullmatch(name):
                    below = _joined(folder, name)
                    yield below
                    if "full" in self._folders.get(below, ()):
                        yield f"{below}/full"
            if not folder:
                return
            folder = folder.rpartition("/")[0]

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
        self._own = self._index.roots(self._folder, posixpath.splitext(base)[0])

    def find(self, names: Sequence[ImageName], untrusted_id: str) -> tuple[ImageRef, ...]:
        """Each picture named, once; those of the ad's own folder if none was found."""
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
            for member in self._own_folder(untrusted_id):
                own_name = f"{untrusted_id}/{member.base}"
                refs[member.name] = ImageRef(own_name, read=reader_of(member))
        return tuple(refs.values())[:MAX_IMAGES_PER_AD]

    def named(self, untrusted_paths: Sequence[str], untrusted_urls: Sequence[str]) -> Member | None:
        """The file of one picture that a page names in several ways."""
        for path in untrusted_paths:
            name = ImageName(untrusted_url=path) if _ADDRESS.match(path) else ImageName(path)
            if found := self._member(name, ""):
                return found
        urls = (ImageName(untrusted_url=url) for url in untrusted_urls)
        return next((found for url in urls if (found := self._member(url, ""))), None)

    def _ref(self, name: ImageName, found: Member | None) -> ImageRef:
        if found is not None:
            return ImageRef(name.shown, read=reader_of(found))
        if self._chosen is not None:
            return next(iter(self._chosen.find([name], "")), ImageRef(name.shown))
        return ImageRef(name.shown)

    def _member(self, name: ImageName, untrusted_id: str) -> Member | None:
        tried = [*_relative(name.untrusted_path), *usual_paths(name, untrusted_id)]
        tried += _mirrored(name.untrusted_url)
        for root in self._own:
            for candidate in tried:
                path = posixpath.normpath(_joined(root, candidate))
                found = self._index.at(path) if not path.startswith(("..", "/")) else None
                if found is not None:
                    return found
        if name.untrusted_path and not tried:
            return None
        base = unquote(name.untrusted_path).replace("\\", "/").rpartition("/")[2]
        bases = [base_name(name.untrusted_url) or base]
        bases += [
            path.rpartition("/")[2] for path in usual_paths(ImageName("", name.untrusted_url), "")
        ]
        return next((x for y in bases if is_plain(y) and (x := self._index.named(y))), None)

    def _own_folder(self, untrusted_id: str) -> list[Member]:
        if not is_plain(untrusted_id):
            return []
        folders = (_joined(root, untrusted_id) for root in self._own)
        return next((x for folder in folders if (x := self._index.pictures_in(folder))), [])


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
    """Where programs that copy a site put what an address names: under its host."""
    try:
        parts = urlsplit(untrusted_url)
    except ValueError:
        return []
    if not parts.netloc or not parts.path.strip("/") or len(untrusted_url) > _MAX_PATH:
        return []
    return list(dict.fromkeys((f"{parts.netloc}{parts.path}", unquote(parts.path).lstrip("/"))))


def reader_of(member: Member) -> Callable[[int], bytes | None]:
    """Reads at most so many bytes of a member, None where it cannot be read."""

    def read(limit: int) -> bytes | None:
        try:
            with member.open() as file:
                return file.read(limit)
        except OSError:
            return None

    return read
