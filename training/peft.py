"""Adapters as PEFT keeps them, in the folder from which the product takes them."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from assistant.llm.adapter import CONFIG_FILE, MODULES, WEIGHTS_FILE
from assistant.models.catalogue import DEFAULT_MODEL, find_model
from training.qwen2 import Qwen2


def save(model: Qwen2, folder: Path, *, temperature: float = 1.0) -> None:
    """Write the model's adapter.

    Args:
        model: with the adapter.
        folder: it is made where it is absent.
        temperature: what log-odds are divided by.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: each.detach().half().contiguous() for name, each in _matrices(model).items()}
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
    for name, matrix in _matrices(model).items():
        with torch.no_grad():
            matrix.copy_(saved[name])


def _matrices(model: Qwen2) -> dict[str, torch.Tensor]:
    """The adapters' matrices by the names that PEFT gives them."""
    names = {module: peft for peft, module in MODULES.items()}
    matrices = {}
    for name, pair in model.adapters.items():
        _, block, module = name.split(".")
        base = f"base_model.model.model.layers.{block}.{names[module]}"
        for letter, matrix in zip("AB", pair, strict=True):
            matrices[f"{base}.lora_{letter}.weight"] = matrix
    return matrices
