"""Pages that stand before the page one wanted: errors, captchas, consent dialogues, stubs of paid articles. Words are ``notices``'."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cleaning.article import Category, Reason
from cleaning.notices import heard, is_whole, spoken
from cleaning.sight import BARE, ERROR, FLASH, is_prose, length

if TYPE_CHECKING:
    from cleaning.article import Block
    from cleaning.sight import Finding, Sight

_SMALL: Final = 200
"""Words of the largest page that is a guard's, or empty for want of scripts."""
_MOST_OF_IT: Final = 0.4
"""Share of a title that says what went wrong."""
_NOTE: Final = 40
"""Words of the longest line that is a note."""
_DIALOGUE: Final = 700
"""Words of the longest page that is nothing but a consent dialogue."""
_PAGE: Final = 3000
"""Words of the longest page without any text that is searched for a note."""
_GUARDS: Final = re.compile(
    r"recaptcha|hcaptcha|challenges\.cloudflare|cf-turnstile|cf-challenge|challenge-form|challenge-platform|px-captcha|"
    r"captcha-delivery|_Incapsula_|perimeterx|geetest|smartcaptcha|distil_|awswaf"
)


def error(sight: Sight) -> Finding | None:
    """Find a page that says there is nothing to see: by its status, or by its title and hardly a word besides."""
    if sight.page.status >= 400:
        return Reason.ERROR_PAGE, f"HTTP status {sight.page.status} and {sight.amount}"
    if sight.prose >= (BARE if sight.metadata.declared else FLASH + BARE):
        return None
    return _titled(sight, "not-found", Reason.SOFT_404) or _titled(sight, "server-error", Reason.ERROR_PAGE)


def _titled(sight: Sight, kind: str, reason: Reason) -> Finding | None:
    """Find a title that says what went wrong, and not much else."""
    for title in sight.titles:
        said = spoken(title)
        if said.strip() in ("404", "error 404", "404 error") and kind == "not-found":
            return reason, f'the title is "{title}", with {sight.amount}'
        wording = heard(kind, said) if length(title) <= ERROR else None
        if wording and len(wording) >= _MOST_OF_IT * len(said.strip()):
            return reason, f'the title is "{title[:80]}", with {sight.amount}'
    return None


def bot_wall(sight: Sight) -> Finding | None:
    """Find a small page with a captcha or challenge and words for it, or titled so, or nothing but one of the two."""
    if sight.words > _SMALL or (sight.metadata.declared and sight.prose >= BARE):
        return None
    guard, titled = _guard(sight), _titled(sight, "bot-wall", Reason.BOT_WALL)
    said = next((f'"{b.text[:80]}"' for b in sight.blocks if heard("bot-wall", spoken(b.text))), "")
    if titled and (not guard or not said):
        return titled
    if (guard and (said or sight.words < BARE)) or (said and sight.words < 2 * BARE and not sight.metadata.declared):
        return Reason.BOT_WALL, f"{' and '.join(filter(None, (said, guard)))}, with {sight.amount}"
    return None


def _guard(sight: Sight) -> str:
    """Name the captcha or challenge that a page loads."""
    for element in sight.document.tree.iter("script", "iframe", "form", "div", "input"):
        named = " ".join(element.get(name, "")[:300] for name in ("src", "action", "class", "id", "name"))
        if found := _GUARDS.search(named):
            return f"<{element.tag}> with {found[0]!r}"
    return ""


def needs_script(sight: Sight) -> Finding | None:
    """Find a page of next to no text that asks for scripts, in sight or only where there are none."""
    if sight.words > _SMALL or sum(length(b.text) for b in sight.kept) >= max(_NOTE, sight.words / 2):
        return None
    unseen = (" ".join(e.text_content().split()) for e in sight.document.tree.iter("noscript"))
    lines = [*(b.text for b in sight.blocks), *(unseen if sight.words < BARE else ())]
    said = next((line for line in lines if heard("needs-script", spoken(line))), None)
    return (Reason.NEEDS_SCRIPT, f'"{said[:100]}", with {sight.amount}') if said else None


def consent_wall(sight: Sight) -> Finding | None:
    """Find a page that is all dialogue: most of its words are about consent, and it has the buttons to give it."""
    if sight.words > _DIALOGUE:
        return None
    about = [b for b in sight.blocks if b.category is Category.COOKIE or heard("consent", spoken(b.text))]
    buttons = [b for b in sight.blocks if is_whole("consent-button", spoken(b.text))]
    told = sum(length(b.text) for b in about)
    others = sum(length(b.text) for b in sight.kept if is_prose(b) and b not in about)
    if not buttons or 2 * told < sight.words or told < 15 or others >= BARE:
        return None
    share = f"{told} of {sight.words} words are in lines on consent"
    return Reason.CONSENT_WALL, f'{share}, and a line is "{buttons[0].text[:40]}"'


def paywall(sight: Sight) -> Finding | None:
    """Find a stub: next to no text, and the note that the rest is for subscribers right behind it, or the page's own word."""
    if sight.prose >= FLASH or not sight.metadata.title or (sight.words > _PAGE and not sight.kept):
        return None
    note = next((b for b in sight.blocks if _is_near(sight, b) and _bars(b)), None)
    if note:
        return Reason.PAYWALL, f'{sight.amount}, then "{note.text[:80]}"'
    own_word = sight.metadata.access == "paywalled"
    return (Reason.PAYWALL, f"{sight.amount}, and the page declares itself not free") if own_word else None


def _bars(block: Block) -> bool:
    short = length(block.text) <= _NOTE
    return short and (block.category is Category.PAYWALL_NOTICE or heard("paywall", spoken(block.text)) is not None)


def _is_near(sight: Sight, block: Block) -> bool:
    """Tell a note that stands amid the text or within a few lines of it; where there is no text, any does."""
    if not sight.kept:
        return True
    first, last = sight.kept[0].position, sight.kept[-1].position
    return first <= block.position <= last + 6
