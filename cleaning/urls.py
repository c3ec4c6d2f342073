"""URLs: the canonical form that is a page's identity, and whose host it is. No fetching, no lists of sites."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

_PORTS = {"http": 80, "https": 443}
# Parameters that name the reader or the way here, never the page.
_TRACKING = re.compile(
    r"(utm_\w+|at_(medium|campaign|custom\d|bbc_team|format|link_\w+|ptr_name|ptr_type)|mc_[ce]id|pk_\w+|mtm_\w+|hsa_\w+"
    r"|fbclid|gclid|gclsrc|dclid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh|wbraid|gbraid|_ga|_gl|_hsenc|_hsmi"
    r"|mkt_tok|oly_(anon|enc)_id|vero_id|wickedid|s_cid|cmpid|cmp_id|ns_(mchannel|source|campaign|linkname|fee)|ocid|xtor"
    r"|smid|smtyp|spm|jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|cfid|cftoken|zenid|oscsid"
    r"|__twitter_impression|fb_(action_ids|source|ref)|amp_(js_v|gsa|latest_update_time)|usqp)",
    re.IGNORECASE,
)
# What is dropped only with such a value: a conference has a session_id too, and an audio site an output.
_VALUED = re.compile(
    r"(session_?id|sessid)=(?=[a-z-]*[0-9])[0-9a-z-]{16,}|amp(=(1|true)?)?|output(type)?=amp", re.IGNORECASE
)
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sessionid)=[^/?#;]*", re.IGNORECASE)
_COOKIELESS = re.compile(r"/\((?:X\([0-9]+\))?(?:[AFS]\([0-9A-Za-z_-]{20,}\))+\)(?=/|$)")  # ASP.NET
# The copies that AMP's cache and its viewers serve name the page itself, in a form its specification fixes.
_VIEWER = re.compile(
    r"https?://(?:(?:[a-z0-9-]+\.)?cdn\.ampproject\.org/(?:c|v|wp)|www\.google\.[a-z]{2,3}(?:\.[a-z]{2})?/amp|www\.bing\.com/amp)"
    r"/(s/)?((?:[A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]+(?::[0-9]+)?(?:[/?].*)?)"
)
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_ADDRESS = re.compile(r"[0-9a-f:]+(?:\.[0-9.]+)?")
_TRIPLET = re.compile(r"%([0-9A-Fa-f]{2})")
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE_PATH = "/:@!$&'()*+,;=-._~%"
_SAFE_QUERY = _SAFE_PATH + "?[]|"
_MAX = 2048


def canonical(url: str, base: str = "") -> str | None:
    """Return the form of a URL under which the frontier knows it, or None when it is not fetchable http(s).

    Lower-case scheme and host (IDNA), no default port, credentials, fragment, tracking, session or AMP parameters; dot
    segments resolved and percent-encoding made regular (RFC 3986 §6.2.2); parameters keep their order, since some
    sites read it; a copy in an AMP cache is the page it names. Two different articles never share a form, and the
    function is idempotent. ``docs/urls.md`` has the whole of it with reasons.

    >>> canonical("HTTP://News.Example:80/a/../b?id=7&utm_source=x#top")
    'http://news.example/b?id=7'
    """
    form = _form(url.strip(), base)
    while form and (viewer := _VIEWER.fullmatch(form)):
        inner = _form(f"http{'s' if viewer[1] else ''}://{viewer[2]}")
        if inner is None:
            break
        form = inner
    return form


def _form(url: str, base: str = "") -> str | None:
    try:
        parts = urlsplit(urljoin(base, url))
        where = _authority(parts)
        path = _resolved(_COOKIELESS.sub("", _SESSION_PATH.sub("", _regular(parts.path, _SAFE_PATH))))
        query = _query(parts.query)
    except ValueError:  # UnicodeError is one too
        return None
    if where is None:
        return None
    result = urlunsplit((parts.scheme, where, path, query, ""))
    return result if len(result) <= _MAX else None


def host(url: str) -> str:
    """Return the host name of a URL in lower case, without port; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _authority(parts: SplitResult) -> str | None:
    """Write host and port, or None where no request could be sent there, or where readers disagree on the host."""
    name, port = (parts.hostname or "").rstrip("."), parts.port
    if not name.isascii():
        name = name.encode("idna").decode("ascii").lower()
    if parts.scheme not in _PORTS or port == 0 or "\\" in parts.netloc:
        return None
    if not (_ADDRESS if ":" in name else _NAME).fullmatch(name):
        return None
    shown = f"[{name}]" if ":" in name else name
    return shown if port in (None, _PORTS[parts.scheme]) else f"{shown}:{port}"


def _regular(text: str, safe: str) -> str:
    """Encode what must be encoded, in upper-case triplets, and decode what need not be (RFC 3986 §6.2.2)."""

    def triplet(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char.isascii() and (char.isalnum() or char in "-._~") else match[0].upper()

    return quote(_TRIPLET.sub(triplet, _STRAY.sub("%25", text)), safe=safe)


def _resolved(path: str) -> str:
    """Resolve dot segments (RFC 3986 §5.2.4); the result begins with a slash."""
    kept: list[str] = []
    for segment in path.removeprefix("/").split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    is_folder = path.endswith(("/.", "/..")) or path in (".", "..")
    return "/" + "/".join(kept) + ("/" if is_folder and kept else "")


def _query(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not _is_no_part(unquote(pair))]
    return _regular("&".join(kept), _SAFE_QUERY)


def _is_no_part(pair: str) -> bool:
    """Tell whether a parameter says nothing about which page is meant."""
    return bool(_TRACKING.fullmatch(pair.partition("=")[0]) or _VALUED.fullmatch(pair))
