"""Files in the ftr-site-config format: what is read of them, and that whatever cannot be used is named with file and line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.site_rules import DIRECTIVES, SiteRules, for_all, joined, parse
from cleaning.site_rules.directives import Takes
from cleaning.site_rules.reading import LARGEST, MOST
from cleaning.site_rules.values import Replacement

SAMPLE = {Takes.XPATH: "//p", Takes.TEXT: "some text", Takes.FLAG: "yes", Takes.NOTHING: "whatever: it says"}


def read(text: str, name: str = "courier.example") -> SiteRules:
    return parse(text.encode(), name)


def faults(text: str) -> list[str]:
    return [str(fault) for fault in read(text).faults]


@pytest.mark.parametrize("name", sorted(set(DIRECTIVES) - {"if_page_contains", "find_string", "replace_string"}))
def test_each_directive_is_known_by_name(name: str) -> None:
    rules = read(f"{name}: {SAMPLE[DIRECTIVES[name]]}")
    assert [] == [str(fault) for fault in rules.faults]
    assert [(name, SAMPLE[DIRECTIVES[name]])] == [(line.name, line.value) for line in rules.of(name)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("body: //div[@id = 'a:b']", ("body", "", "//div[@id = 'a:b']")),
        ("body://article", ("body", "", "//article")),
        ("  Strip :  //aside  ", ("strip", "", "//aside")),
        ("strip_id_or_class: 'share-bar'", ("strip_id_or_class", "", "'share-bar'")),
        ("test_url: https://courier.example/a#b", ("test_url", "", "https://courier.example/a#b")),
        ("http_header(User-Agent): Mozilla/5.0", ("http_header", "User-Agent", "Mozilla/5.0")),
        ("wrap_in(blockquote): //div", ("wrap_in", "blockquote", "//div")),
        ("move_into(//main): //div", ("move_into", "//main", "//div")),
        ('replace_string(<a href="x:y">): <b>', ("replace_string", '<a href="x:y">', "<b>")),
        ("replace_string(f(x)): g", ("replace_string", "f(x)", "g")),
        ("replace_string( · ):", ("replace_string", " · ", "")),
        ("find_string: if (a", ("find_string", "", "if (a")),
    ],
)
def test_line_is_parted_into_name_argument_and_value(line: str, expected: tuple[str, str, str]) -> None:
    found = read(line).lines[0]
    assert expected == (found.name, found.argument, found.value)


def test_comments_and_blank_lines_say_nothing() -> None:
    rules = read("# body: //p\n\n   # more\nprune: no\n")
    assert ["prune"] == [line.name for line in rules.lines]


def test_byte_order_mark_and_line_ends_of_any_system_are_taken() -> None:
    rules = parse(b"\xef\xbb\xbftitle: //h1\r\nbody: //article\rstrip: //aside", "courier.example")
    assert ["title", "body", "strip"] == [line.name for line in rules.lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("striip: //p", "directive 'striip' is not known; did you mean 'strip'?"),
        ("zzz: //p", "directive 'zzz' is not known"),
        ("https://courier.example/", "directive 'https' is not known"),
        ("body", "has no colon behind its name: body"),
        ("//div[@id='x']", "is no directive: //div[@id='x']"),
        ("body: //div[", "'body' is no XPath 1.0 (Invalid expression): //div["),
        ("strip: .share-bar", "'strip' is no XPath 1.0 (Invalid expression): .share-bar"),
        ("strip:", "'strip' has no value"),
        ("prune: perhaps", "'prune' is yes or no, not 'perhaps'"),
        ("body(x): //p", "directive 'body' takes nothing in parentheses"),
        ("body(x: //p", "has no colon behind its name: body(x: //p"),
        ("if_page_contains: //p", "'if_page_contains' has no directive above it that it could limit"),
        ("prune: no\nif_page_contains: //p", "'if_page_contains' has no directive above it that it could limit"),
        ("find_string: a", "'find_string' has no 'replace_string' below it"),
        ("replace_string: a", "'replace_string' has no 'find_string' above it"),
        ("find_string: a\nfind_string: b\nreplace_string: c", "'find_string' has no 'replace_string' below it"),
    ],
)
def test_line_that_cannot_be_used_is_named_and_passed_over(text: str, expected: str) -> None:
    number = 2 if text.startswith("prune: no\n") else 1
    assert [f"courier.example.txt, line {number}: {expected}"] == faults(text)


def test_fault_keeps_nothing_else_from_being_read() -> None:
    rules = read("title: //h1\nbody: //div[\nnonsense\nstrip: //aside\n")
    assert (["title", "strip"], [2, 3]) == ([line.name for line in rules.lines], [f.line for f in rules.faults])


def test_strings_and_their_replacements_are_paired_in_order() -> None:
    rules = read(
        "find_string: <noscript>\nreplace_string: <div>\nreplace_string(</noscript>): </div>\nfind_string: x\nreplace_string:"
    )
    assert (
        Replacement("<noscript>", "<div>"),
        Replacement("</noscript>", "</div>"),
        Replacement("x", ""),
    ) == rules.replacements


def test_condition_limits_the_directive_above_it_only() -> None:
    rules = read("single_page_link: //a\nsingle_page_link: //b\nif_page_contains: //nav\n")
    first, second = rules.of("single_page_link")
    assert (None, "//nav") == (first.condition, second.condition and second.condition.source)


def test_line_names_its_place_and_the_id_it_removes_under() -> None:
    (line,) = read("# a comment\nstrip: //aside", ".courier.example").lines
    assert (".courier.example.txt, line 2", "site/.courier.example/strip/2") == (line.place, line.rule)


@pytest.mark.parametrize(("text", "expected"), [("prune: no", False), ("prune: YES", True), ("", True)])
def test_first_line_of_a_yes_or_no_directive_counts(text: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert expected is read(f"{text}\nprune: yes" if text else "").says("prune", default=True)


def test_digest_changes_with_every_byte_and_joins_both_files() -> None:
    one, other, general = read("prune: no"), read("prune: no "), parse(b"strip: //aside", "global")
    assert one.digest != other.digest
    assert joined(one, general).digest not in (one.digest, general.digest)
    assert joined(one, general).digest == joined(one, general).digest != joined(other, general).digest


def test_rules_for_all_hosts_lend_what_they_strip_and_replace() -> None:
    general = parse(
        b"title: //meta\nbody: //main\nstrip: //aside\nstrip_id_or_class: ads\nreplace_string(a): b", "global"
    )
    assert ["strip", "strip_id_or_class"] == [line.name for line in for_all(general).lines]
    both = joined(read("title: //h1\nstrip: //nav"), general)
    assert ["title", "strip", "strip", "strip_id_or_class"] == [line.name for line in both.lines]
    assert (Replacement("a", "b"),) == both.replacements


def test_host_that_wants_nothing_detected_gets_nothing_lent() -> None:
    own = read("autodetect_on_failure: no\nbody: //main")
    assert own is joined(own, parse(b"strip: //aside", "global"))


def test_file_beyond_all_measure_is_read_in_part_and_says_so() -> None:
    long, many = parse(b"#" * LARGEST + b"\nprune: no", "a.example"), read("strip: //a\n" * (MOST + 5))
    assert [f"a.example.txt, line 1: {LARGEST + 10:,} bytes, of which the first {LARGEST:,} are read"] == [
        str(fault) for fault in long.faults
    ]
    assert (MOST, [MOST + 1]) == (len(many.lines), [fault.line for fault in many.faults])


@given(st.binary(max_size=400))
def test_no_bytes_are_fatal(data: bytes) -> None:
    rules = parse(data, "courier.example")
    assert all(line.name in DIRECTIVES for line in rules.lines)


@given(st.lists(st.tuples(st.sampled_from([*DIRECTIVES, "nonsense"]), st.text(max_size=30)), max_size=12))
def test_every_line_is_read_or_named(pairs: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{name}: {''.join(value.split())}" for name, value in pairs)
    rules = parse(text.encode("utf-8", "replace"), "courier.example")
    told = {line.number for line in rules.lines} | {fault.line for fault in rules.faults}
    told |= {line.number + 1 for line in rules.lines if line.condition}
    assert told >= {n for n in range(1, len(pairs) + 1) if DIRECTIVES.get(pairs[n - 1][0]) is not Takes.XPATH}
