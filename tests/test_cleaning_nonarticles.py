"""Pages that are no articles are rejected with a reason and evidence; articles that look like them are not."""

from __future__ import annotations

import pytest

from cleaning.article import Article, Page, Reason, Rejection
from cleaning.clean import clean

SENTENCES = (
    "The council of Port Ellis approved the repair of the old bridge on Monday night.",
    "Work will begin after the spring tides and end before the first storms of the winter.",
    "The mayor said that the town had waited for this day for more than eleven years.",
    "Opponents had asked for a ferry instead, which would have cost half as much to run.",
)
STORY = "".join(f"<p>{sentence} {SENTENCES[0]} Reader {n} wrote to say so.</p>" for n, sentence in enumerate(SENTENCES))
DECLARED = '<meta property="og:type" content="article">'
NAMES = ("harbour", "market", "school", "theatre", "river", "museum", "station", "library", "stadium", "hospital")
MENU = "<nav><a href='/'>Home</a> <a href='/news'>News</a> <a href='/sport'>Sport</a></nav>"


def page(body: str, *, head: str = "", url: str = "https://post.example/2026/05/a", **fields: int) -> Page:
    markup = f"<html lang=en><head><title>The Ellis Post</title>{head}</head><body>{MENU}{body}</body></html>"
    return Page(url=url, body=markup.encode(), headers=(("Content-Type", "text/html; charset=utf-8"),), **fields)


def rejected(of: Page) -> Rejection:
    result = clean(of)
    assert isinstance(result, Rejection), result
    assert result.evidence
    assert "\n" not in result.evidence
    return result


def cards(*, times: bool = False) -> str:
    time = "<p>{n}:15</p>" if times else ""
    card = "<div class=card><h3><a href='/2026/05/{name}-opens'>New {name} opens on Friday</a></h3>" + time
    card += "<p>The {name} of Port Ellis opens on Friday, after three years of work and one of waiting.</p></div>"
    return "<main>" + "".join(card.format(name=name, n=n + 10) for n, name in enumerate(NAMES)) + "</main>"


PLAYER = '<div class="video-player"><video src="/a.mp4"></video></div>'
FIGURES = "".join(f"<figure><img src='/{n}.jpg'><figcaption>The {n} at dawn</figcaption></figure>" for n in NAMES)
DIALOGUE = (
    "<h1>We value your privacy</h1><p>We and our partners store and access personal data, such as cookies, on your device.</p>"
    "<p>You may give your consent or object where legitimate interest is used.</p>"
    "<button>Accept all</button><button>Reject all</button>"
)
PAID = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The bridge", "isAccessibleForFree": false}</script>'


@pytest.mark.parametrize(
    ("reason", "of"),
    [
        (Reason.SECTION_FRONT, page(cards(), url="https://post.example/")),
        (Reason.SECTION_FRONT, page(cards(), url="https://post.example/news")),
        (Reason.LIVE_INDEX, page(f"<h1>Live updates</h1>{cards(times=True)}", url="https://post.example/live")),
        (Reason.GALLERY, page(f"<main><h1>The week in pictures</h1>{FIGURES}</main>")),
        (Reason.GALLERY, page(f"<main><h1>Dawn</h1>{FIGURES}</main>", url="https://post.example/gallery/dawn")),
        (Reason.VIDEO, page(f"<main><h1>Bridge opens</h1>{PLAYER}<p>Watch it.</p></main>")),
        (
            Reason.VIDEO,
            page(f"<main>{PLAYER}<p>{SENTENCES[0]}</p></main>", head="<meta property=og:type content=video.other>"),
        ),
        (
            Reason.PAYWALL,
            page(f"<main><h1>The bridge</h1><p>{SENTENCES[0]}</p><div>Subscribe to continue reading</div></main>"),
        ),
        (Reason.PAYWALL, page(f"<main><h1>The bridge</h1><p>{SENTENCES[0]}</p></main>", head=PAID)),
        (Reason.CONSENT_WALL, page(DIALOGUE)),
        (Reason.SOFT_404, page("<h1>Page not found</h1><p>Sorry, there is nothing here. Try the front page.</p>")),
        (Reason.SOFT_404, page("<h1>404</h1><p>Sorry.</p>")),
        (Reason.ERROR_PAGE, page("<h1>503 Service Unavailable</h1><p>No server is available to handle this.</p>")),
        (Reason.ERROR_PAGE, page("<h1>Port Ellis</h1><p>It is not here.</p>", status=410)),
        (Reason.BOT_WALL, page("<h1>Just a moment...</h1><p>Checking your browser before you go on.</p>")),
        (Reason.BOT_WALL, page("<p>One step more</p><div class='h-captcha'></div><script src='//js.hcaptcha.com/1'></script>")),
        (Reason.NEEDS_SCRIPT, page("<div id=root></div><p>Please enable JavaScript to read this page.</p>")),
        (Reason.NEEDS_SCRIPT, page("<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>")),
    ],
)  # fmt: skip
def test_page_of_a_kind_is_rejected_by_its_name(reason: Reason, of: Page) -> None:
    assert reason == rejected(of).reason


@pytest.mark.parametrize(
    "heading",
    [
        "Сторінку не знайдено", "Страница не найдена", "Старонка не знойдзена", "Страницата не е намерена",
        "Nie znaleziono strony", "Stránka nenalezena", "Stránka sa nenašla", "Seite nicht gefunden", "Pagina niet gevonden",
        "Page introuvable", "Página no encontrada", "Página não encontrada", "Pagina non trovata", "Pagina nu există",
        "Η σελίδα δεν βρέθηκε", "Az oldal nem található", "Sidan hittades inte", "Siden blev ikke fundet", "Fant ikke siden",
        "Sivua ei löytynyt", "Sayfa bulunamadı", "الصفحة غير موجودة", "صفحه یافت نشد", "הדף לא נמצא", "页面不存在",
        "ページが見つかりません", "페이지를 찾을 수 없습니다", "पेज नहीं मिला", "Halaman tidak ditemukan", "Không tìm thấy trang",
        "ไม่พบหน้าที่คุณต้องการ",
    ],
)  # fmt: skip
def test_missing_page_is_known_in_many_languages(heading: str) -> None:
    assert Reason.SOFT_404 == rejected(page(f"<h1>{heading}</h1><p>…</p>")).reason


@pytest.mark.parametrize(
    ("heading", "button"),
    [
        ("Ми використовуємо файли cookie. Дайте вашу згоду на обробку персональних даних.", "Прийняти всі"),
        ("Używamy plików cookie. Twoje dane osobowe przetwarzają zaufani partnerzy.", "Akceptuję"),
        (
            "Wir verwenden Cookies und ähnliche Techniken. Ihre Einwilligung gilt auch für Drittanbieter.",
            "Alle akzeptieren",
        ),
        (
            "Nous et nos partenaires utilisons des cookies. Votre consentement peut être retiré à tout moment.",
            "Tout accepter",
        ),
        (
            "Nosotros y nuestros socios usamos cookies y datos personales. Su consentimiento es necesario para seguir.",
            "Aceptar todo",
        ),
        (
            "Vi använder kakor och behandlar personuppgifter. Ditt samtycke kan återkallas när som helst av dig.",
            "Godkänn alla",
        ),
        (
            "Kişisel veriler ve çerezler iş ortaklarımız tarafından kullanılır; rızanız her zaman geri alınabilir burada.",
            "Tümünü kabul et",
        ),
    ],
)
def test_consent_dialogue_is_known_in_many_languages(heading: str, button: str) -> None:
    found = rejected(page(f"<p>{heading}</p><p>{heading}</p><button>{button}</button>"))
    assert Reason.CONSENT_WALL == found.reason
    assert button in found.evidence


@pytest.mark.parametrize(
    "of",
    [
        page(f"<h1>Page not found: a lost chapter turns up</h1>{STORY}"),
        page(f"<h1>Service unavailable</h1>{STORY}"),
        page(f"<h1>Access denied</h1>{STORY}<script src='https://www.google.com/recaptcha/api.js'></script>"),
        page(f"<h1>The bridge</h1>{STORY}<p>Please enable JavaScript to see the comments.</p>"),
        page(f"<h1>The bridge</h1>{STORY}{PLAYER}{FIGURES}"),
        page(f"<h1>The bridge in pictures</h1>{STORY}{FIGURES}", url="https://post.example/gallery/bridge"),
        page(f"<h1>The bridge</h1>{STORY}<aside>{cards()}</aside>"),
        page(f"<h1>The bridge</h1>{STORY}<div>Subscribe to continue reading</div>", head=PAID),
        page(f"<h1>The bridge</h1>{STORY}<div class=cookie>{DIALOGUE}</div>"),
        page(f"<h1>The bridge</h1>{STORY}", head='<meta property="og:type" content="video.other">'),
    ],
)
def test_article_with_the_signs_of_another_page_is_none(of: Page) -> None:
    assert isinstance(clean(of), Article)


def test_news_flash_with_a_film_is_an_article_by_the_page_s_own_word() -> None:
    flash = f"<main><h1>Bridge opens</h1><p>{SENTENCES[0]} {SENTENCES[1]}</p>{PLAYER}</main>"
    assert isinstance(clean(page(flash, head=DECLARED)), Article)


def test_article_about_consent_is_an_article() -> None:
    story = "<p>The court ruled that a banner must let readers refuse cookies as easily as accept them, and fined the shop.</p>"
    of = page(f"<h1>Court rules on banners</h1>{story}{STORY}<button>Accept all</button>")
    assert isinstance(clean(of), Article)


def test_list_of_things_with_outside_links_is_an_article() -> None:
    """A review links its headings to the makers; a front links them to its own pages."""
    items = "".join(
        f"<div class=item><h2><a href='https://{name}.example/'>The {name} kettle of Ellis</a></h2>"
        f"<p>{SENTENCES[0]} The {name} kettle holds two litres and boils them within four minutes.</p></div>"
        for name in NAMES
    )
    assert isinstance(clean(page(f"<main><h1>Ten kettles compared</h1>{items}</main>")), Article)


def test_front_that_names_many_articles_in_its_data_is_a_front() -> None:
    data = ",".join(f'{{"@type": "NewsArticle", "headline": "New {name} opens"}}' for name in NAMES)
    head = f'<script type="application/ld+json">[{data}]</script>'
    assert Reason.SECTION_FRONT == rejected(page(cards(), head=head, url="https://post.example/news")).reason


def test_evidence_can_be_checked_on_the_page() -> None:
    evidence = rejected(page(cards(), url="https://post.example/")).evidence
    assert evidence.startswith("10 headlines are linked to other pages of the site")
    assert '"Page not found"' in rejected(page("<h1>Page not found</h1><p>Sorry.</p>")).evidence


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "row",
    [
        "<p><a href='/a{n}'>New bridge number {n} opens</a></p>",
        "<p>The bridge number {n} of Port Ellis opens on Friday.</p>",
        "<div role=note><h2><a href='/a{n}'>Bridge {n} opens</a></h2><p>It opens on Friday, after all.</p></div>",
        "<ul><li>Bridge {n} opens</li><li>We use cookies</li><li>Accept all</li></ul>",
        "<video></video><figure>404</figure>",
    ],
)
def test_page_of_ten_thousand_rows_is_judged(row: str) -> None:
    body = "".join(row.format(n=n) for n in range(8_000))
    assert isinstance(clean(page(f"<main>{body}</main>")), Article | Rejection)
