"""Which source needs a look, by the corpus's own past: the view ``health`` as commands tell it. How it judges is ``schema_health``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pipelines.store import Corpus

NEEDS_A_LOOK: Final = 4
"""Exit code when a source is out of the ordinary (DESIGN §6)."""
_HEALTH = "SELECT * FROM health WHERE :source IS NULL OR source = :source ORDER BY source, sign, told"


def signs(corpus: Corpus, source: str | None = None) -> list[dict[str, Any]]:
    """Return what is out of the ordinary as rows of ``health``; of one source when it is named."""
    with corpus.snapshot() as db:
        return list(db.query(_HEALTH, {"source": source}))


def line(sign: dict[str, Any]) -> str:
    """Return a sign as a line for people."""
    return f"{sign['source']}: {sign['sign']}: {sign['told']}"
