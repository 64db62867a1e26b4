"""Quoth by its own name: what `qa` offers, which stays where it is."""

from importlib.metadata import version

from qa import *  # noqa: F403
from qa import __all__ as _names

__version__ = version("quoth")
__all__ = [*_names, "__version__"]  # noqa: PLE0604
