"""A stored page cleaned once more, in a worker process: all that the database would keep of it. Reads and writes nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from cleaning.article import Page, Rejection
from pipelines.article_state import State, from_json, state_of
from pipelines.rows import storable
from pipelines.sketch import Sketch, sketch
from pipelines.tasks import finished

if TYPE_CHECKING:
    from typing import Self


class Refused(NamedTuple):
    """Why a page is no article; what ``rejections`` keeps of it."""

    reason: str
    evidence: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """A page to clean, and the hash of the text that was made of it before; empty: none was."""

    page: Page
    text_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """What was made of a page: a state with its text's hash, or why it is no article."""

    version: str
    state: State | None = None
    text_hash: str = ""
    sketch: Sketch | None = field(default=None, repr=False)
    """None where the text is the one of before."""
    refused: Refused | None = None

    def as_json(self) -> str:
        """Return it as text that ``of`` reads."""
        drawn = (self.sketch.shingles, self.sketch.keys) if self.sketch else None
        state = self.state.as_json() if self.state else None
        said = {"version": self.version, "state": state, "hash": self.text_hash, "sketch": drawn}
        return json.dumps(said | {"refused": self.refused}, ensure_ascii=False)

    @classmethod
    def of(cls, text: str) -> Self:
        """Read what ``as_json`` wrote."""
        said = json.loads(text)
        drawn, refused, state = said["sketch"], said["refused"], said["state"]
        return cls(
            version=said["version"],
            state=from_json(state) if state else None,
            text_hash=said["hash"],
            sketch=Sketch(shingles=drawn[0], keys=tuple(drawn[1])) if drawn else None,
            refused=Refused(*refused) if refused else None,
        )


def remade(job: Job) -> Remade:
    """Clean and date a page, and draw what its copies are found by if its text is another than before."""
    from pipelines.dedupe import text_hash  # noqa: PLC0415 - the parent process need not load it

    result = finished(job.page)
    if isinstance(result, Rejection):
        refused = Refused(*map(storable, (result.reason.value, result.evidence, result.title)))
        return Remade(version=result.cleaning_version, refused=refused)
    digest = text_hash(result.text)
    drawn = None if digest == job.text_hash else sketch(result.text)
    return Remade(version=result.cleaning_version, state=state_of(result), text_hash=digest, sketch=drawn)
