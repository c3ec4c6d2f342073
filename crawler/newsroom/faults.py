"""The table of the faults a newsroom can have. What a fault is stands in ``faulty``."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from crawler.newsroom import entities, wire
from crawler.newsroom.faulty import LISTED, STORED, Fault, failed, later, moved, refused
from crawler.newsroom.wire import FEED, FRONT, HTML, NEWS, PAGE, ROBOTS, SECOND, SITEMAP, busy, cut, raw, says, to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crawler.newsroom.faulty import End
    from crawler.newsroom.wire import Answer

ALL = "all"
_HOPS = 12
_CAPTCHA = b'<html><title>One moment</title><form><div class="g-recaptcha"></div></form></html>'
_CYRILLIC = (
    "<html lang=uk><head><title>Рада зібралася знову</title></head><body><main><article><h1>Рада зібралася знову</h1>"
    + "".join(
        f"<p>Міська рада вдруге цього місяця зібралася, щоб дві години говорити про міст {n}, про гроші, яких він коштуватиме,"
        " і про зиму, яка прийде раніше, ніж його збудують.</p>"
        for n in range(6)
    )
    + "</article></main></body></html>"
)
_CANONICAL = '<link rel="canonical" href="/">'
_FORBID = b"User-agent: *\nDisallow: /2026/\n"
_SESSION = f"{PAGE}?sid=0123456789abcdef0123456789abcdef"
_MONTH = "/calendar/2199/05"


@cache
def faults() -> Mapping[str, Fault]:
    """Return every fault by its name."""
    groups = (_slow(), _large(), _broken(), _secret(), _moving(), _waiting(), _closed(), _robots(), _xml(), _lying())
    return MappingProxyType({fault.name: fault for group in groups for fault in group})


def chosen(names: Iterable[str]) -> tuple[Fault, ...]:
    """Return the faults of these names, each once; ``all`` stands for every one. KeyError for a name there is not."""
    table, wanted = faults(), tuple(dict.fromkeys(names))
    return tuple(table.values()) if ALL in wanted else tuple(table[name] for name in wanted)


def _page(name: str, meaning: str, answer: Answer, end: End) -> Fault:
    """Make the fault of one article."""
    return Fault(name=name, meaning=meaning, answers={PAGE: answer}, ends={FEED: LISTED, PAGE: end})


def _slow() -> Iterator[Fault]:
    timeout = later("timeout")
    yield _page("silence", "A page that is never answered", wire.silent, timeout)
    yield _page("slow-drip", "A page that comes a byte at a time, for an hour", wire.drip, timeout)
    yield _page("slow-headers", "A page whose headers come one at a time, for an hour", wire.drip_headers, timeout)


def _large() -> Iterator[Fault]:
    large = failed("too-large")
    yield _page("too-large", "A page that says it has 50 MB; every outlet links one too", wire.declared, large)
    yield _page("endless-body", "A page without a length that does not end", wire.flood, large)
    yield _page("endless-chunks", "A chunked page that does not end", wire.chunks, large)
    yield _page("endless-headers", "Headers without end", wire.header_lines, large)
    yield _page("endless-header", "One header that does not end", wire.header_line, large)
    yield _page("folded-header", "One header folded over lines without end", wire.folded_header, large)
    yield _page("endless-hints", "Informational answers, and never the one that counts", wire.hints, large)
    yield _page("bomb", "A page of 200 MB in 200 KB of gzip", wire.bomb, failed("bomb"))
    yield _page("bomb-in-bomb", "A page of 200 MB, gzipped twice", wire.bomb_in_bomb, failed("bomb"))
    honest = says(wire.article("an honest page"), X_Policy="p" * 30_000)
    yield _page("large-headers", "Headers of 30 KB, and a sound page", honest, STORED)


def _broken() -> Iterator[Fault]:
    lost = later("connect")
    yield _page("length-too-long", "A Content-Length larger than the body", wire.short, lost)
    yield _page("length-too-short", "A Content-Length smaller than what is sent", wire.long, STORED)
    yield _page("cut-chunk", "A chunked body that ends within a chunk", wire.cut_off, lost)
    yield _page("reset", "A connection reset in the middle of the body", wire.reset, lost)
    yield _page("hang-up", "A connection closed without an answer", raw(b""), lost)
    yield _page("no-http", "An answer that is not HTTP", raw(b"SSH-2.0-OpenSSH_9.6\r\n"), lost)
    yield _page(
        "cut-gzip",
        "A gzipped page of which the end is missing",
        cut(wire.article("x", 60)),
        lost,
    )
    yield _page(
        "no-gzip",
        "A page that says it is gzipped, and is not",
        says(wire.article("x"), Content_Encoding="gzip"),
        failed("decode"),
    )
    yield _page(
        "unknown-encoding",
        "A content encoding nobody asked for",
        says(b"\x1b\x03", Content_Encoding="br"),
        failed("decode"),
    )


def _secret() -> Iterator[Fault]:
    for name, meaning, unread in (
        ("tls-self-signed", "A certificate that nobody vouches for", False),
        ("tls-plain", "Plain HTTP where TLS is spoken", True),
    ):
        yield Fault(name=name, meaning=meaning, answers={}, ends={FEED: later("tls")}, scheme="https", unread=unread)


def _moving() -> Iterator[Fault]:
    yield Fault(
        name="redirect-loop",
        meaning="Two pages that lead to each other",
        answers={PAGE: to(SECOND), SECOND: to(PAGE)},
        ends={PAGE: moved(SECOND), SECOND: failed("redirects")},
    )
    hops = [f"{NEWS}hop-{number}" for number in range(_HOPS + 1)]
    yield Fault(
        name="redirect-chain",
        meaning=f"{_HOPS} redirects in a row",
        answers={here: to(there) for here, there in pairwise(hops)},
        ends={hops[0]: moved(hops[1]), hops[9]: moved(hops[10]), hops[10]: failed("redirects")},
        named=(hops[0],),
    )
    for name, meaning, target, reason in (
        ("redirect-off-site", "A redirect to another site", "https://elsewhere.example/a", "off-site"),
        (
            "redirect-metadata",
            "A redirect to the secrets of the machine",
            "http://169.254.169.254/latest/",
            "private-address",
        ),
        ("redirect-inside", "A redirect to another private address", "http://127.0.0.1:22/", "private-address"),
    ):
        ends = {PAGE: moved(target), target: refused(reason)}
        yield Fault(name=name, meaning=meaning, answers={PAGE: to(target)}, ends=ends)
    yield _page("redirect-file", "A redirect to a file of the machine", to("file:///etc/passwd"), failed("http-302"))


def _waiting() -> Iterator[Fault]:
    for code, line in ((429, "429 Too Many Requests"), (503, "503 Service Unavailable")):
        for dated in (False, True):
            form, asked = ("date", "until a date") if dated else ("seconds", "for seconds")
            end = later(f"http-{code}")
            for place, said, path in (
                ("page", "A page", PAGE),
                ("feed", "A feed", FEED),
                ("robots", "robots.txt", ROBOTS),
            ):
                yield Fault(
                    name=f"busy-{place}-{code}-{form}",
                    meaning=f"{said} answers {code} and asks to be left alone {asked}",
                    answers={path: busy(line, dated=dated)},
                    ends={FEED if path == ROBOTS else path: end},
                )


def _closed() -> Iterator[Fault]:
    pages = tuple(f"{NEWS}{number}" for number in range(5))
    yield Fault(
        name="forbidden-burst",
        meaning="A feed, and 403 for every page it names",
        answers=dict.fromkeys(pages, says(b"no", "403 Forbidden")),
        ends=dict.fromkeys(pages, later("banned")),
        named=pages,
    )
    yield _page("captcha", "A page that asks whether a human is there", says(_CAPTCHA), later("banned"))
    yield _page("gone", "A page that is gone for good", says(b"gone", "410 Gone"), failed("http-410"))


def _robots() -> Iterator[Fault]:
    def unread(name: str, meaning: str, answer: Answer, reason: str) -> Fault:
        return Fault(name=name, meaning=meaning, answers={ROBOTS: answer}, ends={FEED: later(reason)})

    yield unread("robots-500", "robots.txt: a server error", says(b"", "500 Internal Server Error"), "http-500")
    yield unread("robots-silence", "robots.txt: no answer", wire.silent, "timeout")
    forbidden = {FEED: LISTED, PAGE: refused("robots")}
    rules = says(_FORBID, kind="text/plain")
    yield Fault(
        name="robots-redirected",
        meaning="robots.txt lies elsewhere on the site",
        answers={ROBOTS: to("/rules.txt"), "/rules.txt": rules},
        ends=forbidden,
    )
    late = wire.late(rules, 2)
    yield Fault(name="robots-slow", meaning="robots.txt comes late", answers={ROBOTS: late}, ends=forbidden)
    loop = "robots.txt leads to itself, which counts as none"
    yield Fault(name="robots-loop", meaning=loop, answers={ROBOTS: to(ROBOTS)}, ends={PAGE: STORED})


def _xml() -> Iterator[Fault]:
    for name, meaning, path, answer in (
        ("feed-entity-bomb", "A feed whose entities grow to gigabytes", FEED, entities.feed_bomb()),
        ("feed-external-entity", "A feed with entities that lie elsewhere", FEED, entities.feed_outside()),
        ("sitemap-entity-bomb", "A sitemap whose entities grow to gigabytes", SITEMAP, entities.sitemap_bomb()),
        ("sitemap-external-entity", "A sitemap with entities that lie elsewhere", SITEMAP, entities.sitemap_outside()),
    ):
        ends = {path: LISTED, PAGE: STORED}
        yield Fault(name=name, meaning=meaning, answers={path: answer}, ends=ends, listing=path, named=(PAGE, SECOND))


def _lying() -> Iterator[Fault]:
    unchanged = raw(wire.head("304 Not Modified", ETag='"always"'))
    feed = {FEED: later("http-304")}
    yield Fault(name="lying-etag", meaning="A feed that is never modified", answers={FEED: unchanged}, ends=feed)
    yield _page("lying-etag-page", "A page that is never modified", unchanged, later("http-304"))
    wrong = says(_CYRILLIC.encode("windows-1251"), kind=HTML)
    yield _page("wrong-charset", "A page in Windows-1251 that says it is UTF-8", wrong, STORED)
    home = {path: says(wire.article(path, head=_CANONICAL)) for path in (PAGE, SECOND)}
    both = {PAGE: STORED, SECOND: STORED}
    yield Fault(
        name="home-canonical",
        meaning="Every page names the home page as its canonical address",
        answers=home,
        ends=both,
        named=tuple(both),
    )
    yield Fault(
        name="session-id",
        meaning="A link that names the visit",
        answers={},
        ends={FEED: LISTED, _SESSION: refused("trap")},
        named=(_SESSION,),
    )
    yield Fault(
        name="calendar",
        meaning="A front page beside whose articles a calendar goes on into the future",
        answers={},
        ends={FRONT: LISTED, PAGE: STORED, SECOND: STORED, _MONTH: refused("trap")},
        named=(PAGE, SECOND, _MONTH),
        listing=FRONT,
    )
