"""Which files may go for a host, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.site_rules import names


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("courier.example", ("courier.example", "www.courier.example")),
        ("www.courier.example", ("www.courier.example", "courier.example")),
        ("sport.courier.example", ("sport.courier.example", ".courier.example", "www.sport.courier.example")),
        (
            "a.b.courier.example",
            ("a.b.courier.example", ".b.courier.example", ".courier.example", "www.a.b.courier.example"),
        ),
        (
            "www.sport.courier.example",
            (
                "www.sport.courier.example",
                "sport.courier.example",
                ".courier.example",
                "www.sport.courier.example",
            ),
        ),
        ("Courier.Example.", ("courier.example", "www.courier.example")),
        ("localhost", ("localhost", "www.localhost")),
        ("", ()),
        ("../../etc/passwd", ()),
        ("a\\b", ()),
    ],
)
def test_nearest_name_comes_first(host: str, expected: tuple[str, ...]) -> None:
    assert tuple(dict.fromkeys(expected)) == names(host)


def test_file_for_sub_domains_is_for_neither_the_domain_nor_its_www() -> None:
    assert all(".courier.example" not in names(host) for host in ("courier.example", "www.courier.example"))


@given(st.text(max_size=300))
def test_no_name_leaves_the_folder_whatever_the_host(host: str) -> None:
    assert all("/" not in name and "\\" not in name and name for name in names(host))
