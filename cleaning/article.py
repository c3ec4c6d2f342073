"""The values cleaning speaks in: Page goes in, Article or Rejection comes out. No behaviour beyond small derived facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime  # noqa: TC003 - dataclass fields are read at run time by tools

from cleaning.terms import Category, Extractor, Kind, Reason, Role, Verdict

__all__ = [
    "Article",
    "Block",
    "Category",
    "DateCandidate",
    "Extractor",
    "Hint",
    "Kind",
    "Page",
    "Reason",
    "Rejection",
    "Role",
    "SourceFacts",
    "Verdict",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What the user declared of the page's source, as far as cleaning and dating need it."""

    id: str = ""
    """Short stable name of the source; empty for a page that belongs to none."""
    name: str = ""
    """The outlet's name as people write it; never an author."""
    language: str | None = None
    """BCP 47 primary subtag, e.g. ``uk``."""
    timezone: str | None = None
    """IANA name, e.g. ``Europe/Kyiv``; for times without offset."""
    day_first: bool | None = None
    """How other pages of the source have shown to write 03/04; None where none did."""
    extractor: Extractor = Extractor.AUTO
    standfirst: bool = True
    """Whether the standfirst stays in the text."""
    captions: bool = False
    """Whether captions of pictures stay in the text."""
    own_rules: str = ""
    """Folder of the user's own site rules, absolute; empty: none."""
    site_rules: tuple[str, ...] = ()
    """Folders with collections of site rules, absolute, the first before the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One fact discovery learned about a page before it was fetched."""

    place: str
    """Where it stood: ``feed`` or ``news-sitemap``."""
    title: str | None = None
    published: str | None = None
    """Raw date string as the feed or sitemap gave it."""
    modified: str | None = None
    language: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One fetched page: everything cleaning may look at, and where it came from."""

    url: str
    """The URL as the frontier knows it (canonical form)."""
    final_url: str = ""
    """Where the response came from after redirects; empty: the same as ``url``."""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    """Response headers in order, names as received."""
    body: bytes
    """Entity body after content decoding."""
    fetched_at: datetime | None = None
    """Aware instant of the response; None for stored pages of unknown age: relative dates then stay unknown."""
    source: SourceFacts = SourceFacts()
    hints: tuple[Hint, ...] = ()
    address: str = ""
    """IP address the response came from, where it is known: for the archive, cleaning does not look at it."""

    def __repr__(self) -> str:
        return f"Page({self.url!r}, {self.status}, {len(self.body)} bytes)"

    def header(self, name: str) -> str:
        """Return the first value of a response header (case-insensitive), or an empty string."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One unit of visible text in reading order, with its verdict."""

    position: int
    """0-based index among all visible blocks of the page."""
    kind: Kind
    text: str
    """White space folded, NFC, no control or bidi-override characters."""
    path: str
    """Where it stands: ``html/body/div.entry-content#main/p``, tags with classes and id."""
    link_share: float = 0.0
    """Share of the text's characters inside links, 0 to 1."""
    verdict: Verdict = Verdict.OUTSIDE
    category: Category | None = None
    """Set when removed."""
    rule: str | None = None
    """Id of the rule that decided, e.g. ``phrase/en/related/read-also``; set when removed."""
    reason: str | None = None
    """One line a reader understands; set when removed."""
    score: float | None = None
    """Confidence of a scored decision, 0 to 1; None for plain rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateCandidate:
    """A date found on or about the page. Cleaning fills role, place and raw; ``pipelines.dates`` the rest."""

    role: Role
    place: str
    """site-rules, json-ld, json-ld-created, json-ld-other, meta, meta-other, microdata, time, dated, attribute, opening, labelled, text, line,
    feed, news-sitemap, sitemap, url, http or htmldate."""
    raw: str
    instant: datetime | None = None
    """Aware; only when a time of day is known."""
    day: date | None = None
    """The calendar day the publisher shows; None if coarser than a day or unreadable."""
    offset: str | None = None
    """``+02:00`` as written, or from the source's zone; None when unknown."""
    precision: str | None = None
    """year, month, day, hour, minute or second; None when unreadable."""
    ambiguous: bool = False
    """Day and month could be swapped."""
    chosen: bool = False
    rule: str | None = None
    """Name of the rule that chose, or that read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What cleaning knows of one article."""

    url: str
    canonical_url: str | None = None
    """``rel=canonical`` as absolute URL; None when the page names none."""
    title: str | None = None
    text: str
    """Kept blocks joined by newlines, the title not repeated."""
    blocks: tuple[Block, ...] = ()
    """Every visible block of the page in order."""
    authors: tuple[str, ...] = ()
    """People of the byline in the order given; a desk or agency only where nobody else is named."""
    byline: str | None = None
    """The raw author string that was read."""
    credit: str | None = None
    """Agency beside the authors, e.g. ``Reuters``; in the byline, or in the dateline."""
    language: str | None = None
    """BCP 47 primary subtag; the declared one unless the text clearly contradicts it."""
    declared_language: str | None = None
    """As the page declares it, whatever the text says."""
    detected_language: str | None = None
    """As the text shows by its script and little words, whatever the page declares; None where they do not tell."""
    language_source: str | None = None
    """Who was believed: ``declared`` (the page), ``source`` (the user), ``detected`` (the text)."""
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    single_page: str | None = None
    """Where the whole article stands on one page, as the site's rules find it; canonical."""
    next_page: str | None = None
    """Where the article goes on, likewise."""
    access: str | None = None
    """``free`` or ``paywalled`` as the page declares it; None when silent."""
    licence: str | None = None
    """Address of the licence the page gives, or the words in its place."""
    dates: tuple[DateCandidate, ...] = ()
    published_on: date | None = None
    published_at: datetime | None = None
    published_offset: str | None = None
    published_precision: str | None = None
    published_source: str | None = None
    """Place of the chosen candidate."""
    modified_at: datetime | None = None
    quality: tuple[str, ...] = ()
    """Sorted flags, e.g. ``date-missing``, ``short``."""
    cleaning_version: str = ""
    """Version of what decided; behind a plus the digest of the site's rules, where there were any."""
    words_let_go: int = 0
    """Words of the outside blocks that ``blocks`` no longer has; see ``lean``."""

    def __repr__(self) -> str:
        return f"Article({self.url!r}, {self.title!r}, {self.word_count} words)"

    @property
    def word_count(self) -> int:
        """White-space separated words of the text."""
        return len(self.text.split())

    @property
    def removed(self) -> tuple[Block, ...]:
        """The blocks taken out, in page order."""
        return tuple(b for b in self.blocks if b.verdict is Verdict.REMOVED)

    @property
    def words_removed(self) -> int:
        """White-space separated words of the blocks taken out."""
        return sum(len(b.text.split()) for b in self.removed)

    @property
    def words_outside(self) -> int:
        """White-space separated words of the blocks that are not of the article."""
        return self.words_let_go + sum(len(b.text.split()) for b in self.blocks if b.verdict is Verdict.OUTSIDE)

    def lean(self) -> Article:
        """Return the article as it is stored: without the blocks outside, of which the number of words is left."""
        held = tuple(b for b in self.blocks if b.verdict is not Verdict.OUTSIDE)
        return replace(self, blocks=held, words_let_go=self.words_outside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A page that is not an article or cannot be one."""

    url: str
    reason: Reason
    evidence: str
    """One line that says what was seen."""
    article: Article | None = None
    """What would have been the article, for judging the rejection; never stored."""
    cleaning_version: str = ""

    @property
    def title(self) -> str | None:
        """The page's title, where it could be read."""
        return self.article.title if self.article else None

    @property
    def text(self) -> str:
        """The best text there was."""
        return self.article.text if self.article else ""
