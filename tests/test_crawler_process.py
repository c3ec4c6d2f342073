"""Scrapy as a run sets it up: safe by setting, slow by the sources, honest by name; and the log file."""

from __future__ import annotations

import ast
import asyncio
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.core.downloader import Slot
from scrapy.http import Request
from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list
from twisted.internet.defer import Deferred

from cleaning.errors import ConfigError, InputError, StorageError
from crawler import settings
from crawler.faults import Stopped
from crawler.logbook import NAME, logbook
from crawler.process import user_agent
from crawler.run import chosen
from crawler.sources import Config, Source
from crawler.stopping import Ending, Stop


def _source(name: str, **fields: Any) -> Source:
    home = f"https://{name}.example/"
    return Source(**{"id": name, "home": home, "feeds": (f"{home}feed",), **fields})


def _config(*sources: Source) -> Config:
    return Config(path=Path("sources.toml"), sources=sources)


def _loaded() -> Settings:
    loaded = Settings()
    loaded.setmodule(settings)
    return loaded


def test_settings_are_literals() -> None:
    tree = ast.parse(Path(settings.__file__).read_text())
    values = [node.value for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    allowed = (ast.Constant, ast.List, ast.Dict, ast.BinOp)
    assert values
    assert all(isinstance(value, allowed) for value in values)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "TELNETCONSOLE_ENABLED",
            "REMOTE_CONTROL_ENABLED",
            "HTTPPROXY_ENABLED",
            "COOKIES_ENABLED",
            "REDIRECT_ENABLED",
        ),
        *("RETRY_ENABLED", "REFERER_ENABLED", "METAREFRESH_ENABLED", "AUTOTHROTTLE_ENABLED", "HTTPCACHE_ENABLED"),
        *("MEMUSAGE_ENABLED", "DOWNLOAD_DELAY_JITTER", "JOBDIR"),
    ],
)
def test_what_we_never_use_is_off(name: str) -> None:
    assert not _loaded().get(name)


def test_certificates_are_verified_and_robots_obeyed() -> None:
    assert _loaded().getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert _loaded().getbool("ROBOTSTXT_OBEY")


def test_only_http_has_a_download_handler() -> None:
    handlers = _loaded().getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}


def test_our_guards_come_first_and_scrapys_own_do_not_run() -> None:
    names = build_component_list(_loaded().get_component_priority_dict_with_base("DOWNLOADER_MIDDLEWARES"))
    assert names[:2] == ["crawler.middlewares.AddressGuard", "crawler.middlewares.SafeRobots"]
    for unwanted in ("RobotsTxt", "Redirect", "Retry", "HttpProxy", "Cookies", "HttpCompressionM", "MetaRefresh"):
        assert not [name for name in names if unwanted in str(name)]


@pytest.mark.parametrize(
    ("contact", "end"), [("mailto:desk@corpus.example", " (+mailto:desk@corpus.example)"), (None, "")]
)
def test_user_agent_names_program_version_and_contact(contact: str | None, end: str) -> None:
    name, _, rest = user_agent(contact).partition("/")
    assert name == "Thresher"
    assert rest[0].isdigit()
    assert rest.removesuffix(end).replace(".", "").isalnum()


def test_enabled_sources_are_chosen_or_the_ones_named() -> None:
    config = _config(_source("a"), _source("b", enabled=False))
    assert [source.id for source in chosen(config, ())] == ["a"]
    assert [source.id for source in chosen(config, ("b",))] == ["b"]


def test_no_source_at_all_says_what_to_do() -> None:
    with pytest.raises(ConfigError, match="thresher add URL"):
        chosen(_config(_source("a", enabled=False)), ())


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean 'courier'"):
        chosen(_config(_source("courier")), ("curier",))


def test_log_lines_go_to_the_folder_while_the_book_is_open(tmp_path: Path) -> None:
    logger = logging.getLogger("crawler.test")
    with logbook(tmp_path):
        logger.info("inside")
        logger.debug("too small")
        logging.getLogger("twisted").critical("while verifying certificate")
    logger.error("outside")
    text = (tmp_path / NAME).read_text()
    assert text.endswith("Z INFO crawler.test: inside\n")
    assert text.count("\n") == 1


def test_a_log_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(StorageError), logbook(tmp_path):
        pass


def test_the_first_wish_to_stop_stands() -> None:
    stop, heard = Stop(), []
    stop.when_asked(lambda: heard.append(stop.reason))
    stop.ask("sigterm")
    stop.ask("max-minutes")
    stop.rest("max-requests")
    assert (stop.reason, heard) == ("sigterm", ["sigterm"])


def test_a_rest_hurries_nobody() -> None:
    stop, heard = Stop(), []
    stop.when_asked(lambda: heard.append("asked"))
    stop.rest("max-requests")
    assert (stop.reason, heard) == ("max-requests", [])


async def test_a_run_asked_to_stop_closes_its_spider_and_gives_up_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ending, "GRACE", 0.0)
    slot, waiting, closed, stop = Slot(1, 9.0, 0.0), Deferred[Any](), [], Stop()
    slot.queue.append((Request("https://a.example/"), waiting))

    async def close(reason: str) -> None:
        closed.append(reason)

    engine = SimpleNamespace(
        spider=object(), close_spider_async=close, downloader=SimpleNamespace(slots={"a.example": slot})
    )
    crawler: Any = SimpleNamespace(engine=engine)
    ending = Ending(crawler, stop, max_minutes=None)
    ending.LIMIT = 3600  # type: ignore[misc]
    stop.ask("sigterm")
    failures: list[Any] = []
    waiting.addErrback(failures.append)
    await asyncio.sleep(0.05)
    assert closed == ["sigterm"]
    assert isinstance(failures[0].value, Stopped)
    assert not slot.queue


def test_log_rotates_and_stays_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.logbook._MAX_BYTES", 2000)
    logger = logging.getLogger("crawler.test")
    for _ in range(3):
        with logbook(tmp_path):
            for number in range(200):
                logger.info("line %d", number)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert [NAME, *(f"{NAME}.{number}" for number in range(1, 5))] == files
    assert max(path.stat().st_size for path in tmp_path.iterdir()) <= 2000
