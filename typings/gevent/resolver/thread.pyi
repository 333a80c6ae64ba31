from typing import Any

from gevent import Hub

class Resolver:
    def __init__(self, hub: Hub | None = ...) -> None: ...
    def getaddrinfo(self, *args: Any, **kwargs: Any) -> Any: ...
