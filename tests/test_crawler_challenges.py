"""Challenges of the large services are told by their marks; articles, also those about captchas, never are."""

from __future__ import annotations

import time

import pytest

from crawler.challenges import challenge
from tests.loopback import article

PLAIN = b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"


def _told(status: int = 403, body: bytes = PLAIN, **headers: str) -> str | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return challenge(status, lambda name: named.get(name, ""), body)


@pytest.mark.parametrize(
    ("status", "headers", "service"),
    [
        (403, {"cf_mitigated": "challenge"}, "cloudflare"),
        (202, {"x_amzn_waf_action": "challenge"}, "aws-waf"),
        (405, {"x_amzn_waf_action": "captcha"}, "aws-waf"),
        (429, {"x_vercel_mitigated": "challenge"}, "vercel"),
        (429, {"x_kpsdk_ct": "0Abc"}, "kasada"),
        (403, {}, None),
        (404, {"cf_mitigated": "challenge"}, None),
    ],
)
def test_marks_in_headers(status: int, headers: dict[str, str], service: str | None) -> None:
    assert service == _told(status, **headers)


@pytest.mark.parametrize(
    ("scrap", "service"),
    [
        (b"<script>window._cf_chl_opt={cvId:'3'}</script>", "cloudflare"),
        (b"<script src='https://ct.captcha-delivery.com/c.js'></script>", "datadome"),
        (b"<div id=px-captcha></div>", "perimeterx"),
        (b"<iframe src='/_Incapsula_Resource?x'>Request unsuccessful. Incapsula incident ID: 1-2</iframe>", "imperva"),
        (b"<script src='/_sec/cp_challenge/sec-4.js'></script>", "akamai"),
        (b"<script src='/.well-known/ddos-guard/js-challenge/index.js'></script>", "ddos-guard"),
        (b"<script id=anubis_challenge></script>", "anubis"),
        (b'<form><div class="g-recaptcha"></div></form>', "captcha"),
        (b"<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>", None),
        (b"<script src='/_Incapsula_Resource?SWJIYLWA=1'></script>", None),
    ],
)
@pytest.mark.parametrize("status", [200, 403, 503])
def test_marks_in_markup(status: int, scrap: bytes, service: str | None) -> None:
    assert service == _told(status, PLAIN.replace(b"</body>", scrap + b"</body>"))


@pytest.mark.parametrize(
    "page",
    [
        article("a").replace(b"</body>", b"<script src='https://captcha-delivery.com/c.js'></script></body>"),
        b"<html><body>" + b"<p>How px-captcha and _cf_chl_opt work, in words.</p>" * 60 + b"</body></html>",
        b'<html><script type=application/ld+json>{"@type": "NewsArticle"}</script><p>px-captcha</p></html>',
    ],
)
def test_an_article_is_never_taken_for_one(page: bytes) -> None:
    assert _told(200, page, cf_mitigated="challenge") is None


@pytest.mark.parametrize("unit", [b"<", b"<script", b"<p ", b"<!--"])
def test_hostile_markup_takes_no_time(unit: bytes) -> None:
    began = time.monotonic()
    _told(200, b"px-captcha" + unit * 100_000)
    assert time.monotonic() - began < 2
