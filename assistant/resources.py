"""Where prompts and bundled articles lie: inside the installed package, or in the checkout."""

from pathlib import Path
from typing import Literal

from index.errors import AssistantError

ResourceName = Literal["prompts", "corpus"]

_PACKAGE = Path(__file__).resolve().parent


def resource_dir(name: ResourceName) -> Path:
    """Folder of the product's own data.

    A wheel carries it as `assistant/_bundled/NAME`; a checkout has it in its root.

    Raises:
        AssistantError: neither is there, so the installation is incomplete.
    """
    for folder in (_PACKAGE / "_bundled" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise AssistantError(
        f"the folder {name!r} is missing from this installation; install article-assistant again"
    )
