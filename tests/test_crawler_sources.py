"""sources.toml: what it is read into, and that each fault names file, source, field and cure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Extractor, SourceFacts
from cleaning.errors import ConfigError, InputError
from crawler.sources import Config, Source, delays, facts, hosts, source_facts
from crawler.sources_file import FILE, load, parse

PATH = Path("corpus/sources.toml")
WHOLE = """
contact = "corpus@example.org"

[[source]]
id = "courier"
name = "East Bank Courier"
home = "https://Courier.example"
feeds = ["https://courier.example/feed", "https://courier.example/feed"]
sitemaps = ["https://courier.example/news.xml?utm_source=x"]
pages = ["https://news.courier.example/"]
hosts = ["M.courier.example."]
language = "en"
timezone = "Europe/Kyiv"
delay = 2
max_age_days = 7
follow_pages = 2
revisit_hours = [24, 1, 1]
allow = ['/news/[0-9]+']
deny = ["/sport/"]
extractor = "blocks"
standfirst = false
captions = true
local = false
enabled = true
"""


def one(fields: str, *, contact: bool = True, home: str = 'home = "https://a.example/"') -> str:
    """Return a file with one source that has these fields besides id, home and a page to poll."""
    head = 'contact = "mailto:you@example.org"\n' if contact else ""
    page = "" if "pages" in fields or "enabled" in fields else 'pages = ["https://a.example/"]\n'
    return f'{head}[[source]]\nid = "courier"\n{home}\n{page}{fields}\n'


def fault(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(text, PATH)
    return str(caught.value)


def test_every_field_is_read_and_urls_are_made_canonical() -> None:
    expected = Source(
        id="courier",
        name="East Bank Courier",
        home="https://courier.example/",
        feeds=("https://courier.example/feed",),
        sitemaps=("https://courier.example/news.xml",),
        pages=("https://news.courier.example/",),
        hosts=("m.courier.example",),
        language="en",
        timezone="Europe/Kyiv",
        delay=2.0,
        max_age_days=7,
        follow_pages=2,
        revisit_hours=(1, 24),
        allow=("/news/[0-9]+",),
        deny=("/sport/",),
        extractor=Extractor.BLOCKS,
        standfirst=False,
        captions=True,
    )
    assert Config(path=PATH, contact="mailto:corpus@example.org", sources=(expected,)) == parse(WHOLE, PATH)


def test_what_is_left_out_has_the_defaults_of_the_design() -> None:
    (source,) = parse(one(""), PATH).sources
    assert Source(id="courier", name="a.example", home="https://a.example/", pages=("https://a.example/",)) == source
    assert (
        source.delay,
        source.max_age_days,
        source.follow_pages,
        source.extractor,
        source.standfirst,
        source.captions,
        source.local,
        source.enabled,
    ) == (1.0, 30, 5, Extractor.AUTO, True, False, False, True)


@pytest.mark.parametrize(
    ("fields", "field", "cure"),
    [
        ('name = ""', "name", "in quotes"),
        ("name = 7", "name", "in quotes"),
        ('feeds = "https://a.example/feed"', "feeds", "square brackets"),
        ('feeds = ["a.example/feed"]', "feeds", '"https://news.example/"'),
        ('feeds = ["ftp://a.example/feed"]', "feeds", "no web address"),
        ('feeds = ["https:///feed"]', "feeds", "no web address"),
        ("feeds = [7]", "feeds", "no web address"),
        ('hosts = ["https://m.a.example/"]', "hosts", '"m.news.example"'),
        ('hosts = ["m.a.example:80"]', "hosts", "bare name"),
        ('language = "english"', "language", 'such as "en"'),
        ('language = "ua"', "language", 'such as "uk"'),
        ('language = "cz"', "language", 'such as "cs"'),
        ('language = "uk-UA"', "language", 'such as "uk"'),
        ('language = "qq"', "language", "ISO 639-1"),
        ('timezone = "Kyiv"', "timezone", '"Europe/Kyiv"'),
        ('timezone = "America/New York"', "timezone", '"America/New_York"'),
        ('timezone = "+02:00"', "timezone", "IANA"),
        ("timezone = 2", "timezone", "IANA"),
        ("delay = -1", "delay", "from 0 to 3600"),
        ('delay = "1"', "delay", "without quotes"),
        ("delay = true", "delay", "not a number"),
        ("delay = nan", "delay", "not a number"),
        ("delay = inf", "delay", "not a number"),
        ("max_age_days = -3", "max_age_days", "from 0"),
        ("max_age_days = 1.5", "max_age_days", "whole number"),
        ("follow_pages = 0.5", "follow_pages", "or 0 for none"),
        ("follow_pages = 101", "follow_pages", "from 0 to 100"),
        ("revisit_hours = 24", "revisit_hours", "[] for never"),
        ('revisit_hours = ["1"]', "revisit_hours", "without quotes"),
        ("revisit_hours = [0]", "revisit_hours", "too soon"),
        ("revisit_hours = [1e9]", "revisit_hours", "from 0 to 87600"),
        ("allow = ['(?=x)']", "allow", "no look-around"),
        ("deny = ['(']", "deny", "missing )"),
        ("deny = ['']", "deny", "single quotes"),
        ('extractor = "magic"', "extractor", '"auto", "blocks", "trafilatura"'),
        ('standfirst = "no"', "standfirst", "without quotes"),
        ("captions = 1", "captions", "true nor false"),
        ('local = "yes"', "local", "without quotes"),
        ("enabled = 1", "enabled", "true nor false"),
        ("allow = ['/a/']\ndeny = ['/a/']", "deny", "keep it in one"),
        ("enabled = true", "enabled", "feeds, sitemaps or pages, or enabled = false"),
        ('pages = ["http://192.168.0.3/"]', "pages", "local = true"),
        ('pages = ["http://127.1/"]', "pages", "local = true"),
        ('pages = ["http://[::ffff:10.0.0.1]/"]', "pages", "local = true"),
        ("urls = []", "urls", "known are"),
        ("fedds = []", "fedds", "did you mean 'feeds'?"),
        ("max-age-days = 3", "max-age-days", "did you mean 'max_age_days'?"),
    ],
)
def test_a_faulty_field_is_named_with_its_cure(fields: str, field: str, cure: str) -> None:
    message = fault(one(fields))
    assert message.startswith(f"{PATH}: source 'courier', field '{field}'")
    assert cure in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('contact = "x', ("is not TOML", "line 1")),
        ("a = 1\nb =\n", ("is not TOML", "line 2")),
        ('contact = "not an address"\n', ("field 'contact'", "mailto:you@example.org")),
        ("contact = 7\n", ("field 'contact'",)),
        ("[source]\nid = 'a'\n", ("[[source]]",)),
        ("source = ['a']\n", ("[[source]]",)),
        ("[[sources]]\n", ("field 'sources'", "did you mean 'source'?")),
        ("contcat = 'a@b.example'\n", ("field 'contcat'", "did you mean 'contact'?")),
        ("[[source]]\nhome = 'https://a.example'\n", ("source number 1", "field 'id'", 'id = "courier"')),
        ("[[source]]\nid = 'a'\n", ("source 'a'", "field 'home'", "is missing")),
        ("[[source]]\nid = 'A b'\n", ("source 'A b'", "field 'home'")),
        (one("", home="home = 7"), ("source 'courier'", "field 'home'", "no web address")),
        (one("", home='home = "http://localhost:80/"'), ("field 'home'", "local = true")),
        (one("", contact=False), ("field 'contact'", "source 'courier' is not local", "mailto:you@example.org")),
    ],
)
def test_a_faulty_file_is_refused_in_one_line(text: str, parts: tuple[str, ...]) -> None:
    message = fault(text)
    assert message.startswith(f"{PATH}: ")
    assert [part for part in parts if part not in message] == []
    assert "\n" not in message


@pytest.mark.parametrize("name", ["", "Courier", "a b", "a/b", "-a", "é", "a" * 65, 7])
def test_an_id_that_would_not_do_as_one_is_refused(name: object) -> None:
    text = one("").replace('"courier"', f'"{name}"' if isinstance(name, str) else str(name))
    assert "field 'id'" in fault(text)


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        ("", 'id = "a"\nhome = "https://b.example/"\nenabled = false', "id"),
        ("", 'id = "b"\nhome = "https://a.example"\nenabled = false', "home"),
        (
            "feeds = ['https://a.example/f']",
            "id = 'b'\nhome = 'https://b.example'\nfeeds = ['https://a.example/f']",
            "feeds",
        ),
    ],
)
def test_two_sources_may_not_claim_the_same(first: str, second: str, field: str) -> None:
    text = f"{one(first)}\n[[source]]\n{second}\n".replace('"courier"', '"a"')
    message = fault(text)
    assert f"field '{field}'" in message
    assert "stands 2 times" in message


def test_a_local_source_needs_no_contact() -> None:
    text = one(
        "local = true\npages = ['http://127.0.0.2:8000/']", contact=False, home="home = 'http://127.0.0.2:8000/'"
    )
    config = parse(text, PATH)
    assert (config.contact, config.sources[0].local) == (None, True)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("you@example.org", "mailto:you@example.org"),
        ("mailto:you@example.org", "mailto:you@example.org"),
        ("https://example.org/bot", "https://example.org/bot"),
    ],
)
def test_a_contact_is_a_mail_address_or_a_web_page(written: str, read: str) -> None:
    assert read == parse(f'contact = "{written}"', PATH).contact


def test_a_folder_without_the_file_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no corpus folder.*thresher add"):
        load(tmp_path)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"# caf\xe9")
    with pytest.raises(ConfigError, match=r"not UTF-8 \(byte 5\)"):
        load(tmp_path)


def test_a_file_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


def test_a_byte_order_mark_and_crlf_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert parse(WHOLE, tmp_path / FILE) == load(tmp_path)


def test_facts_are_what_cleaning_needs() -> None:
    (source,) = parse(WHOLE, PATH).sources
    expected = SourceFacts(
        id="courier",
        name="East Bank Courier",
        language="en",
        timezone="Europe/Kyiv",
        extractor=Extractor.BLOCKS,
        standfirst=False,
        captions=True,
    )
    assert expected == facts(source)
    told = source_facts([source], {"courier": True, "other": False})
    assert (replace(expected, day_first=True), SourceFacts(id="other")) == (told("courier"), told("other"))


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ("https://courier.example/", {"courier.example", "www.courier.example", "x.example", "p.example"}),
        ("https://www.courier.example/", {"courier.example", "www.courier.example", "x.example", "p.example"}),
        ("http://127.0.0.2:80/", {"127.0.0.2", "x.example", "p.example"}),
    ],
)
def test_hosts_are_those_of_home_pages_and_declaration(home: str, expected: set[str]) -> None:
    source = Source(
        id="a", home=home, pages=("https://p.example/",), hosts=("x.example",), feeds=("https://f.example/",)
    )
    assert expected == hosts(source)


def test_of_the_delays_that_sources_ask_for_a_host_the_longest_counts() -> None:
    one = Source(id="a", home="https://a.example/", feeds=("https://a.example/feed",), delay=1.0)
    other = Source(id="b", home="https://b.example/", hosts=("a.example",), delay=5.0)
    names = ("a.example", "www.a.example", "b.example", "www.b.example")
    assert dict(zip(names, (5.0, 1.0, 5.0, 5.0), strict=True)) == delays([one, other])


def test_a_url_belongs_to_the_source_with_the_nearest_home() -> None:
    whole = Source(id="whole", home="https://a.example/")
    sport = Source(id="sport", home="https://a.example/sport/")
    config = Config(path=PATH, sources=(whole, sport))
    assert sport == config.source_of("https://www.a.example/sport/1")
    assert whole == config.source_of("https://a.example/news/1")
    assert config.source_of("https://b.example/") is None


def test_an_unknown_source_is_answered_with_the_nearest() -> None:
    config = parse(WHOLE, PATH)
    assert config.get("courier").id == "courier"
    with pytest.raises(InputError, match="did you mean 'courier'"):
        config.get("couriers")
    with pytest.raises(InputError, match="there are: courier"):
        config.get("xyz")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_by_the_files_name(text: str) -> None:
    assert outcome(text).startswith(("read", f"{PATH}: "))


@given(
    st.dictionaries(
        st.sampled_from(["id", "home", "feeds", "delay", "language", "timezone", "allow", "local", "extractor"]),
        st.one_of(st.text(max_size=12), st.integers(), st.booleans(), st.lists(st.text(max_size=8), max_size=3)),
    )
)
def test_any_value_of_any_field_is_read_or_refused(values: dict[str, object]) -> None:
    lines = "\n".join(f"{key} = {toml(value)}" for key, value in values.items())
    told = outcome(f"[[source]]\n{lines}\n")
    assert told == "read" or "field '" in told


def outcome(text: str) -> str:
    """Return why a text is refused, or that it is read."""
    try:
        parse(text, PATH)
    except ConfigError as error:
        return str(error)
    return "read"


def toml(value: object) -> str:
    """Write a value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(char):08x}" for char in value) + '"'
    return str(value)
