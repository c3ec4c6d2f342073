"""What each field of ``sources.toml`` may hold: one check per field, which returns the clean value or says what to write.

A check raises FieldError with the fault and the cure; where in which file it happened is the reader's to add.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from ipaddress import ip_address
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import re2

from cleaning.article import Extractor
from cleaning.urls import canonical, host
from crawler.language_codes import languages, likely

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|[0-9a-f:.]+")
_CONTACT = re.compile(r"(mailto:)?[^\s@/]+@[^\s@/]+\.[^\s@/]+|https?://[^\s/]+\S*")
_MAX_DELAY = 3600
_MAX_AGE = 36500
_MAX_POLL = 43200
_MAX_PAGES = 100
_MAX_LOOK = 87600
_MAX_LOOKS = 50


class FieldError(ValueError):
    """A value that a field cannot hold; the text names the fault and what to write instead."""


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise FieldError(f"{value!r} is not a line of text; write it in quotes")
    return value.strip()


def _identifier(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise FieldError(f'{value!r} is no id; write lower-case letters, digits, "-", "_" or ".", such as "courier"')
    return value


def web_address(value: object) -> str:
    """Return the canonical form of an http or https URL."""
    url = canonical(value) if isinstance(value, str) and re.match(r"\s*https?://", value, re.IGNORECASE) else None
    if url is None or not _HOST.fullmatch(host(url)):
        raise FieldError(f'{value!r} is no web address; write it whole, such as "https://news.example/"')
    return url


def _list_of(check: Callable[[object], str], example: str) -> Callable[[object], tuple[str, ...]]:
    def whole(value: object) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise FieldError(f'{value!r} is not a list; write it in square brackets, such as ["{example}"]')
        return tuple(dict.fromkeys(check(one) for one in value))

    return whole


def _hostname(value: object) -> str:
    name = value.strip().lower().rstrip(".") if isinstance(value, str) else ""
    if not _HOST.fullmatch(name):
        raise FieldError(f'{value!r} is no host; write the bare name, such as "m.news.example"')
    return name


def _language(value: object) -> str:
    if isinstance(value, str) and (value in languages() or re.fullmatch("[a-z]{3}", value)):
        return value
    raise FieldError(f'{value!r} is no language code; write the two letters of ISO 639-1, such as "{likely(value)}"')


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _timezone(value: object) -> str:
    zones = _zones()
    if isinstance(value, str) and value in zones:
        return value
    names = {name.rsplit("/", 1)[-1].lower(): name for name in sorted(zones) if "/" in name}
    close = get_close_matches(str(value).lower().rsplit("/", 1)[-1].replace(" ", "_"), names, n=1, cutoff=0.75)
    example = names[close[0]] if close else "Europe/Kyiv"
    raise FieldError(f'{value!r} is no time zone; write its IANA name, such as "{example}"')


def _number(value: object, top: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= top:
        raise FieldError(f"{value!r} is not a number from 0 to {top}; write it without quotes")
    return value


def _up_to(top: float) -> Callable[[object], float]:
    return lambda value: float(_number(value, top))


def _whole(top: int, of: str, example: str) -> Callable[[object], int]:
    def check(value: object) -> int:
        number = _number(value, top)
        if number != int(number):
            raise FieldError(f"{value!r} is not a whole number of {of}; write for example {example}")
        return int(number)

    return check


def _ladder(value: object) -> tuple[float, ...]:
    """Return ages in hours, growing."""
    if not isinstance(value, list) or len(value) > _MAX_LOOKS:
        raise FieldError(
            f"{value!r} is not a list of at most {_MAX_LOOKS} numbers; write for example [1, 24, 168], or [] for never"
        )
    hours = tuple(sorted({_number(one, _MAX_LOOK) for one in value}))
    if hours and hours[0] < 1 / 60:
        raise FieldError(f"{hours[0]!r} is too soon; write hours, such as 0.5, or [] for never")
    return hours


def _pattern(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise FieldError(
            f"{value!r} is no pattern; write a regular expression in single quotes, such as '/news/[0-9]+'"
        )
    quiet = re2.Options()
    quiet.log_errors = False
    try:
        re2.compile(value, quiet)
    except re2.error as error:
        why = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise FieldError(
            f"{value!r} is no regular expression ({why}); write one of RE2's syntax: no look-around, no back-references"
        ) from error
    return value


def _extractor(value: object) -> Extractor:
    if value not in list(Extractor):
        raise FieldError(f"{value!r} is no extractor; write one of " + ", ".join(f'"{e}"' for e in Extractor))
    return Extractor(str(value))


def _folders(value: object) -> tuple[str, ...]:
    """Return the paths of one folder or several, as written; whether they are there is not looked at."""
    paths = value if isinstance(value, list) else [value]
    for path in paths:
        if not isinstance(path, str) or not path.strip() or "\0" in path:
            raise FieldError(f'{path!r} is no folder; write its path in quotes, such as "../ftr-site-config"')
    return tuple(dict.fromkeys(paths))


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise FieldError(f"{value!r} is neither true nor false; write one of them without quotes")
    return value


def contact(value: object) -> str:
    """Return an address at which a site's owner reaches the person who crawls it."""
    if not isinstance(value, str) or not _CONTACT.fullmatch(value.strip()):
        raise FieldError(f'{value!r} is no contact; write a mail address or web page, such as "mailto:you@example.org"')
    text = value.strip()
    return text if ":" in text else f"mailto:{text}"


def proxy(value: object) -> str:
    """Return the address of an http proxy, user and password included where it wants them."""
    parts = urlsplit(value.strip()) if isinstance(value, str) and value.isprintable() else None
    try:
        sound = parts is not None and parts.scheme == "http" and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # a port that is no number
        sound = False
    if parts is None or not sound or parts.path.strip("/") or parts.query or parts.fragment:
        raise FieldError(f'{value!r} is no proxy; write its address and port, such as "http://proxy.example:3128"')
    return f"http://{parts.netloc}"


def is_private(name: str) -> bool:
    """Tell whether a host is this machine or a literal address inside a private network; names are not looked up."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return name.rpartition(".")[2].isdigit()  # other spellings of an IPv4 address, such as 127.1
    return not (getattr(address, "ipv4_mapped", None) or address).is_global


CHECKS: Mapping[str, Callable[[object], Any]] = MappingProxyType(
    {
        "id": _identifier,
        "name": _text,
        "home": web_address,
        "feeds": _list_of(web_address, "https://news.example/feed"),
        "sitemaps": _list_of(web_address, "https://news.example/sitemap.xml"),
        "pages": _list_of(web_address, "https://news.example/"),
        "hosts": _list_of(_hostname, "m.news.example"),
        "language": _language,
        "timezone": _timezone,
        "delay": _up_to(_MAX_DELAY),
        "max_age_days": _whole(_MAX_AGE, "days", "30"),
        "poll_min_minutes": _up_to(_MAX_POLL),
        "poll_max_minutes": _up_to(_MAX_POLL),
        "follow_pages": _whole(_MAX_PAGES, "pages", "5, or 0 for none"),
        "revisit_hours": _ladder,
        "allow": _list_of(_pattern, "/news/"),
        "deny": _list_of(_pattern, "/sport/"),
        "extractor": _extractor,
        "standfirst": _flag,
        "captions": _flag,
        "site_rules": _folders,
        "local": _flag,
        "enabled": _flag,
    }
)
