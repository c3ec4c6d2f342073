"""docs/sources.md tells every field of a source, with its default."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields
from pathlib import Path

from crawler.fields import CHECKS
from crawler.sources import Source
from crawler.sources_file import parse

TEXT = (Path(__file__).parent.parent / "docs" / "sources.md").read_text("utf-8")
SAID = {"name": "host of `home`"}


def default(value: object) -> str:
    if value is MISSING:
        return "required"
    return "none" if value is None else f"`{json.dumps(value)}`"


def test_every_field_stands_with_its_default() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", TEXT, re.MULTILINE))
    assert {f.name: SAID.get(f.name, default(f.default)) for f in fields(Source) if f.name in CHECKS} == told
    assert list(CHECKS) == list(told)


def test_example_can_be_used() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert ["courier"] == [source.id for source in parse(example, Path("sources.toml")).sources]
