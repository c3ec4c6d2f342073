"""Every migration of ``corpus.db``: importing this module registers those of all schema modules."""

from pipelines import schema_recleaning, schema_releases, schema_takedowns
from pipelines.schema import MIGRATIONS

__all__ = ["MIGRATIONS", "schema_recleaning", "schema_releases", "schema_takedowns"]
