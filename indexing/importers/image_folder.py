# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the files of pictures that ads name, and never looks outside the given folders."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from indexing.importers.image_names import ImageName
from indexing.limits import MAX_IMAGES_PER_AD
from indexing.records import ImageRef

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")
USUAL_FOLDERS = re.compile(
    r"(?:images?|photos?|pictures?|pics|full|media|files|fotos|imagenes|thumbs?|screenshots?"
    r"|captures?)",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:^|/)(?:19|20)\d\d(?:[-_./]?[01]\d)?(?:[-_./]?[0-3]\d)?$")
"""A folder of a year, a month or a day."""
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_MAX_INDEXED = 2_000_000
_AFTER_ID = "_-. (#"
"""What may stand in the name of a picture between the number of its ad and the rest."""
_ABSOLUTE = re.compile(r"(?:file:/*)?(?:[a-z]:[\\/]|/|\\\\)", re.IGNORECASE)


class ImageFolder:
    """Looks names up in folders: path, hash of the address, file name, folder of the ad.

    Args:
        source: the imported file; its own folder is looked in too.
        chosen: the folder a person gave, or None to look beside the source.
    """

    def __init__(self, source: Path, chosen: Path | None) -> None:
        self._index: dict[str, str | None] | None = None
        self._names: list[str] | None = None
        self._folders: dict[str, Path] | None = None
        self._seen_folders: set[str] = set()
        beside = source.parent
        self._roots: list[Path] = []
        self._indexed: list[tuple[Path, bool]] = []
        if chosen is not None:
            self._add(chosen, deep=True)
            self._add(beside, deep=False)
            return
        self._add(beside, deep=False)
        for folder in _usual_folders(beside, source.stem):
            for inner in (folder, folder / "full"):
                self._add(inner, deep=False, within=beside.resolve())

    def find(self, names: Sequence[ImageName], untrusted_id: str) -> tuple[ImageRef, ...]:
        """Each picture named, once; if none was found, those of the ad's own folder or name."""
        refs: dict[str, ImageRef] = {}
        seen_urls: set[str] = set()
        for name in names:
            path = self._path(name, untrusted_id)
            if path is None and name.untrusted_url in seen_urls:
                continue  # Scrapy names each picture twice: image_urls and images
            if name.untrusted_url:
                seen_urls.add(name.untrusted_url)
            refs.setdefault(path or name.shown, ImageRef(name.shown, path))
        if not any(ref.path for ref in refs.values()):
            for path in self._own_folder(untrusted_id):
                refs[path] = ImageRef(f"{untrusted_id}/{Path(path).name}", path)
            if not any(ref.path for ref in refs.values()) and may_be_called_after(names):
                for path in self._own(untrusted_id):
                    refs[path] = ImageRef(Path(path).name, path)
        return tuple(refs.values())[:MAX_IMAGES_PER_AD]

    def _add(self, folder: Path, *, deep: bool, within: Path | None = None) -> None:
        try:
            root = folder.resolve(strict=True)
        except (OSError, RuntimeError):
            return
        if within is not None and not root.is_relative_to(within):
            return  # a link that leads out of the source's folder
        if root.is_dir() and root not in self._roots:
            self._roots.append(root)
            self._indexed.append((root, deep))

    def _path(self, name: ImageName, untrusted_id: str) -> str | None:
        relative, tried = relative_path(name.untrusted_path), usual_paths(name, untrusted_id)
        for root in self._roots:
            for candidate in tried:
                if found := _inside(root, root / candidate):
                    return found
        base = base_name(name.untrusted_url) or relative.rsplit("/", 1)[-1]
        if name.untrusted_path and not relative:
            base = base_of_absolute(name.untrusted_path)
        return self._by_base_name(base, name, untrusted_id)

    def _by_base_name(self, base: str, name: ImageName, untrusted_id: str) -> str | None:
        """The one file of this name anywhere below the roots; two of one name are no answer."""
        if not base:
            return None
        if self._index is None:
            self._index = self._build_index()
        found = self._index.get(name_key(base))
        if found is None:
            return None
        root = next(x for x in self._roots if Path(found).is_relative_to(x))
        inner = Path(found).relative_to(root).as_posix()
        is_there = self._seen_folders.__contains__
        return None if is_of_another(name, untrusted_id, inner, is_there) else found

    def _own(self, untrusted_id: str) -> Iterator[str]:
        """Pictures whose name begins with the number of the ad: ``17.jpg``, ``17_2.jpg``."""
        if not is_plain(untrusted_id):
            return
        if self._index is None:
            self._index = self._build_index()
        if self._names is None:
            self._names = sorted(self._index)
        found = islice(names_after(self._names, untrusted_id), MAX_IMAGES_PER_AD + 1)
        for name in sorted(found):
            if path := self._index[name]:
                yield path

    def _build_index(self) -> dict[str, str | None]:
        index: dict[str, str | None] = {}
        for root, deep in self._indexed:
            for folder, inner, files in os.walk(root, followlinks=False):
                if not deep:
                    inner.clear()
                self._seen_folders.update(inner)
                for file in files:
                    key = name_key(file)
                    if not is_picture_name(key):
                        continue
                    path = _inside(root, Path(folder, file))
                    if path is not None:
                        index[key] = path if index.get(key, path) == path else None
                if len(index) > _MAX_INDEXED:
                    return index
        return index

    def _own_folder(self, untrusted_id: str) -> Iterator[str]:
        if not is_plain(untrusted_id):
            return
        if self._folders is None:  # listed once: most ads have no folder of their own
            roots = reversed(self._roots)
            self._folders = {entry.name: root for root in roots for entry in _entries(root)}
        root = self._folders.get(untrusted_id)
        if root is not None:
            files = (x.name for x in _entries(root / untrusted_id, folders=False))
            for name in sorted(x for x in files if x.lower().endswith(PICTURE_SUFFIXES)):
                if found := _inside(root, root / untrusted_id / name):
                    yield found


def name_key(untrusted_name: str) -> str:
    """A name without case; an accent is the same whether it is written into its letter or behind.

    Macs write it behind the letter when they store or pack a file.
    """
    return unicodedata.normalize("NFC", untrusted_name.casefold())


def may_be_called_after(names: Sequence[ImageName]) -> bool:
    """Whether pictures may lie under the number of their ad: it names no file of its own."""
    return not any(name.untrusted_path for name in names)


def names_after(names: Sequence[str], untrusted_id: str) -> Iterator[str]:
    """Those of the sorted names that begin with a number and go on with a sign that ends it."""
    start = name_key(untrusted_id)
    for sign in _AFTER_ID:
        at = bisect_left(names, start + sign)
        while at < len(names) and names[at].startswith(start + sign):
            yield names[at]
            at += 1


def is_of_another(
    name: ImageName, untrusted_id: str, path: str, is_there: Callable[[str], bool]
) -> bool:
    """Whether a file lies in another ad's folder, so that it is not meant by its bare name.

    Of ``17/3.jpg`` and ``18/3.jpg`` often only one was saved. Where the folder that the name gives,
    or that of the ad, is there, the file is simply missing; and one number is not another, unless
    it is a date.

    Args:
        name: how the ad names its picture.
        untrusted_id: the ad's number.
        path: where a file of that name lies.
        is_there: whether any folder is called so.
    """
    written = (name.untrusted_path or name.untrusted_url).replace("\\", "/")
    given = re.split(r"[?#]", written, maxsplit=1)[0].rpartition("/")[0].rpartition("/")[2]
    folder, _, base = path.rpartition("/")
    theirs = folder.rpartition("/")[2]
    named = [x for x in (given, untrusted_id) if is_plain(x) and not USUAL_FOLDERS.fullmatch(x)]
    is_free = not folder or _DATED.search(folder) or _HASH.match(base.lower())
    if is_free or set(named) & set(folder.split("/")):
        return False
    if theirs.isdigit() and any(x.isdigit() for x in named):
        return True
    return any(map(is_there, named))


def base_of_absolute(untrusted_path: str) -> str:
    """The file name of a path on somebody's computer, whose folder is not here; or empty text."""
    path = untrusted_path.strip()
    base = path.replace("\\", "/").rpartition("/")[2]
    is_name = _ABSOLUTE.match(path) and ".." not in path and is_plain(base)
    return base if is_name and len(path) <= 1000 and "\0" not in path else ""


def is_picture_name(untrusted_name: str) -> bool:
    """Whether a file is called like a picture, or like a hash alone as crawlers store them."""
    name = untrusted_name.lower()
    return name.endswith(PICTURE_SUFFIXES) or _HASH.fullmatch(name) is not None


def usual_paths(name: ImageName, untrusted_id: str) -> list[str]:
    """Where below a folder a picture lies by the conventions of scrapers, likeliest first."""
    relative, base = relative_path(name.untrusted_path), base_name(name.untrusted_url)
    own = f"{untrusted_id}/" if is_plain(untrusted_id) else ""
    tried = [relative, f"{own}{relative}" if relative else ""]
    if untrusted_url := name.untrusted_url:
        data = untrusted_url.encode("utf-8", "replace")
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        kept = Path(base).suffix  # Scrapy makes JPEG of pictures, and leaves files as they are
        for hashed in dict.fromkeys((f"{digest}.jpg", f"{digest}{kept}", digest)):
            tried += [f"full/{hashed}", hashed]
        tried += [base, f"{own}{base}" if base else ""]
    return list(dict.fromkeys(filter(None, tried)))


def _entries(folder: Path, *, folders: bool = True) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if entry.is_dir() == folders]
    except (OSError, ValueError):
        return []


def _usual_folders(folder: Path, stem: str) -> list[Path]:
    """Folders called ``photos`` and the like, or ``STEM-photos`` after the source itself."""
    own = re.compile(rf"{re.escape(stem)}[-_ .]({USUAL_FOLDERS.pattern})", re.IGNORECASE)
    names = [entry.name for entry in _entries(folder)]
    found = [name for name in names if USUAL_FOLDERS.fullmatch(name) or own.fullmatch(name)]
    return [folder / name for name in sorted(found)]


def relative_path(untrusted_path: str) -> str:
    """A path that stays below its root, or empty text when it is refused."""
    path = untrusted_path.replace("\\", "/").strip()
    if not path or len(path) > 1000 or path.startswith(("/", "~", "data:")) or "\0" in path:
        return ""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts or any(":" in part for part in parts[:1]):
        return ""
    return "/".join(parts)


def base_name(untrusted_url: str) -> str:
    """The file name at the end of an address, without query."""
    path = re.split(r"[?#]", untrusted_url, maxsplit=1)[0].replace("\\", "/")
    base = path.rsplit("/", 1)[-1] if "://" in path or path.startswith("//") else ""
    return base if is_plain(base) and base.lower().endswith(PICTURE_SUFFIXES) else ""


def is_plain(untrusted_name: str) -> bool:
    """Whether a text can be the name of one file or folder and nothing more."""
    if not untrusted_name or len(untrusted_name) > 200 or untrusted_name in (".", ".."):
        return False
    return not re.search(r"[/\\:\0]", untrusted_name)


def _inside(root: Path, candidate: Path) -> str | None:
    """The real path of a regular file that lies below the root, links followed; else None."""
    try:
        real = candidate.resolve(strict=True)
        if real.is_relative_to(root) and real.is_file():
            return str(real)
    except (OSError, ValueError, RuntimeError):
        return None
    return None
