from typing import Any

class Session:
    def register_component(self, name: str, component: Any) -> None: ...
