"""Wait until React has hydrated an element or a page; before that, clicks and typing are lost."""

from playwright.sync_api import Error, Locator, Page

from servio_verify.run.polling import wait_in

HYDRATION_SECONDS = 10.0
"""A page that takes longer is used as it is: what does not answer then is for the check to say."""

PAGE_SECONDS = 3.0
"""The same for a page that is only looked at."""

LOOK_MILLISECONDS = 1_000
"""So long the page itself looks, before it is asked again: it may have been replaced meanwhile."""

# Servio is a Next.js application (docs/CONTRACT.md, Environments): its pages say so in what the server sends.
_OF_NEXT = "('__next_f' in window || '__NEXT_DATA__' in window || document.getElementById('__NEXT_DATA__') !== null)"
_IS_OF_NEXT = f"() => document.readyState === 'loading' ? null : {_OF_NEXT}"

# React marks each element that it has taken over.
_HYDRATED = (
    f"(element, most) => {{ if (!{_OF_NEXT}) return true;"
    + """
    const begun = performance.now();
    const isHydrated = () => {
        let fiber = element[Object.keys(element).find(key => key.startsWith('__reactFiber$'))];
        while (fiber?.return) fiber = fiber.return;
        return fiber !== undefined && !fiber.stateNode?.current?.memoizedState?.isDehydrated;
    };
    return new Promise(done => (function look() {
        if (isHydrated()) return done(true);
        if (!element.isConnected || performance.now() - begun > most) return done(false);
        setTimeout(look, 10);
    })());
}"""
)

_PAGE_IS_HYDRATED = (
    f"() => {{ if (!{_OF_NEXT}) return true;"
    + """
    const fiberOf = element => element[Object.keys(element).find(key => key.startsWith('__reactFiber$'))];
    let fiber = [...document.querySelectorAll('body *')].map(fiberOf).find(Boolean);
    while (fiber?.return) fiber = fiber.return;
    return fiber !== undefined && !fiber.stateNode?.current?.memoizedState?.isDehydrated;
}"""
)

_plain: set[str] = set()
"""Addresses at which a page was read to its end that is not of Next.js: there is nothing to wait for."""


def wait_for_hydration(page: Page) -> None:
    """Wait until React has taken the page over: what fails then, fails before this returns."""

    def is_hydrated() -> bool:
        try:
            return bool(page.evaluate(_PAGE_IS_HYDRATED))
        except Error:  # the page moves on
            return False

    wait_in(page, is_hydrated, PAGE_SECONDS)


def hydrated(target: Locator) -> Locator:
    """Return the element once it is hydrated; a user is never as quick as a check."""
    if not _is_plain(target.page):
        wait_in(target.page, lambda: _is_hydrated(target), HYDRATION_SECONDS)
    return target


def _is_hydrated(target: Locator) -> bool:
    try:
        return bool(target.evaluate(_HYDRATED, LOOK_MILLISECONDS, timeout=HYDRATION_SECONDS * 1000))
    except Error:  # the page is being left, or there is no such thing
        return False


def _is_plain(page: Page) -> bool:
    """Whether there is nothing to wait for; each address is asked once, as a look at the page is traced."""
    address = page.url.partition("#")[0].partition("?")[0]
    if address in _plain:
        return True
    try:
        is_plain = page.evaluate(_IS_OF_NEXT) is False
    except Error:  # the page is being left
        return False
    if is_plain and address.startswith("http") and page.url.startswith(address):
        _plain.add(address)
    return is_plain
