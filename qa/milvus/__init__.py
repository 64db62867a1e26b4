"""An index on Milvus, for more documents or more askers than one machine serves."""

from qa.milvus.indexing import index
from qa.milvus.ledger import Progress, Report
from qa.milvus.ray_index import index_on_ray
from qa.milvus.store import MilvusStore

__all__ = ["MilvusStore", "Progress", "Report", "index", "index_on_ray"]
