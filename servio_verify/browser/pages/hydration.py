"""What a server drew is seen before its scripts have taken it over (hydration); until then it answers to nothing."""

from playwright.sync_api import Error, Locator

from servio_verify.run.polling import wait_in

WAKING_SECONDS = 10.0
"""A page that sleeps longer is used as it is: what does not answer then is for the check to say."""

# Servio is a Next.js application (docs/CONTRACT.md, Environments): React marks each element that it has taken over.
_SLEEPS = """element => {
    if (!('__next_f' in window || '__NEXT_DATA__' in window)) return false;
    let fiber = element[Object.keys(element).find(key => key.startsWith('__reactFiber$'))];
    while (fiber?.return) fiber = fiber.return;
    return fiber === undefined || Boolean(fiber.stateNode?.current?.memoizedState?.isDehydrated);
}"""


def awake(target: Locator) -> Locator:
    """Return it once it answers to who uses it; a person is never as quick as a check."""
    wait_in(target.page, lambda: _answers(target), WAKING_SECONDS)
    return target


def _answers(target: Locator) -> bool:
    try:
        return not target.evaluate(_SLEEPS, timeout=WAKING_SECONDS * 1000)
    except Error:  # the page is being left, or there is no such thing
        return False
