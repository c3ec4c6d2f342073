"""Reading rule files: a small book works, and a broken file is named with rule and field."""

from __future__ import annotations

import pytest

from cleaning.boilerplate import Context, strip
from cleaning.errors import RuleError
from cleaning.rules import RuleBook, examples, read

FAMILY = '[family.calls]\ncategory = "share"\ndescription = "a call"\n'
PHRASE = "language = 'en'\n[phrase.calls]\npatterns = ['call me']\nexamples = ['Call me']\nlook_alikes = ['Call us']\n"


def book_of(phrase: str = PHRASE, family: str = FAMILY) -> RuleBook:
    return read({"families.toml": family.encode(), "en.toml": phrase.encode()})


def test_a_small_book_reads_and_works():
    book = book_of()
    assert ["phrase/en/share/calls"] == [rule.id for rule in book.rules]
    blocks = examples.blocks("Call me\nCall us")
    assert ["removed", "kept"] == [b.verdict for b in strip(blocks, Context(), book=book)]


def test_digest_changes_with_a_wording_and_not_with_a_comment():
    assert book_of().digest == book_of(f"# a note\n{PHRASE}").digest
    assert book_of().digest != book_of(PHRASE.replace("call me", "call me now")).digest


@pytest.mark.parametrize(
    ("family", "phrase", "said"),
    [
        (FAMILY, "language = [", ["en.toml", "not a TOML file"]),
        (FAMILY, PHRASE.replace("patterns = ['call me']\n", ""), ["en.toml", "phrase/en/calls", '"patterns"', "missing"]),
        (FAMILY, PHRASE.replace("'call me'", "'call (me'"), ["phrase/en/calls", '"patterns"', "no RE2 pattern"]),
        (FAMILY, PHRASE.replace("'call me'", "'(?:call)?'"), ["phrase/en/calls", '"patterns"', "empty block"]),
        (FAMILY, PHRASE.replace("'call me'", "'call <nobody>'"), ["phrase/en/calls", '"patterns"', "<nobody>"]),
        (FAMILY, PHRASE.replace("['call me']", "'call me'"), ["phrase/en/calls", '"patterns"', "list"]),
        (FAMILY, PHRASE.replace("['Call us']", "[]"), ["phrase/en/calls", '"look_alikes"', "missing"]),
        (FAMILY, PHRASE + "max_words = 'ten'\n", ["phrase/en/calls", '"max_words"', "wrong type"]),
        (FAMILY, PHRASE + "opens = 1\n", ["phrase/en/calls", '"opens"', "wrong type"]),
        (FAMILY, PHRASE + "position = 'middle'\n", ["phrase/en/calls", '"position"', "'middle'", "'tail'"]),
        (FAMILY, PHRASE + "colour = 'red'\n", ["phrase/en/calls", '"colour"', "unknown", "max_words"]),
        (FAMILY, PHRASE.replace("phrase.calls", "phrase.shouts"), ["phrase/en/shouts", '"family"', "[family.shouts]"]),
        (FAMILY, PHRASE + "[verse.x]\n", ["en.toml", '"verse"', "unknown"]),
        (FAMILY, PHRASE + "[voice]\nreader = ['you']\n", ["voice", '"outlet"', "missing"]),
        (FAMILY, PHRASE + "[appeal.share]\nstrong = ['a']\nweak = ['b']\nexamples = ['c']\nlook_alikes = ['d']\n", ["appeal/en/share"]),
        (FAMILY.replace("share", "shares"), PHRASE, ["families.toml", "calls", '"category"', "'shares'"]),
        (FAMILY.replace('description = "a call"', ""), PHRASE, ["families.toml", "calls", '"description"']),
        (FAMILY + "[widget]\nx = 1\n", PHRASE, ["families.toml", '"widget"', "[widget.NAME]"]),
    ],
)  # fmt: skip
def test_a_malformed_file_is_named_with_rule_and_field(family: str, phrase: str, said: list[str]):
    with pytest.raises(RuleError) as caught:
        book_of(phrase, family)
    assert [] == [part for part in said if part not in str(caught.value)]


def test_one_id_in_two_files_is_refused():
    with pytest.raises(RuleError, match="two rules have this id"):
        read({"families.toml": FAMILY.encode(), "a.toml": PHRASE.encode(), "b.toml": PHRASE.encode()})


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(RuleError, match=r"bad\.toml: not a TOML file"):
        read({"bad.toml": b"\xff\xfe"})
