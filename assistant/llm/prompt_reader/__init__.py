"""Prompts read by OpenVINO where a processor multiplies matrices in hardware (Intel AMX).

A judge reads much and writes one word. llama.cpp's published build reads without AMX; OpenVINO
reads the same weights, in the same few bits, several times as fast (docs/speed.md).
"""
