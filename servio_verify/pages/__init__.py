"""Page objects: one class a page, with the contract's own selectors (CONTRACT.md, Web app)."""

import re

DASHBOARD = re.compile(r"^(?!.*/login\b).*dashboard")
"""The address of a signed-in person; `/login?next=/dashboard` is not it."""

LOGIN = re.compile(r"^[^?]*/login\b")
"""The address of the sign-in form."""
