"""What can go wrong with models and vectors.

EmbeddingError
└── ModelError    the model is not there, or is not what it should be
"""


class EmbeddingError(Exception):
    """The root of this package's errors; each message is one line for the person who asked."""


class ModelError(EmbeddingError):
    """The encoder's files are missing, damaged or of another kind."""
