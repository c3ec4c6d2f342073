"""Rules for single sites, in the ftr-site-config format: reading a file's text, and applying it to a page. No disk, no net."""

from cleaning.site_rules.applying import read_under
from cleaning.site_rules.directives import DIRECTIVES
from cleaning.site_rules.facts import MISSED, PLACE, linked, stated
from cleaning.site_rules.finding import Findings
from cleaning.site_rules.hosts import GLOBAL, SUFFIX, names
from cleaning.site_rules.reading import LARGEST, for_all, joined, parse
from cleaning.site_rules.ruling import Ruling, ruling
from cleaning.site_rules.values import Fault, Line, SiteRules

__all__ = [
    "DIRECTIVES",
    "GLOBAL",
    "LARGEST",
    "MISSED",
    "PLACE",
    "SUFFIX",
    "Fault",
    "Findings",
    "Line",
    "Ruling",
    "SiteRules",
    "for_all",
    "joined",
    "linked",
    "names",
    "parse",
    "read_under",
    "ruling",
    "stated",
]
