# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole benchmark as one document: every figure beside its goal, baselines, the machine."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import math
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from indexing.benchmark.baseline_report import baseline_rows
from indexing.benchmark.measure import Figure
from indexing.errors import KnownError
from indexing.progress import Progress, Steps

PARTS: Mapping[str, Literal["ads", "images", "hashes", "case", "desk-ads"]] = {
    "text": "ads",
    "template": "ads",
    "meaning": "ads",
    "question": "ads",
    "mixed": "ads",
    "later": "case",
    "explain": "case",
    "recollection": "ads",
    "picture": "images",
    "ocr": "images",
    "search": "hashes",
    "extraction": "ads",
    "suggest": "ads",
    "desk": "desk-ads",
}
"""Parts of the benchmark, each ``<part>_figures.py`` or given from above (``Plan.others``), and
which number says how large it is."""
HASHES_AN_AD = 20
"""A million hashes are searched where 50,000 ads are asked for."""
BASELINES = "baselines"
"""Name of the part that runs what others do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured, and how large."""

    ads: int = 1_000
    images: int = 12
    case: int = 10_000
    """Ads of the case that later ads come into, and of the one whose links are explained."""
    rounds: int = 1
    seed: int = 1
    desk_ads: int = 2_000
    """Ads of the case that the window is measured on."""
    desk_pictures: int = 200
    """Pictures of that case."""
    parts: Sequence[str] = (*PARTS, BASELINES)
    folders: Mapping[str, Path] = field(default_factory=dict)
    """Folders of the embedding model (``model``), of the character model (``similarity``), and of
    photos to be measured as well (``photos``); files of the codebook (``codebook``) and of ordinary
    ads to be measured as well (``ordinary``)."""
    others: Mapping[str, Callable[[Plan], Iterator[Figure]]] = field(default_factory=dict)
    """Parts that are measured above this house (the window), by name."""


def bench(plan: Plan) -> Steps[dict[str, object]]:
    """Run the parts one after the other; a part that fails is told and the others go on.

    Returns:
        The document: ``machine``, the plan, ``figures``, ``baselines``, ``problems``, ``seconds``.
    """
    began = time.monotonic()
    found: list[dict[str, object]] = []
    rows: Mapping[str, object] = {}
    problems: list[dict[str, str]] = []
    for part in plan.parts:
        yield Progress(part, 0)
        try:
            if part == BASELINES:
                model = plan.folders.get("model", Path("no-model"))
                rows = baseline_rows(plan.ads, plan.images, plan.seed, model)
            else:
                for number, figure in enumerate(figures_of(part, plan), 1):
                    found.append(document(figure, part, plan))
                    yield Progress(part, number)
        except Exception as error:  # noqa: BLE001 - told in the document; the others go on
            problems.append({"part": part, "problem": _told(error)})
    return {
        "machine": machine(),
        "ads": plan.ads,
        "images": plan.images,
        "case": plan.case,
        "desk_ads": plan.desk_ads,
        "desk_pictures": plan.desk_pictures,
        "rounds": plan.rounds,
        "seed": plan.seed,
        "figures": found,
        "baselines": rows,
        "problems": problems,
        "seconds": round(time.monotonic() - began, 1),
    }


def _told(error: Exception) -> str:
    if isinstance(error, KnownError):
        return f"{error.code}: {error.path}"
    return f"{type(error).__name__}: {error}"


def figures_of(part: str, plan: Plan) -> Iterator[Figure]:
    """Figures of one part, as they come; none where this program has no such part."""
    if part in plan.others:
        yield from plan.others[part](plan)
        return
    name = f"indexing.benchmark.{part}_figures"
    if importlib.util.find_spec(name) is None:
        return
    figures = importlib.import_module(name).figures
    known = {"rounds": plan.rounds, **plan.folders}
    taken = inspect.signature(figures).parameters
    sizes = {"ads": plan.ads, "images": plan.images, "case": plan.case}
    sizes["hashes"] = HASHES_AN_AD * plan.ads
    size = sizes[PARTS[part]]
    yield from figures(size, plan.seed, **{key: known[key] for key in known if key in taken})


def document(figure: Figure, part: str, plan: Plan) -> dict[str, object]:
    """A figure as JSON values, with the words that measure it again; null if not measured."""
    return {
        "name": figure.name,
        "part": part,
        "value": None if math.isnan(figure.value) else round(figure.value, 6),
        "unit": figure.unit,
        "goal": figure.goal,
        "at_least": figure.at_least,
        "met": figure.met,
        "command": command(part, plan),
        "detail": dict(figure.detail),
    }


def command(part: str, plan: Plan) -> str:
    """The command that measures one part at these sizes."""
    size = {"ads": plan.ads, "images": plan.images, "case": plan.case, "hashes": plan.ads}
    size["desk-ads"] = plan.desk_ads
    kind = PARTS[part]
    option = "ads" if kind == "hashes" else kind
    more = " --photos FOLDER" if kind == "images" and "photos" in plan.folders else ""
    more += f" --desk-pictures {plan.desk_pictures}" if part == "desk" else ""
    more += " --ordinary FILE" if part == "suggest" and "ordinary" in plan.folders else ""
    return (
        f"faisceau bench --only {part} --{option} {size[kind]}{more}"
        f" --rounds {plan.rounds} --seed {plan.seed} --json"
    )


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())
