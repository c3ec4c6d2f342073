"""Pages that are no articles, told by what they look like: walls and errors, lists of other pages, pictures and films.

What a page shows comes first (links, cards, players, forms), its words (``notices``) second, and no sign counts where there
is an article's worth of prose. Anything that is merely poor in text is left to ``quality``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from cleaning import walls
from cleaning.article import Kind, Reason
from cleaning.notices import heard, is_whole, spoken
from cleaning.sight import BARE, ERROR, FLASH, length

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaning.sight import Finding, Sight

_ARTICLE: Final = 100
"""Words in sentences that make an article, whatever else the page shows."""
_TEASERS: Final = 8
_FEW: Final = 2
_OWN: Final = 40
_PICTURES: Final = 4
_LIVE: Final = 6
_MOST: Final = 0.7
_CLOCK: Final = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_COUNTED: Final = re.compile(r"\d{1,3} ?(?:/|of|von|de|sur|di|z|из|з|van|av) ?\d{1,3}")
_PICTURED: Final = frozenset(("ImageGallery", "MediaGallery", "og:gallery", "og:photo", "og:image_gallery"))
_FILMED: Final = frozenset(("og:video", "og:video.other", "og:video.movie", "og:video.episode", "og:video.tv_show"))
_LISTED: Final = frozenset(("CollectionPage", "ItemList", "SearchResultsPage", "og:website", "Blog"))


def finding(sight: Sight) -> Finding | None:
    """Return why a page is no article, with evidence a person can check; None where it may be one."""
    if not sight.has_prose(_ARTICLE):
        return next((found for look in _LOOKS if (found := look(sight))), None)
    if (sight.metadata.declared and not _is_shallow(sight)) or sight.runs_on:
        return None
    return _listing(sight) or walls.consent_wall(sight)


def likely(sight: Sight, poor: str) -> Finding | None:
    """Name the kind of a page that is rejected already, for ``poor`` reasons: here weaker signs will do."""
    address = _in_address(sight, "gallery")
    titled = next((h for h in sight.titles if heard("gallery", spoken(h)) and length(h) <= ERROR), "")
    if address or (titled and sight.pictures):
        return Reason.GALLERY, f'"{(address or titled)[:60]}", {sight.pictures} pictures; {poor}'
    if sight.player and sight.prose < FLASH:
        return Reason.VIDEO, f"a player {sight.player}; {poor}"
    heads = sum(sight.blocks[i].kind is Kind.HEADING for i in sight.linked)
    if heads >= _FEW and not sight.metadata.declared:
        return Reason.SECTION_FRONT, f"{heads} headings are links to other pages of the site; {poor}"
    return None


def _film(sight: Sight) -> Finding | None:
    """Find a player with hardly a sentence, where the page says that it is a film or says nothing of an article."""
    if sight.prose >= FLASH or not sight.player:
        return None
    said = min(sight.types & _FILMED, default="")
    if not said and "VideoObject" in sight.types and not sight.stories:
        said = "VideoObject"
    if said or (not sight.metadata.declared and sight.prose < BARE and _own_words(sight) < FLASH):
        own = f", type {said!r}" if said else ""
        return Reason.VIDEO, f"a player {sight.player}{own}, and {sight.amount}"
    return None


def _gallery(sight: Sight) -> Finding | None:
    """Find pictures with captions and hardly a sentence, where the page says so or counts them."""
    if sight.prose >= FLASH or sight.pictures < _PICTURES:
        return None
    named = min(sight.types & _PICTURED, default="")
    where = _in_address(sight, "gallery") or next((h for h in sight.titles if heard("gallery", spoken(h))), "")
    counted = sum(bool(_COUNTED.fullmatch(b.text)) for b in sight.blocks)
    if named or counted >= _PICTURES or (where and not sight.metadata.declared):
        sign = f"type {named!r}" if named else f'"{where[:60]}"' if where else f"{counted} counters"
        return Reason.GALLERY, f"{sight.pictures} pictures, {sign}, and {sight.amount}"
    return None


def _listing(sight: Sight) -> Finding | None:
    """Find a page whose text is what it says of other pages: headlines linked to them, each with a summary at most."""
    if len(sight.teasers) < _TEASERS or not _is_bare(sight):
        return None
    evidence = f"{len(sight.teasers)} headlines are linked to other pages of the site, {sight.amount}{_shown(sight)}"
    return _live(sight, evidence) or (Reason.SECTION_FRONT, evidence)


def _is_bare(sight: Sight) -> bool:
    """Tell a page without a text of its own."""
    own, total = _own_words(sight), sum(length(b.text) for b in sight.kept)
    if sight.metadata.declared and not (_is_root(sight) or sight.stories >= _TEASERS):
        return False
    if sight.cards and own <= (1 - _MOST) * total:
        return True
    lists = _is_root(sight) or bool(sight.types & _LISTED)
    return own < _OWN and lists and sight.prose < FLASH


def _own_words(sight: Sight) -> int:
    """Count the kept words that are neither links nor stand in a card beside one."""
    return sum(length(b.text) for b in sight.kept if b.link_share < 0.5 and b.position not in sight.cards)


def _shown(sight: Sight) -> str:
    held = len(sight.cards)
    return f", {held} of {len(sight.kept)} lines stand beside one" if held else ""


def _live(sight: Sight, evidence: str) -> Finding | None:
    """Find a list of headlines with the time of day beside them, under a word for live coverage."""
    where = _in_address(sight, "live") or next((h for h in sight.titles if heard("live", spoken(h))), "")
    timed = sum(_is_timed(sight, position) for position in sight.linked) if where else 0
    return (Reason.LIVE_INDEX, f'{evidence}; {timed} with a time, under "{where[:60]}"') if timed >= _LIVE else None


def _is_timed(sight: Sight, position: int) -> bool:
    return any(_CLOCK.search(b.text, 0, 60) for b in sight.blocks[max(0, position - 1) : position + 2])


def _in_address(sight: Sight, kind: str) -> str:
    """Return the step of the address's path that is a word of a kind."""
    steps = unquote(urlsplit(sight.address).path).split("/")
    return next((step for step in steps if step and is_whole(kind, spoken(step.replace("-", " ")))), "")


def _is_shallow(sight: Sight) -> bool:
    """Tell an address of one or two steps of a word or two each, as sections have, and hardly an article."""
    steps = [step for step in urlsplit(sight.address).path.split("/") if step]
    return len(steps) <= 2 and all(step.count("-") < 2 and not any(map(str.isdigit, step)) for step in steps)


def _is_root(sight: Sight) -> bool:
    parts = urlsplit(sight.address)
    return parts.path.strip("/") in ("", "index.html", "index.php", "index.htm") and not parts.query


_LOOKS: Final[tuple[Callable[[Sight], Finding | None], ...]] = (
    walls.error,
    walls.bot_wall,
    walls.consent_wall,
    walls.needs_script,
    _listing,
    _gallery,
    _film,
    walls.paywall,
)
