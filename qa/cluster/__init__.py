"""An index on Milvus, for more documents or more askers than one machine serves."""

from qa.cluster.distributed import index_on_ray
from qa.cluster.indexing import index
from qa.cluster.store import MilvusStore
from qa.cluster.writing import Progress, Report

__all__ = ["MilvusStore", "Progress", "Report", "index", "index_on_ray"]
