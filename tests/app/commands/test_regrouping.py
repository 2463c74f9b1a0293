# SPDX-License-Identifier: GPL-3.0-or-later
"""Split, merge-clusters, bridges, rule and hubs on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.app.commands.driving import imported, indexed, run

PHONE = "+33639980142"


def cluster_of(case: Path) -> dict[str, str]:
    return {row["ad"]: row["cluster"] for row in run("ads", case, "--jsonl").rows()}


def shared_phone(case: Path) -> tuple[str, list[str]]:
    """A number that ads of one cluster share, and these ads."""
    for link in run("links", case, "--unmask", "test", "--jsonl").rows():
        for reason in link["reasons"]:
            if reason["kind"] == "phone":
                return str(reason["detail"]["value"]), [link["a"], link["b"]]
    raise LookupError("phone")


def test_split_and_merge(case: Path) -> None:
    before = cluster_of(case)
    assert before["A1"] == before["A2"] == before["A3"] == before["A4"]
    words = ("split", case, before["A1"], "A2", "a3", "--note", "two halls", "--json")
    done = run(*words).json()
    assert set(done) == {"judgements", "taken_back", "clusters"}
    after = cluster_of(case)
    assert after["A2"] == after["A3"] != after["A1"] == after["A4"]
    run("index", case)
    again = cluster_of(case)
    assert again["A2"] == again["A3"] != again["A1"] == again["A4"]
    done = run("merge-clusters", case, again["A1"], again["A2"], "--json").json()
    assert done["taken_back"] == 1
    assert len({cluster_of(case)[ad] for ad in ("A1", "A2", "A3", "A4")}) == 1
    told = [row["action"] for row in run("audit", case, "--jsonl").rows()]
    assert {"split", "merged"} <= set(told)


def test_what_cannot_be_split(case: Path) -> None:
    cluster = cluster_of(case)["A1"]
    for words in (("split", case, cluster, "A1", "A2", "A3", "A4"), ("split", case, cluster, "A5"),
                  ("merge-clusters", case, cluster), ("split", case, "C999", "A1")):  # fmt: skip
        ran = run(*words, "--json")
        assert ran.code == 3
        assert ran.error()["remedy"]


def test_bridges(case: Path) -> None:
    cluster = cluster_of(case)["A1"]
    document = run("bridges", case, cluster, "--json").json()
    assert (document["cluster"], document["size"]) == (cluster, 4)
    for bridge in document["bridges"]:
        assert bridge["side"]["size"] + bridge["rest"]["size"] == 4
        assert bridge["side"]["size"] == len(bridge["side"]["ads"])
        assert bridge["sentence"]
    assert run("bridges", case, cluster).out


def test_each_pair_of_bridges_stands_once_on_paper(empty: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    texts = (
        "Hedges cut and lawns tidied",
        "Old saws made good as new",
        "Blue bicycle with two lamps",
    )
    rows = "".join(f"{n},{text},06 39 98 00 31\n" for n, text in enumerate(texts, 1))
    file.write_text("id,title,phone\n" + rows, encoding="utf-8")
    imported(empty, file)
    indexed(empty)
    (cluster,) = set(cluster_of(empty).values())
    document = run("bridges", empty, cluster, "--json").json()
    pairs = [frozenset((one["a"], one["b"])) for one in document["bridges"]]
    assert len(pairs) == 3 > len(set(pairs))  # both ways, each with its own side
    told = run("bridges", empty, cluster).out.decode().splitlines()
    assert len(told) == len(set(pairs)) == 2


def test_rule_by_value_and_by_key(case: Path) -> None:
    value, (a, b) = shared_phone(case)
    held = run("rule", case, "phone", value, "held", "--note", "a helpline", "--json").json()
    assert (held["kind"], held["ruling"]) == ("phone", "held")
    assert value not in str(held)
    (hub,) = [row for row in run("hubs", case, "--jsonl").rows() if row["key"] == held["key"]]
    assert (hub["why"], hub["ruling"], hub["note"]) == ("ruled", "held", "a helpline")
    assert value not in str(hub)
    reasons = [
        reason
        for link in run("links", case, "--jsonl").rows()
        if {link["a"], link["b"]} == {a, b}
        for reason in link["reasons"]
        if reason["kind"] == "phone"
    ]
    assert all(not reason["joins"] for reason in reasons)
    before = cluster_of(case)
    run("index", case)
    assert cluster_of(case) == before
    run("rule", case, held["key"].lower(), "joins")
    assert cluster_of(case)[a] == cluster_of(case)[b]
    run("rule", case, held["key"], "none")
    assert held["key"] not in [row["key"] for row in run("hubs", case, "--jsonl").rows()]


def test_what_cannot_be_ruled_on(case: Path) -> None:
    for words in (("phone", "+33199999999"), ("HAAAAAAAA",), ("price", "25 EUR"), ("a", "b", "c")):
        ran = run("rule", case, *words, "held", "--json")
        assert ran.code == 3, words
        assert ran.error()["remedy"]
