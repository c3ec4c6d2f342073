"""What cleaning was told of a page's source, kept beside each result: only with the same facts does a page give the same article again."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from cleaning.article import Extractor, SourceFacts
from cleaning.version import cleaning_version, version_under
from pipelines.learned_rules import learned_for
from pipelines.phrase_rules import book_for
from pipelines.site_rules import rules_for

if TYPE_CHECKING:
    import sqlite3

    from cleaning.article import Page

_PATHS: Final = frozenset({"own_rules", "site_rules"})
"""Where rules lie is no fact of the source; what they say is part of the version."""
_DEFAULTS: Final = {field.name: getattr(SourceFacts(), field.name) for field in fields(SourceFacts)}
_KEEP: Final = "INSERT INTO source_facts (digest, source, facts) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"


def facts_json(facts: SourceFacts) -> str:
    """Return the facts as JSON, those left out that are as by default; equal for equal facts, wherever rules lie."""
    said = {name: getattr(facts, name) for name in _DEFAULTS if name not in _PATHS}
    return json.dumps({k: v for k, v in said.items() if v != _DEFAULTS[k]}, ensure_ascii=False, sort_keys=True)


def facts_digest(facts: SourceFacts) -> str:
    """Return the short name of the facts."""
    return sha256(facts_json(facts).encode("utf-8", "replace")).hexdigest()[:12]


def facts_from(text: str, *, beside: SourceFacts) -> SourceFacts:
    """Return the facts that ``facts_json`` wrote, with the rules' folders of others."""
    said: dict[str, Any] = json.loads(text)
    known = {name: value for name, value in said.items() if name in _DEFAULTS}
    if "extractor" in known:
        known["extractor"] = Extractor(known["extractor"])
    return replace(SourceFacts(**known), own_rules=beside.own_rules, site_rules=beside.site_rules)


def keep_facts(db: sqlite3.Connection, facts: SourceFacts) -> str:
    """Note the facts, unless they are known, and return their digest."""
    digest = facts_digest(facts)
    db.execute(_KEEP, (digest, facts.id, facts_json(facts)))
    return digest


def version_for(page: Page) -> str:
    """Return the version of what would be made of a page, which need not hold its body."""
    digests = [own.digest for own in (rules_for(page), book_for(page), learned_for(page)) if own]
    return version_under(*digests) if digests else cleaning_version()


def standard(version: str, digest: str) -> str:
    """Return what a result was made by, all of it: the version, and the facts."""
    return f"{version}/{digest}"


def standard_for(page: Page) -> str:
    """Return the standard that a page would be cleaned by now."""
    return standard(version_for(page), facts_digest(page.source))
