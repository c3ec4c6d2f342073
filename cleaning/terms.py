"""The closed vocabularies of cleaning: what blocks are, what becomes of them and why, and why a page is no article."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a block is on the page."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTATION = "quotation"
    CAPTION = "caption"
    ROW = "row"
    PREFORMATTED = "preformatted"


class Verdict(StrEnum):
    """What became of a block; every visible block has exactly one."""

    KEPT = "kept"
    REMOVED = "removed"
    OUTSIDE = "outside"


class Category(StrEnum):
    """Why a block is boilerplate."""

    RELATED = "related"
    DONATION = "donation"
    SUBSCRIBE = "subscribe"
    NEWSLETTER = "newsletter"
    FOLLOW = "follow"
    SHARE = "share"
    COUNTER = "counter"
    AUTHOR_BOX = "author-box"
    TAGS = "tags"
    SOURCE_LINK = "source-link"
    COPYRIGHT = "copyright"
    ADVERT = "advert"
    COMMENTS = "comments"
    CORRECTION_FORM = "correction-form"
    APP = "app"
    PAYWALL_NOTICE = "paywall-notice"
    NAVIGATION = "navigation"
    COOKIE = "cookie"
    CAPTION_CREDIT = "caption-credit"
    REPEATED_TITLE = "repeated-title"
    REPEATED_TEXT = "repeated-text"


class Reason(StrEnum):
    """Why a fetched page gave no article."""

    EMPTY = "empty"
    NOT_HTML = "not-html"
    TOO_LARGE = "too-large"
    UNPARSABLE = "unparsable"
    NO_TEXT = "no-text"
    NOT_AN_ARTICLE = "not-an-article"
    """Of none of the kinds below, and no article either: mostly links, or a scrap of its page."""
    SECTION_FRONT = "section-front"
    """A front page, section, search result or other list of headlines."""
    LIVE_INDEX = "live-index"
    """A list of headlines with the time beside them, under a word for live coverage."""
    GALLERY = "gallery"
    VIDEO = "video"
    PAYWALL = "paywall"
    """A stub of an article whose text is for subscribers."""
    CONSENT_WALL = "consent-wall"
    BOT_WALL = "bot-wall"
    """A captcha, a check of the browser, or a block by address or country."""
    NEEDS_SCRIPT = "needs-script"
    SOFT_404 = "soft-404"
    """An answer of status 200 that says the page is not there."""
    ERROR_PAGE = "error-page"
    """A server in trouble, closed for repairs, or a status of 400 and above."""


class Extractor(StrEnum):
    """Who decides what is article text; the user's choice per source."""

    AUTO = "auto"
    BLOCKS = "blocks"
    TRAFILATURA = "trafilatura"


class Role(StrEnum):
    """What a date says about the article."""

    PUBLISHED = "published"
    MODIFIED = "modified"
