"""What the processor can do, and whether the llama.cpp that is installed makes use of it."""

import platform

from assistant.diagnosis.finding import Finding, Level
from index.processors import processor_flags

# As Linux names them, as llama.cpp does, and as people do; the later, the more.
_KINDS = (
    ("avx2", "AVX2", "AVX2"),
    ("avx512f", "AVX512", "AVX-512"),
    ("avx512_vnni", "AVX512_VNNI", "AVX-512 VNNI"),
    ("avx512_bf16", "AVX512_BF16", "AVX-512 BF16"),
)
_AMX = "amx_bf16"  # llama.cpp is not built for it, since that fails; OpenVINO uses it, see judge.py


def processor(build: str) -> Finding:
    """Compare the processor with the build of llama.cpp.

    Args:
        build: what llama.cpp says that it was built for, as in `AVX2 = 1 | FMA = 1`; empty where
            it was not asked.
    """
    flags = processor_flags()
    if not flags:
        return Finding(Level.OK, "processor", platform.machine() or "of an unknown kind")
    able = [(built, said) for flag, built, said in _KINDS if flag in flags]
    text = ", ".join(said for _, said in able) or "no AVX2"
    if _AMX in flags:
        text += ", AMX"
    used = [said for built, said in able if f"{built} = 1" in build]
    if not build:
        return Finding(Level.OK, "processor", text)
    text += f"; llama.cpp is built for {used[-1] if used else 'less'}"
    idle = [said for _, said in able if said not in used]
    if not idle:
        return Finding(Level.OK, "processor", text)
    advice = f"`make native` in a checkout builds it for {idle[-1]} too; it reads faster then"
    return Finding(Level.OK, "processor", text, advice)
