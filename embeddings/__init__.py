"""Strings and arrays: texts to vectors, and vectors to their nearest neighbours."""

from embeddings.cache import VectorCache
from embeddings.encoder import Encoder, SentenceEncoder, Vectors, default_encoder
from embeddings.errors import EmbeddingError, ModelError
from embeddings.index import NumpyIndex, SearchResult, VectorIndex, top_k

__all__ = [
    "EmbeddingError",
    "Encoder",
    "ModelError",
    "NumpyIndex",
    "SearchResult",
    "SentenceEncoder",
    "VectorCache",
    "VectorIndex",
    "Vectors",
    "default_encoder",
    "top_k",
]
