"""Every migration of ``corpus.db``: importing this module registers those of all schema modules, in the order in which they came."""

from pipelines import schema_recleaning, schema_releases, schema_takedowns

# isort: split
from pipelines import schema_site_blocks

# isort: split
from pipelines import schema_tallies

# isort: split
from pipelines import schema_ingests
from pipelines.schema import MIGRATIONS

__all__ = [
    "MIGRATIONS",
    "schema_ingests",
    "schema_recleaning",
    "schema_releases",
    "schema_site_blocks",
    "schema_takedowns",
    "schema_tallies",
]
