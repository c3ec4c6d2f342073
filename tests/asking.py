"""One request to an outlet of the newsroom, and its whole response, for the tests of what is served."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.newsroom import Newsroom


class Answer:
    """A response read to its end."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(room: Newsroom, outlet: str, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection(room.world.outlet(outlet).host, room.port, timeout=10)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Accept-Encoding": "identity", **sent})
        return Answer(connection.getresponse())
    finally:
        connection.close()
