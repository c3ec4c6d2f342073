"""A loopback news world for the demo, the tests and the documentation: seven outlets that publish, correct and withdraw stories."""

from crawler.newsroom.outlets import Outlet
from crawler.newsroom.server import PORT, Newsroom
from crawler.newsroom.site import Urls
from crawler.newsroom.truth import Scrap, Truth
from crawler.newsroom.world import World

__all__ = ["PORT", "Newsroom", "Outlet", "Scrap", "Truth", "Urls", "World"]
