"""A library: a folder that keeps documents, their sentences and vectors, ready to be asked."""

from qa.library.indexing import Progress, Report, index
from qa.library.library import Library
from qa.library.snapshot import check

__all__ = ["Library", "Progress", "Report", "check", "index"]
