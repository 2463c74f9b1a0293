# SPDX-License-Identifier: GPL-3.0-or-later
"""The small JSON files of a model folder, as sentence-transformers and transformers read them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model_graph import Weights


def write_json(path: Path, value: object) -> None:
    """Write JSON for people to read."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")


def write_configs(folder: Path, weights: Weights, entry: Mapping[str, Any]) -> None:
    """The small files that make the folder one that sentence-transformers knows."""
    shape, home = weights.shape, "sentence_transformers."
    modules = (
        ("", f"{home}base.modules.transformer.Transformer"),
        ("1_Pooling", f"{home}sentence_transformer.modules.pooling.Pooling"),
        ("2_Normalize", f"{home}base.modules.normalize.Normalize"),
    )
    configs: dict[str, object] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.inner,
            "vocab_size": shape.words,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": shape.epsilon,
            "pad_token_id": 0,
            "dtype": "float32",  # padding is masked: its id changes nothing
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            **dict.fromkeys(("bos_token", "cls_token"), "<s>"),
            **dict.fromkeys(("eos_token", "sep_token"), "</s>"),
            "unk_token": "<unk>",
            "mask_token": "<mask>",
            "pad_token": entry["pad_token"],
        },
        "sentence_bert_config.json": {"max_seq_length": entry["max_tokens"]},
        "1_Pooling/config.json": {"embedding_dimension": shape.hidden, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
        "modules.json": [
            {"idx": n, "name": str(n), "path": path, "type": kind}
            for n, (path, kind) in enumerate(modules)
        ],
        "config_sentence_transformers.json": {
            "prompts": {"query": entry["prompt"]},
            "default_prompt_name": "query",
            "similarity_fn_name": "cosine",
        },
    }
    for name, value in configs.items():
        write_json(folder / name, value)
