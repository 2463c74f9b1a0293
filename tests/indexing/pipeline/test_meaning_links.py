# SPDX-License-Identifier: GPL-3.0-or-later
"""Model links on a case: few texts are encoded, once; disguised ones join, meaning never does."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from indexing.cluster.components import Components
from indexing.errors import BadInputError
from indexing.fingerprint import similarity_embedding, text_embedding
from indexing.fingerprint.text_signature import TextSignature, signature
from indexing.link import meaning_background
from indexing.link.disguised import what_differs
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Links
from indexing.pipeline.meaning_links import ModelChoices, relate_meaning, rescue_disguised
from indexing.progress import run
from indexing.records import AdRecord, ReasonKind
from indexing.store import ads, fingerprints, sources
from indexing.store.case import Case
from tests.indexing.link.test_disguised import advert, disguised
from tests.tiny_encoder import make_wheels, packaging_module
from tests.tiny_similarity import make_folder


@pytest.fixture
def signed(case: Case) -> dict[int, TextSignature]:
    """Thirty adverts and, last, the fourth in disguise; read as extraction would."""
    source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
    texts = [advert(n) for n in range(30)]
    texts.append(disguised(texts[3], 0.35))
    rows = [AdRecord(place=f"row {n}", source_id=str(n), body=text) for n, text in enumerate(texts)]
    numbers = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    ads.set_language(case, dict.fromkeys(numbers, "en"))
    return {ad: signature("", text) for ad, text in zip(numbers, texts, strict=True)}


@pytest.fixture
def similar(tmp_path: Path) -> ModelChoices:
    return ModelChoices(make_folder(tmp_path / "models" / "retsim"), LinkOptions())


def stored(case: Case, kind: str) -> int:
    return int(
        case.db.conn.execute(
            "SELECT count(*) FROM fingerprints f JOIN stamps s ON s.id = f.stamp WHERE s.kind = ?",
            [kind],
        ).fetchone()[0]
    )


def test_a_disguised_ad_is_joined_and_its_vectors_are_kept(
    case: Case, signed: dict[int, TextSignature], similar: ModelChoices
) -> None:
    links, groups = Links(), Components(signed)
    numbers = sorted(signed)
    joined = run(rescue_disguised(case, signed, groups, links, similar))
    assert joined >= 1
    assert groups.root(numbers[3]) == groups.root(numbers[30])
    (reason,) = links.reasons[numbers[3], numbers[30]]
    assert (reason.kind, reason.detail["method"]) == (ReasonKind.NEAR_TEXT, "retsim")
    assert 2 <= stored(case, "text-similarity") <= len(signed)


def test_what_differs_between_the_two_is_compared_and_told(
    case: Case, signed: dict[int, TextSignature], similar: ModelChoices
) -> None:
    links, numbers = Links(), sorted(signed)
    run(rescue_disguised(case, signed, Components(signed), links, similar))
    (reason,) = links.reasons[numbers[3], numbers[30]]
    plain = advert(3)
    own = what_differs(disguised(plain, 0.35), plain)
    one, other = similarity_embedding.load(similar.folder).encode(own)
    assert reason.detail["differences"] == pytest.approx(float(one @ other), abs=0.001)
    assert reason.detail["differences"] != 1.0


def test_a_second_run_encodes_nothing_and_finds_the_same(
    case: Case, signed: dict[int, TextSignature], similar: ModelChoices
) -> None:
    first, second = Links(), Links()
    run(rescue_disguised(case, signed, Components(signed), first, similar))
    steps = list(rescue_disguised(case, signed, Components(signed), second, similar))
    assert steps == []
    assert first.reasons == second.reasons


def test_the_order_of_ads_changes_no_group(
    case: Case, signed: dict[int, TextSignature], similar: ModelChoices
) -> None:
    mixed = list(signed)
    random.Random(4).shuffle(mixed)
    one, other = Components(signed), Components(mixed)
    run(rescue_disguised(case, signed, one, Links(), similar))
    run(rescue_disguised(case, {ad: signed[ad] for ad in mixed}, other, Links(), similar))
    assert sorted(map(sorted, one.groups())) == sorted(map(sorted, other.groups()))


@pytest.mark.parametrize("last", ["disguised", "plain"])
def test_only_pairs_with_new_ads_are_looked_at(
    case: Case, signed: dict[int, TextSignature], similar: ModelChoices, last: str
) -> None:
    numbers = sorted(signed)
    new = frozenset({numbers[30 if last == "disguised" else 3]})
    links = Links()
    run(rescue_disguised(case, signed, Components(signed), links, similar, new=new))
    assert (numbers[3], numbers[30]) in links.reasons
    assert all(set(pair) & new for pair in links.reasons)


def test_a_missing_model_is_a_known_error(
    case: Case, signed: dict[int, TextSignature], tmp_path: Path
) -> None:
    none = ModelChoices(tmp_path / "none", LinkOptions())
    with pytest.raises(BadInputError, match="model_missing"):
        run(rescue_disguised(case, signed, Components(signed), Links(), none))
    with pytest.raises(BadInputError, match="model_missing"):
        run(relate_meaning(case, grouped(signed), none))


def grouped(signed: dict[int, TextSignature]) -> Links:
    """The disguised ad stands in the group of the fourth."""
    numbers = sorted(signed)
    text_group = {ad: ad for ad in numbers}
    text_group[numbers[30]] = numbers[3]
    return Links(text_group=text_group)


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> ModelChoices:
    root = tmp_path_factory.mktemp("tiny")
    manifest, wheels = make_wheels(root)
    packaging_module("models").build(root / "tiny", manifest=manifest, wheels=wheels)
    return ModelChoices(root / "tiny", LinkOptions(meaning=-1.0))


def test_one_text_of_a_group_is_embedded_and_no_pair_joins(
    case: Case, signed: dict[int, TextSignature], language: ModelChoices
) -> None:
    links = grouped(signed)
    assert run(relate_meaning(case, links, language)) == 30
    assert stored(case, text_embedding.KIND) == 30
    assert links.reasons
    assert not any(reason.joins for found in links.reasons.values() for reason in found)
    assert all(sorted(signed)[30] not in pair for pair in links.reasons)
    assert run(relate_meaning(case, grouped(signed), language)) == 0


def test_ads_without_a_word_mean_nothing(case: Case, language: ModelChoices) -> None:
    source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
    texts = [(" ", "\n"), ("", ""), ("", ""), ("Van for hire", ""), ("", "Two rooms to let")]
    rows = [
        AdRecord(place=f"row {n}", source_id=str(n), title=title, body=body)
        for n, (title, body) in enumerate(texts)
    ]
    numbers = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    links = Links(text_group={ad: ad for ad in numbers})
    assert run(relate_meaning(case, links, language)) == 2
    assert set(links.reasons) == {(numbers[3], numbers[4])}


def test_only_new_representatives_are_held_against_all(
    case: Case, signed: dict[int, TextSignature], language: ModelChoices
) -> None:
    links = grouped(signed)
    new = frozenset(sorted(signed)[5:7])
    run(relate_meaning(case, links, language, new=new))
    assert links.reasons
    assert all(set(pair) & new for pair in links.reasons)


def test_vectors_are_kept_in_half_precision(
    case: Case, signed: dict[int, TextSignature], language: ModelChoices
) -> None:
    run(relate_meaning(case, grouped(signed), language))
    encoder = text_embedding.load(language.folder)
    sizes = {len(data) for _, data in fingerprints.get_all(case, encoder.stamp)}
    assert sizes == {2 * encoder.dimension}


def test_shipped_means_belong_to_one_model() -> None:
    means = meaning_background.means_for("multilingual-e5-small", 384)
    assert means is not None
    assert {"en", "fr", "es", "pt", "ro", "uk", "ru", "ar", "it", "zh", "th"} == set(means)
    assert all(mean.shape == (384,) for mean in means.values())
    assert all(0.8 < float(np.linalg.norm(mean)) < 1 for mean in means.values())
    assert meaning_background.means_for("another", 384) is None
    assert meaning_background.means_for("multilingual-e5-small", 64) is None
