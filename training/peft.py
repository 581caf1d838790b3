"""Adapters as PEFT keeps them, in the folder from which the product takes them."""

import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from assistant.llm.adapter import CONFIG_FILE, MODULES, WEIGHTS_FILE
from assistant.models.catalogue import DEFAULT_MODEL, find_model
from training.qwen2 import Pair, Qwen2

_PEFT = {module: name for name, module in MODULES.items()}


def save(model: Qwen2, folder: Path, *, temperature: float = 1.0) -> None:
    """Write the model's adapter.

    Args:
        model: with the adapter.
        folder: it is made where it is absent.
        temperature: what log-odds are divided by.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        name: each.detach().half().contiguous() for name, each in _matrices(model.adapters).items()
    }
    save_file(tensors, folder / WEIGHTS_FILE, metadata={"format": "pt"})
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": "Qwen/Qwen2.5-Coder-1.5B-Instruct",
        "r": model.rank,
        "lora_alpha": model.scale * model.rank,
        "lora_dropout": 0.0,
        "bias": "none",
        "fan_in_fan_out": False,
        "inference_mode": True,
        "target_modules": [peft.split(".")[1] for peft in MODULES],
        "layers_to_transform": list(range(model.first, model.blocks)),
        "architecture": "qwen2",
        "base_sha256": find_model(DEFAULT_MODEL).sha256,
        "temperature": temperature,
    }
    (folder / CONFIG_FILE).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def load(model: Qwen2, folder: Path) -> None:
    """Take the matrices that `save` wrote."""
    saved = load_file(folder / WEIGHTS_FILE)
    for name, matrix in _matrices(model.adapters).items():
        with torch.no_grad():
            matrix.copy_(saved[name])


def saved_in(folder: Path) -> dict[str, torch.Tensor]:
    """The matrices that `save` wrote, which another `save` there does not change."""
    return {name: each.float() for name, each in load_file(folder / WEIGHTS_FILE).items()}


def average(model: Qwen2, saved: Mapping[str, torch.Tensor]) -> None:
    """Make each matrix the mean of itself and the one that was `saved_in` a folder.

    Of an adapter that was fitted further and the one that it began as, the mean often does better
    than either (arXiv:2109.01903).
    """
    for name, matrix in _matrices(model.adapters).items():
        with torch.no_grad():
            matrix.copy_((matrix + saved[name]) / 2)


def adapters_in(folder: Path, model: Qwen2) -> dict[str, Pair]:
    """The adapter that `save` wrote, of whatever rank, for the model's blocks."""
    saved = load_file(folder / WEIGHTS_FILE)
    taken = {}
    for name in model.adapters:
        down, up = (saved[each].float() for each in _saved_as(name))
        taken[name] = Pair(down, up)
    return taken


def _matrices(adapters: Mapping[str, Pair]) -> dict[str, torch.Tensor]:
    """The adapters' matrices by the names that PEFT gives them."""
    return {
        saved: matrix
        for name, pair in adapters.items()
        for saved, matrix in zip(_saved_as(name), pair, strict=True)
    }


def _saved_as(name: str) -> list[str]:
    """What PEFT calls the two matrices of one such as `blk.12.attn_q`."""
    _, block, module = name.split(".")
    base = f"base_model.model.model.layers.{block}.{_PEFT[module]}"
    return [f"{base}.lora_{letter}.weight" for letter in "AB"]
