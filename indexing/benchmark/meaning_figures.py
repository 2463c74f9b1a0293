# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of related meaning: across eleven languages, in small cases, and what encoding costs."""

from __future__ import annotations

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexing.benchmark.measure import Figure, not_measured
from indexing.benchmark.mixed_road import new_case
from indexing.benchmark.texts import generate
from indexing.benchmark.texts_bank import FOLDER
from indexing.fingerprint import text_embedding
from indexing.link.meaning import centre
from indexing.link.meaning_background import means_for
from indexing.normalise import fold
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Links
from indexing.pipeline.meaning_links import ModelChoices, relate_meaning
from indexing.pipeline.text_links import group_texts
from indexing.progress import run
from indexing.records import AdRecord
from indexing.store import ads, fingerprints, sources

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Means = Mapping[str, NDArray[np.float32]]

TRANSLATED = FOLDER / "translated_ads.json"
SMALL, SMALL_CASES = 12, 150
_TIMED, _BATCH = 96, 32
_EMBEDDED = 200


@dataclass(frozen=True, slots=True, eq=False)
class Translations:
    """The translated ads: of each text its ad, its language and its vector."""

    names: Sequence[str]
    tongues: Sequence[str]
    vectors: NDArray[np.float32]

    def some(self, rows: Sequence[int]) -> Translations:
        """A part of them."""
        names, tongues = [self.names[n] for n in rows], [self.tongues[n] for n in rows]
        return Translations(names, tongues, self.vectors[list(rows)])


def figures(size: int, seed: int, model: Path, rounds: int = 1) -> Iterator[Figure]:
    """All figures of related meaning.

    Args:
        size: most ads whose groups are embedded.
        seed: of the generated ads and of the small cases.
        model: folder of the language model.
        rounds: how often costs are measured; medians count. Without torch there is nothing to
            measure them beside.

    Raises:
        BadInputError: ``model_missing`` or ``model_wrong``.
    """
    encoder = text_embedding.load(model, engine="onnx")
    texts = translated(encoder)
    means = means_for(encoder.stamp.version.partition(" ")[0], encoder.dimension)
    yield from language_figures(texts, means, seed)
    if text_embedding.has_torch():
        yield speed_figure(encoder, model, seed, rounds)
    else:
        yield not_measured("meaning_encoding_speed", 1.5, True, "torch")
    yield representatives_figure(min(size, _EMBEDDED), seed, model)


def translated(encoder: text_embedding.Encoder) -> Translations:
    """The twelve ads in eleven languages, encoded."""
    found = json.loads(TRANSLATED.read_text("utf-8"))["ads"]
    rows = [(ad, tongue, text) for ad, by in found.items() for tongue, text in by.items()]
    names, tongues, texts = zip(*rows, strict=True)
    vectors = encoder.encode([fold(text).text for text in texts])
    return Translations(names, tongues, vectors)


def language_figures(texts: Translations, means: Means | None, seed: int) -> Iterator[Figure]:
    """Best match and separation over all languages, and what shipped means do in small cases."""
    detail: dict[str, object] = {
        "languages": len(set(texts.tongues)),
        "ads": len(set(texts.names)),
        "without_shipped_means": round(best_match(texts, None), 4),
    }
    yield Figure("meaning_best_match", best_match(texts, means), 0.97, at_least=True, detail=detail)
    near, far = near_and_far(texts, means)
    least = LinkOptions().meaning
    detail = {
        "auc_without_shipped_means": round(auc(*near_and_far(texts, None)), 4),
        "translations_above_threshold": round(float((near >= least).mean()), 4),
        "others_above_threshold": round(float((far >= least).mean()), 5),
        **small_cases(texts, means, seed),
    }
    yield Figure("meaning_auc", auc(near, far), 0.98, at_least=True, detail=detail)


def best_match(texts: Translations, means: Means | None) -> float:
    """Share of texts whose nearest text in each other language is their translation."""
    import numpy as np

    placed = centre(texts.vectors, texts.tongues, means)
    scores, tongues = placed @ placed.T, np.array(texts.tongues)
    hits = []
    for row, (name, own) in enumerate(zip(texts.names, texts.tongues, strict=True)):
        for other in sorted(set(texts.tongues) - {own}):
            there = np.flatnonzero(tongues == other)
            hits.append(texts.names[int(there[scores[row, there].argmax()])] == name)
    return statistics.fmean(hits)


def near_and_far(
    texts: Translations, means: Means | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Centred cosines of all pairs of translations, and of all other pairs."""
    import numpy as np

    placed = centre(texts.vectors, texts.tongues, means)
    rows, columns = np.triu_indices(len(placed), 1)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    same = np.array([texts.names[a] == texts.names[b] for a, b in pairs])
    scores = (placed @ placed.T)[rows, columns]
    return scores[same], scores[~same]


def auc(near: NDArray[np.float32], far: NDArray[np.float32]) -> float:
    """Area under the ROC curve: how often a near pair scores above a far one (ties half)."""
    import numpy as np

    order = np.sort(far)
    below = np.searchsorted(order, near, "left") + np.searchsorted(order, near, "right")
    return float(below.mean() / (2 * len(far)))


def small_cases(texts: Translations, means: Means | None, seed: int) -> dict[str, float]:
    """In cases of twelve texts: translations found and others suggested, with and without means.

    A case holds four ads in two languages each and four ads in one of the two.
    """
    import numpy as np

    chance, least = random.Random(seed), LinkOptions().meaning
    place = {pair: n for n, pair in enumerate(zip(texts.names, texts.tongues, strict=True))}
    names, tongues = sorted(set(texts.names)), sorted(set(texts.tongues))
    told = {}
    cases = []
    for _ in range(SMALL_CASES):
        chosen, (one, other) = chance.sample(names, 8), chance.sample(tongues, 2)
        rows = [place[name, one] for name in chosen] + [place[name, other] for name in chosen[:4]]
        cases.append(texts.some(rows))
    for label, used in (("with", means), ("without", None)):
        scored = [near_and_far(case, used) for case in cases]
        near, far = (np.concatenate(part) for part in zip(*scored, strict=True))
        told[f"small_auc_{label}"] = round(auc(near, far), 4)
        told[f"small_found_{label}"] = round(float((near >= least).mean()), 4)
        told[f"small_false_{label}"] = round(float((far >= least).mean()), 5)
    return told


def speed_figure(encoder: text_embedding.Encoder, model: Path, seed: int, rounds: int) -> Figure:
    """Texts a CPU second beside the same network in 32-bit torch, in order of arrival.

    The torch network has the folder's own weights where it holds them, else random ones: what it
    computes costs the same.
    """
    texts = [ad.text for ad in generate("plain", _TIMED, seed)]
    plain = torch_encode(model, encoder)
    plain(texts[:_BATCH])
    encoder.encode(texts[:_BATCH], _BATCH)
    ratios = []
    for _ in range(rounds):
        theirs = _cpu_seconds(lambda: plain(texts))
        ours = _cpu_seconds(lambda: encoder.encode(texts, _BATCH))
        ratios.append(theirs / ours)
    detail = {"texts_a_cpu_second": round(len(texts) / ours, 1), "rounds": rounds}
    value = statistics.median(ratios)
    return Figure("meaning_encoding_speed", value, 1.5, at_least=True, detail=detail)


def torch_encode(
    model: Path, encoder: text_embedding.Encoder
) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    """The usual way: 32-bit torch, batches in order of arrival, mean of the tokens."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertModel

    torch.set_num_threads(1)
    weights = model / "model.safetensors"
    settings = BertConfig.from_json_file(str(model / "config.json"))
    network: Any
    if weights.is_file():
        network = BertModel.from_pretrained(str(model), local_files_only=True)
    else:
        network = BertModel(settings, add_pooling_layer=False)
    network.eval()
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.enable_truncation(text_embedding.MAX_TOKENS)
    tokenizer.enable_padding(pad_id=1, pad_token="<pad>")  # noqa: S106 (a token of text)

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        parts = []
        with torch.inference_mode():
            for first in range(0, len(texts), _BATCH):
                read = tokenizer.encode_batch(
                    [f"query: {t}" for t in texts[first : first + _BATCH]]
                )
                ids = torch.tensor([one.ids for one in read])
                mask = torch.tensor([one.attention_mask for one in read])
                states = network(input_ids=ids, attention_mask=mask).last_hidden_state
                share = mask[:, :, None].float()
                parts.append(((states * share).sum(1) / share.sum(1)).numpy())
        vectors: NDArray[np.float32] = np.concatenate(parts)
        return vectors

    return encode


def representatives_figure(size: int, seed: int, model: Path) -> Figure:
    """Texts embedded for one group of texts, on a case on disk."""
    texts = [ad.text for ad in generate("plain", size, seed)]
    groups = group_texts(texts).tolist()
    with tempfile.TemporaryDirectory(prefix="faisceau-bench-") as folder:
        case = new_case(Path(folder) / "meaning.faisceau")
        try:
            source = sources.begin(case, "generated.csv", "0" * 64, "csv", "utf-8", {})
            rows = [
                AdRecord(place=f"row {n}", source_id=str(n), body=t) for n, t in enumerate(texts)
            ]
            numbers = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
            ads.set_language(case, dict.fromkeys(numbers, "?"))
            first: dict[int, int] = {}
            for ad, group in zip(numbers, groups, strict=True):
                first.setdefault(group, ad)
            links = Links(text_group={ad: first[g] for ad, g in zip(numbers, groups, strict=True)})
            run(relate_meaning(case, links, ModelChoices(model, LinkOptions())))
            stamp = text_embedding.load(model).stamp
            embedded = sum(1 for _ in fingerprints.get_all(case, stamp))
        finally:
            case.close()
    value = embedded / len(first)
    detail = {"ads": len(texts), "groups": len(first), "embedded": embedded}
    return Figure("meaning_embedded_a_group", value, 1.0, at_least=False, detail=detail)


def _cpu_seconds(act: Callable[[], object]) -> float:
    before = time.process_time()
    act()
    return time.process_time() - before
