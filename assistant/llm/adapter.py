"""Low-rank adapters: small weights of our own that fit an embedded model to one task.

Kept as PEFT keeps them, so that other servers can load them too; llama.cpp wants them as GGUF,
which is made of them once and kept in the cache.

Source of the method: Hu et al., LoRA: Low-Rank Adaptation of Large Language Models, 2021
(arXiv:2106.09685).
"""

import hashlib
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict

from assistant.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AdapterName = Literal["judge", "render", "copy", "words"]
"""Tasks that adapters are fitted to: `judge`, whether a sentence answers a question; `render`, to
say a sentence in another language; `copy`, whether words of a sentence answer; `words`, which."""

FOLDER = Path(__file__).with_name("adapters")
CONFIG_FILE = "adapter_config.json"
WEIGHTS_FILE = "adapter_model.safetensors"

# PEFT's names of the matrices of a block, and llama.cpp's.
MODULES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_TENSOR = re.compile(r"base_model\.model\.model\.layers\.(\d+)\.([\w.]+)\.lora_([AB])\.weight")


class AdapterConfig(BaseModel):
    """What PEFT's file says of an adapter, as far as it is needed; and what we say in it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    base_model_name_or_path: str
    r: int
    """Rank."""
    lora_alpha: float
    """What the product of the two matrices is multiplied by, times the rank."""
    architecture: str
    """llama.cpp's name of the model's architecture."""
    base_sha256: str
    """Of the GGUF file whose weights it was fitted on."""
    temperature: float = 1.0
    """What log-odds are divided by, so that they are on the scale of the model without it."""


class LowRank(NamedTuple):
    """What an adapter adds to one product: `up @ (down @ x)`."""

    down: "NDArray[np.float32]"
    """Shape (rank, columns)."""
    up: "NDArray[np.float32]"
    """Shape (rows, rank), with the adapter's scale in it."""


@cache
def adapter_config(name: AdapterName) -> AdapterConfig:
    """What is known of an adapter that ships with the product."""
    return AdapterConfig.model_validate_json((FOLDER / name / CONFIG_FILE).read_bytes())


def adapters_of(sha256: str) -> tuple[AdapterName, ...]:
    """Names of the adapters that were fitted on the model file with that SHA-256."""
    return tuple(
        name for name in get_args(AdapterName) if adapter_config(name).base_sha256 == sha256
    )


def adapter_digest(name: AdapterName) -> str:
    """What an adapter is known by in the cache: of its weights and what is said of them."""
    whole = hashlib.sha256((FOLDER / name / WEIGHTS_FILE).read_bytes())
    whole.update((FOLDER / name / CONFIG_FILE).read_bytes())
    return whole.hexdigest()[:16]


def low_rank(name: AdapterName) -> dict[str, LowRank]:
    """An adapter's matrices by the names of those that they add to, such as `blk.12.attn_q`."""
    import numpy as np
    from safetensors.numpy import load_file

    config = adapter_config(name)
    sides: dict[str, NDArray[np.float32]] = {}
    for tensor, values in load_file(FOLDER / name / WEIGHTS_FILE).items():
        sides[gguf_name(tensor)] = values.astype(np.float32)
    scale = np.float32(config.lora_alpha / config.r)
    return {
        side.removesuffix(".weight.lora_a"): LowRank(
            down, sides[side.removesuffix("_a") + "_b"] * scale
        )
        for side, down in sides.items()
        if side.endswith("_a")
    }


def adapter_gguf(name: AdapterName, cache: Path) -> Path:
    """The adapter as a GGUF file in `cache`; it is made where it is absent.

    Raises:
        ModelError: the cache can't be written.
    """
    weights = FOLDER / name / WEIGHTS_FILE
    path = cache / "adapters" / f"{name}-{adapter_digest(name)}.gguf"
    if path.is_file():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            made = Path(folder) / path.name
            _write_gguf(made, adapter_config(name), weights)
            made.replace(path)
    except OSError as error:
        raise ModelError(
            f"{path} can't be written: {error.strerror}; free the place or set the cache"
        ) from error
    return path


def _write_gguf(path: Path, config: AdapterConfig, weights: Path) -> None:
    import gguf
    from safetensors.numpy import load_file

    writer = gguf.GGUFWriter(path, config.architecture)
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, config.lora_alpha)
    for name, tensor in sorted(load_file(weights).items()):
        writer.add_tensor(gguf_name(name), tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def gguf_name(name: str) -> str:
    """What llama.cpp calls a tensor that PEFT calls `name`.

    Raises:
        ModelError: it is none of an adapter of linear layers.

    Example:
        >>> gguf_name("base_model.model.model.layers.3.mlp.up_proj.lora_A.weight")
        'blk.3.ffn_up.weight.lora_a'
    """
    match = _TENSOR.fullmatch(name)
    if match is None or match[2] not in MODULES:
        raise ModelError(f"an adapter holds the tensor {name!r}; install the package again")
    return f"blk.{match[1]}.{MODULES[match[2]]}.weight.lora_{match[3].lower()}"
