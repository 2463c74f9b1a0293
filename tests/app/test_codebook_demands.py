# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import ast
import inspect

from app import messages
from app.i18n import set_language
from app.messages.codebook_demands import DEMANDS, told_demand
from indexing.errors import BadInputError
from indexing.suggest import codebook_checks, codebook_file


def demands_in_code() -> set[str]:
    """The second value of every problem, and the third argument of every refusal."""
    found = set()
    for module in (codebook_checks, codebook_file):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
                if len(node.value.elts) == 3 and isinstance(node.value.elts[1], ast.Constant):
                    found.add(str(node.value.elts[1].value))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = {"_refused": 2, "_unknown": 1}.get(node.func.id)
                if place is not None and isinstance(node.args[place], ast.Constant):
                    found.add(str(node.args[place].value))  # type: ignore[attr-defined]
    return found - {"required"}


def test_every_demand_has_words() -> None:
    assert demands_in_code() == set(DEMANDS)


def test_a_refusal_is_told_in_words() -> None:
    detail = {"demand": "innocent_reading", "found": "-"}
    error = BadInputError("codebook_refused", path="book.yaml", place="FEE-01", detail=detail)
    told = []
    for language in ("en", "fr", "es"):
        set_language(language)
        told.append(messages.describe(error).text)
        assert "innocent_reading" not in told[-1]
        assert "FEE-01" in told[-1]
    assert len(set(told)) == 3
    assert "minItems" in told_demand("minItems")
