"""What the server of the style `next` draws before the scripts run; they draw the same (web/static/)."""

_TOP = '<div class="inner"><a href="{home}" class="brand">Servio</a>{more}</div>'
_LINKS = "".join(f'<a href="/{name.lower()}">{name}</a>' for name in ("Venues", "Menus", "Orders"))
_FIELD = (
    '<div class="field"><label for="field-{name}">{label}</label><input id="field-{name}" name="{name}" {more}></div>'
)
_FIELDS = (
    _FIELD.format(name="email", label="Email", more='type="email" autocomplete="username" required')
    + _FIELD.format(name="password", label="Password", more='type="password" autocomplete="current-password" required')
)  # fmt: skip

OPEN_TOP = _TOP.format(home="/", more='<a href="/login" class="button end">Sign in</a>')
SIGN_IN_TOP = _TOP.format(home="/", more="")
NAVIGATION = _TOP.format(
    home="/dashboard",
    more=f'<nav aria-label="Main">{_LINKS}</nav><span class="who">EMAIL</span>'
    '<button type="button" class="quiet">Sign out</button>',
)
"""`EMAIL` stands for the account's."""

LOADING = '<p class="muted">Loading…</p>'
HERO = (
    '<section class="hero"><h1 tabindex="-1">Run every table from one calm place.</h1><p>Servio keeps your places, '
    "what they serve and what guests ask for together, so the evening stays easy.</p>"
    '<a href="/login" class="button">Get started</a></section>'
)
FORM = (
    '<div class="narrow"><div class="heading"><h1 tabindex="-1">Welcome back</h1></div>'
    f'<form class="card" novalidate><div class="refusal"></div>{_FIELDS}'
    '<button type="submit" class="button">Sign in</button></form></div>'
)
