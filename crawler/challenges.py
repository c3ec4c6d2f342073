"""Pages that ask whether a human is there: told by the marks of the services that make them, not by one site's words.

The marks are headers and names in the markup that stand on the challenge itself and not on the pages behind it. A page
with as much text as an article, or one that says it is one, is never taken for a challenge.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST = 48 * 1024
"""Bytes a challenge has at most; what is larger is only asked for its headers."""
_MUCH_TEXT = 2000
_STATUSES = frozenset((200, 202, 401, 403, 405, 429, 503))

# Header, what its value begins with, service.
_HEADERS = (
    ("cf-mitigated", "challenge", "cloudflare"),
    ("x-amzn-waf-action", "", "aws-waf"),
    ("x-vercel-mitigated", "challenge", "vercel"),
    ("x-vercel-challenge-token", "", "vercel"),
    ("x-kpsdk-ct", "", "kasada"),
)
# All of these bytes in lower-cased markup, service.
_MARKS = (
    ((b"_cf_chl_opt",), "cloudflare"),
    ((b"cf-browser-verification",), "cloudflare"),
    ((b"/cdn-cgi/challenge-platform/", b"<noscript", b"enable javascript and cookies"), "cloudflare"),
    ((b"captcha-delivery.com",), "datadome"),
    ((b"px-captcha",), "perimeterx"),
    ((b"_incapsula_resource", b"incapsula incident id"), "imperva"),
    ((b"/_sec/cp_challenge/",), "akamai"),
    ((b"sec-if-cpt-container",), "akamai"),
    ((b"awswafintegration", b"challenge"), "aws-waf"),
    ((b"gokuprops", b"awswaf"), "aws-waf"),
    ((b"/.well-known/ddos-guard/js-challenge",), "ddos-guard"),
    ((b"sucuri_cloudproxy_js",), "sucuri"),
    ((b"anubis_challenge",), "anubis"),
    ((b'class="g-recaptcha"', b"<form"), "captcha"),
    ((b'class="h-captcha"', b"<form"), "captcha"),
    ((b'class="cf-turnstile"', b"<form"), "captcha"),
)
_ARTICLE = re.compile(rb'"(?:news|report|live|background)?article"|article:published_time|<article[\s>]')
_UNSEEN = re.compile(rb"<(script|style|noscript|svg|template)\b.*?(?:</\1|\Z)", re.DOTALL)
_TAG = re.compile(rb"<[^<>]*>|\s+")


def challenge(status: int, header: Callable[[str], str], body: bytes) -> str | None:
    """Return the service whose challenge a response is, or None.

    ``header`` returns the value of a response header, or an empty string.
    """
    if status not in _STATUSES:
        return None
    said = next((name for key, value, name in _HEADERS if _stands(header(key), value)), None)
    if not said and len(body) > _LARGEST:
        return None
    page = body[:_LARGEST].lower()
    made = said or next((name for marks, name in _MARKS if all(mark in page for mark in marks)), None)
    return made if made and not _is_article(page) else None


def _stands(value: str, wanted: str) -> bool:
    return bool(value) and value.strip().lower().startswith(wanted)


def _is_article(page: bytes) -> bool:
    """Tell whether a page says it is an article, or has the text of one."""
    return bool(_ARTICLE.search(page)) or len(_TAG.sub(b"", _UNSEEN.sub(b"", page))) > _MUCH_TEXT
