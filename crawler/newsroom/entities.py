"""Feeds and sitemaps whose XML declares entities: those that grow without bound, and those that lie elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.newsroom.wire import NEWS, RSS, XML, says

if TYPE_CHECKING:
    from crawler.newsroom.wire import Answer

STOLEN = ("/stolen", "/stolen.dtd")
"""What only a reader that fetches external entities asks for."""
_GROWING = '<!ENTITY e0 "ha"> ' + " ".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
_OUTSIDE = (
    '<!ENTITY e9 SYSTEM "{base}/stolen"> <!ENTITY e8 SYSTEM "file:///etc/passwd">'
    ' <!ENTITY % all SYSTEM "{base}/stolen.dtd"> %all;'
)
_FEED = (
    '<?xml version="1.0"?><!DOCTYPE rss [%s]><rss version="2.0"><channel><title>News &e9;</title>'
    "<item><title>News &e9; &e8;</title><link>{base}%s1</link></item></channel></rss>"
)
_SITEMAP = (
    '<?xml version="1.0"?><!DOCTYPE urlset [%s]><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>{base}%s1</loc></url><url><loc>{base}%s2&e9;&e8;</loc></url></urlset>"
)


def feed_bomb() -> Answer:
    """Answer with a feed whose title is two gigabytes long once its entities are expanded."""
    return says((_FEED % (_GROWING, NEWS)).encode(), kind=RSS)


def feed_outside() -> Answer:
    """Answer with a feed whose title is a local file and a page of the site."""
    return says((_FEED % (_OUTSIDE, NEWS)).encode(), kind=RSS)


def sitemap_bomb() -> Answer:
    """Answer with a sitemap one of whose URLs is two gigabytes long."""
    return says((_SITEMAP % (_GROWING, NEWS, NEWS)).encode(), kind=XML)


def sitemap_outside() -> Answer:
    """Answer with a sitemap one of whose URLs is a local file."""
    return says((_SITEMAP % (_OUTSIDE, NEWS, NEWS)).encode(), kind=XML)
