"""Wait until React has hydrated an element or a page; before that, clicks and typing are lost."""

from playwright.sync_api import Error, Locator, Page

from servio_verify.run.polling import wait_in

HYDRATION_SECONDS = 10.0
"""A page that takes longer is used as it is: what does not answer then is for the check to say."""

# Servio is a Next.js application (docs/CONTRACT.md, Environments): React marks each element that it has taken over.
_NOT_HYDRATED = """element => {
    if (!('__next_f' in window || '__NEXT_DATA__' in window)) return false;
    let fiber = element[Object.keys(element).find(key => key.startsWith('__reactFiber$'))];
    while (fiber?.return) fiber = fiber.return;
    return fiber === undefined || Boolean(fiber.stateNode?.current?.memoizedState?.isDehydrated);
}"""


PAGE_SECONDS = 3.0
"""The same for a page that is only looked at."""

_PAGE_IS_HYDRATED = """() => {
    if (!('__next_f' in window || '__NEXT_DATA__' in window)) return true;
    const fiberOf = element => element[Object.keys(element).find(key => key.startsWith('__reactFiber$'))];
    let fiber = [...document.querySelectorAll('body *')].map(fiberOf).find(Boolean);
    while (fiber?.return) fiber = fiber.return;
    return fiber !== undefined && !fiber.stateNode?.current?.memoizedState?.isDehydrated;
}"""


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
    wait_in(target.page, lambda: _is_hydrated(target), HYDRATION_SECONDS)
    return target


def _is_hydrated(target: Locator) -> bool:
    try:
        return not target.evaluate(_NOT_HYDRATED, timeout=HYDRATION_SECONDS * 1000)
    except Error:  # the page is being left, or there is no such thing
        return False
