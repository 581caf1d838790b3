"""An embedded model run by OpenVINO where a processor multiplies matrices in hardware (Intel AMX).

llama.cpp's published build works without AMX; OpenVINO reads the same weights, in the same few
bits, several times as fast, and writes several drafts in little more time than one (docs/speed.md).
"""
