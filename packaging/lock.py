# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes requirements.lock: every dependency for Linux, Windows and macOS, each with its hashes.

Run with ``uv`` on the path. CUDA packages are left out: torch is used on the processor only, and
its CPU build for Linux, which carries a hash of its own, is accepted beside the registry's files.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
NEVER_IMPORTED = ("requests", "urllib3", "certifi")
"""What rapidocr asks for only to download models; a stand-in refuses it in the worker."""
TORCH_CPU_LINUX = "6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b"
"""SHA-256 of torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl."""
CUDA = re.compile(r"^(nvidia-[a-z0-9-]+|cuda-[a-z0-9-]+|triton)==", re.MULTILINE)


def compile_lock(*without: str) -> str:
    """Text of the lock as resolved for all platforms, without some packages."""
    tool = shutil.which("uv")
    if tool is None:
        sys.exit("uv is not installed: pip install uv")
    command = [tool, "pip", "compile", "pyproject.toml", "--group", "dev", "--universal"]
    command += ["--python-version", "3.11", "--generate-hashes", "--no-header", "-q"]
    for name in without:
        command += ["--no-emit-package", name]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


def main() -> None:
    """Write the lock."""
    cuda = sorted({match.group(1) for match in CUDA.finditer(compile_lock())})
    text = compile_lock(*cuda, *NEVER_IMPORTED)
    text = re.sub(
        r"^(torch==\S+.*) \\\n",
        rf"\1 \\\n    --hash=sha256:{TORCH_CPU_LINUX} \\\n",
        text,
        flags=re.MULTILINE,
    )
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    LOCK.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{LOCK.name}: {sum('==' in line for line in lines)} packages")


if __name__ == "__main__":
    main()
