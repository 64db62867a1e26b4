"""What is asked for, told before searching: each kind of request, and what handles it.

The table is in `qa.requests.kinds`. What is none of them is a plain question.
"""

from qa.requests.agreement import with_disagreement
from qa.requests.asker import Asker, Scored
from qa.requests.kinds import context_of, handle
from qa.requests.language import with_language
from qa.requests.likeness import handle_by_likeness

__all__ = [
    "Asker",
    "Scored",
    "context_of",
    "handle",
    "handle_by_likeness",
    "with_disagreement",
    "with_language",
]
