"""The directives of the ftr-site-config format, and what each may hold.

Sources: FiveFilters' help page "Site patterns", the README of fivefilters/ftr-site-config, and issue 249 there for those
that the help page does not name.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Takes(StrEnum):
    """What a directive's value is."""

    XPATH = "xpath"
    TEXT = "text"
    FLAG = "flag"
    NOTHING = "nothing"
    """Known, and without effect on the text: its value is not looked at."""


_USED: Final = {
    Takes.XPATH: "title body author date strip single_page_link next_page_link native_ad_clue if_page_contains",
    Takes.TEXT: "strip_id_or_class find_string replace_string test_url test_contains",
    Takes.FLAG: "prune autodetect_on_failure",
}
_WITHOUT_EFFECT: Final = (
    # pictures, attributes and wrappers: the text stays the same
    "strip_image_src strip_attr post_strip_attr src_lazy_load_attr insert_detected_image wrap_in move_into dissolve "
    "strip_comments footnotes convert_double_br_tags skip_id_or_class "
    # how the page is fetched and parsed, which is not for a rule to say
    "tidy parser http_header skip_json_ld single_page_link_in_feed autodetect_next_page "
    "requires_login not_logged_in_xpath login_uri login_username_field login_password_field login_extra_fields "
    # spelled otherwise than documented, in files of the collection
    "test_content test_urls"
)
DIRECTIVES: Final[Mapping[str, Takes]] = MappingProxyType(
    dict.fromkeys(_WITHOUT_EFFECT.split(), Takes.NOTHING)
    | {name: takes for takes, names in _USED.items() for name in names.split()}
)
WITH_ARGUMENT: Final = frozenset(("replace_string", "http_header", "wrap_in", "move_into"))
"""Directives that may have something in parentheses behind the name."""
CONDITIONAL: Final = frozenset(
    ("title", "body", "author", "date", "strip", "single_page_link", "next_page_link", "strip_id_or_class")
)
"""Directives that ``if_page_contains`` on the line below may limit."""
YES: Final = ("yes", "true", "1")
NO: Final = ("no", "false", "0")
