"""Gradio's import without what only its own developers need.

For each component Gradio parses its source as it is imported, and writes a stub for editors beside
it. The published package has these stubs; making them again takes a fifth of the import, and
changes the installation where a file differs.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_MODULE = "gradio.component_meta"
_WRITES_STUBS = "create_or_modify_pyi"


class _WithoutStubs(MetaPathFinder):
    """Finds the one module that writes stubs, and takes that from it once it is loaded."""

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Find that module; None for any other, and for one that can't be changed."""
        if name != _MODULE:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return spec
        load = spec.loader.exec_module

        def load_without(module: ModuleType) -> None:
            load(module)
            if hasattr(module, _WRITES_STUBS):
                setattr(module, _WRITES_STUBS, lambda *_: None)

        spec.loader.exec_module = load_without  # type: ignore[method-assign]
        return spec


def leave_stubs_alone() -> None:
    """Have Gradio, where it is imported from now on, leave its stubs as they are."""
    if not any(isinstance(finder, _WithoutStubs) for finder in sys.meta_path):
        sys.meta_path.insert(0, _WithoutStubs())
