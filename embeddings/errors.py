"""What can go wrong with models and vectors.

EmbeddingError
├── MilvusError    an index on Milvus cannot be reached, or is not what it should be
└── ModelError    the model is not there, or is not what it should be
"""


class EmbeddingError(Exception):
    """The root of this package's errors; each message is one line for the person who asked."""


class MilvusError(EmbeddingError):
    """An index on Milvus: no answer, a refusal, or another index than was expected."""


class ModelError(EmbeddingError):
    """The encoder's files are missing, damaged or of another kind."""
