"""Every migration of ``corpus.db``: importing this module registers those of all schema modules, in the order they apply."""

# isort: off
from pipelines.schema import MIGRATIONS
from pipelines import schema_recleaning
from pipelines import schema_ingests
from pipelines import schema_releases
from pipelines import schema_takedowns
from pipelines import schema_site_blocks
from pipelines import schema_summaries
from pipelines import schema_tallies
# isort: on

__all__ = [
    "MIGRATIONS",
    "schema_ingests",
    "schema_recleaning",
    "schema_releases",
    "schema_site_blocks",
    "schema_summaries",
    "schema_takedowns",
    "schema_tallies",
]
