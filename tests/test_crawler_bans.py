"""When a host counts as having banned us, for how long it is left alone, and what never counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crawler.bans import BURST, WINDOW, Asked, Sign, Standing, is_gate

FINE, REFUSAL, WALL, CHALLENGE = Sign.FINE, Sign.REFUSAL, Sign.WALL, Sign.CHALLENGE


def _heard(*signs: Sign, **facts: int | bool) -> tuple[Standing, str | None]:
    standing = Standing(**facts)  # type: ignore[arg-type]
    reason = None
    for number, sign in enumerate(signs):
        reason = standing.note(sign, Asked(f"https://a.example/{number}", "a"))
    return standing, reason


@pytest.mark.parametrize(
    ("signs", "banned"),
    [
        ([FINE] + [REFUSAL] * BURST, True),
        ([FINE] + [REFUSAL] * (BURST - 1), False),
        ([FINE] + [REFUSAL, FINE] * 9, False),
        ([FINE] + [WALL] * BURST, True),
        ([FINE, CHALLENGE], False),
        ([FINE, CHALLENGE, FINE, CHALLENGE], True),
        ([FINE, CHALLENGE, REFUSAL, REFUSAL], True),
        ([REFUSAL] * (WINDOW - 1), False),
        ([REFUSAL] * WINDOW, True),
        ([FINE] * 20, False),
    ],
)
def test_a_burst_among_the_last_answers_is_a_ban(*, signs: list[Sign], banned: bool) -> None:
    assert banned == (_heard(*signs)[1] is not None)


def test_a_host_that_gave_something_in_an_earlier_run_is_known() -> None:
    assert _heard(*[REFUSAL] * BURST, known=True)[1]


def test_the_reason_says_what_was_seen() -> None:
    assert _heard(FINE, *[REFUSAL] * BURST)[1] == "refusals: 5 of the last 6 answers"
    assert _heard(FINE, CHALLENGE, CHALLENGE)[1] == "challenges: 2 of the last 3 answers"


def test_a_ban_names_all_that_was_turned_away_and_begins_anew() -> None:
    standing, _ = _heard(FINE, REFUSAL, FINE, *[REFUSAL] * 4)
    _, away = standing.ban()
    assert [asked.url[-1] for asked in away] == list("13456")
    assert not standing.last


def test_each_ban_in_a_row_lasts_longer() -> None:
    standing = Standing()
    pauses = [standing.ban()[0] for _ in range(6)]
    assert pauses == [timedelta(hours=hours) for hours in (1, 6, 24, 72, 72, 72)]


@pytest.mark.parametrize("signs", [[REFUSAL, REFUSAL], [CHALLENGE]])
def test_after_a_pause_little_is_needed_for_the_next(signs: list[Sign]) -> None:
    assert _heard(*signs, known=True, strikes=1)[1]
    assert not _heard(REFUSAL, known=True, strikes=1)[1]


def test_good_answers_end_the_row() -> None:
    assert _heard(*[FINE] * (WINDOW - 1), strikes=2)[0].strikes == 2
    assert _heard(*[FINE] * WINDOW, strikes=2)[0].strikes == 0


@pytest.mark.parametrize(
    ("location", "gate"),
    [
        ("/login?next=/a", True),
        ("https://sso.courier.example/auth", True),
        ("https://consent.courier.example/v2", True),
        ("/user/sign-in", True),
        ("/captcha", True),
        ("/access-denied.html", True),
        ("/2026/03/01/login-details-of-thousands-leaked", False),
        ("/2026/03/ministers-sign-in-new-era", False),
        ("/news/consenting-adults", False),
        ("/", False),
        ("/verified-accounts", False),
        ("", False),
    ],
)
def test_gates_are_told_by_whole_names_in_the_address(*, location: str, gate: bool) -> None:
    assert gate == is_gate(location)
