"""Gradio as the chat loads it."""

import subprocess
import sys

ASKED = """
import pathlib
wrote = []
pathlib.Path.write_text = lambda self, *_, **__: wrote.append(self)
import assistant.web, gradio, gradio.component_meta
gradio.component_meta.create_or_modify_pyi(gradio.Textbox, "Textbox", ["never"])
print(wrote, callable(gradio.Textbox.submit), callable(gradio.Chatbot.like))
"""


def test_it_writes_nothing_into_the_installation_and_has_all_its_events() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    assert done.stdout == "[] True True\n"
