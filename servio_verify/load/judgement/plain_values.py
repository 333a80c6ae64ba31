"""Values as `load.json` holds them."""

from typing import Any


def plain(value: Any) -> Any:
    """Return the value with null for what JSON cannot say: infinity."""
    if isinstance(value, float):
        return None if value in (float("inf"), float("-inf")) else round(value, 6)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
