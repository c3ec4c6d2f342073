"""The search page and the other queries that ship with the corpus."""

from __future__ import annotations

from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from tests.browsed import read, shown

QUERIES = yaml.safe_load((files("browse") / "metadata.yaml").read_text(encoding="utf-8"))["databases"]["corpus"][
    "queries"
]


async def test_search_finds_an_article_and_marks_the_words(datasette: Any):
    page = await read(datasette, "/search?q=ferry+traffic")
    assert ["City council reopens the old ferry bridge"] == shown(page, "//ol[@class='hits']//h2")
    assert ["ferry", "traffic"] == shown(page, "//ol[@class='hits']//mark")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "міст"}, [2]),
        ({"q": "Мосту"}, [2]),
        ({"q": "الجسر"}, [3]),
        ({"q": '"ferry bridge"'}, [1]),
        ({"q": '"bridge ferry"'}, []),
        ({"q": "harbour"}, [4, 6, 1]),
        ({"q": "harbour", "source": "visnyk"}, [6]),
        ({"q": "harbour", "language": "uk"}, []),
        ({"q": "bridge", "since": "2026-03-01", "until": "2026-03-01"}, [1]),
        ({"q": "bridge", "since": "2026-03-02"}, []),
        ({"q": "donation"}, []),
        ({"q": ""}, []),
    ],
)
async def test_search_answers_as_asked(datasette: Any, asked: dict[str, str], expected: list[int]):
    answer = await datasette.client.get(f"/corpus/search.json?{urlencode({'_shape': 'array', **asked})}")
    assert expected == [row["id"] for row in answer.json()]
    ours = (await datasette.client.get(f"/search.json?{urlencode(asked)}")).json()
    assert sorted(expected) == sorted(row["id"] for row in ours["rows"])
    assert len(expected) == ours["total"]


@pytest.mark.parametrize(
    "q", ['"', "a AND", "c++", "*", "-x", "NEAR(", "a:b", "\0", '"a"b"', "^", "{", "'; --", "%", "(", "a OR b"]
)
async def test_nonsense_is_answered_with_a_hint(datasette: Any, q: str):
    page = await read(datasette, f"/search?{urlencode({'q': q})}")
    assert 1 == len(page.xpath("//p[@class='zero-results'] | //ol[@class='hits']"))
    assert [] == page.xpath("//p[@class='message-error']")


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("shape", ["", ".json", ".csv"])
async def test_every_query_answers_without_parameters(datasette: Any, name: str, shape: str):
    answer = await datasette.client.get(f"/corpus/{name}{shape}")
    assert (302 if (name, shape) == ("search", "") else 200) == answer.status_code
    assert "message-error" not in answer.text


async def test_the_outcomes_of_urls_sum_to_all_of_them(datasette: Any):
    rows = (await datasette.client.get("/corpus/outcomes.json?_shape=array")).json()
    known = (await datasette.client.get("/corpus.json?sql=select+count(*)+as+n+from+urls&_shape=array")).json()
    assert known[0]["n"] == sum(row["urls"] for row in rows)


async def test_a_rule_leads_to_all_it_removed(datasette: Any):
    page = await read(datasette, "/corpus/removals_by_rule")
    [path] = {href for href in page.xpath("//td/a/@href") if href.endswith("related~2Fexample")}
    assert 3 == len((await read(datasette, path)).xpath("//ol[@class='removals']/li"))
