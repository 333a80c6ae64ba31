"""Mark of the suite on what Sentry's client reports from its pages: errors, traces, logs and replays, by a tag.

The client keeps its scopes under `window.__SENTRY__`, by its version (SDK 8 to 11). The global scope is part of all
that is sent. It is marked as it is made, by an accessor in its place; without a client, nothing happens. Sessions have
no tags in Sentry's protocol: they cannot be marked.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import BrowserContext, Error, Page

from servio_verify.browser.sentry.envelope import MADE_UP, TAG

_MARK = """marks => {
  const marked = new WeakSet();
  const mark = scope => {
    if (!scope || typeof scope.setTags !== "function" || marked.has(scope)) return;
    marked.add(scope);
    try { scope.setTags(marks); scope.setAttributes?.(marks); } catch {}
  };
  const watch = carrier => {
    const own = Object.getOwnPropertyDescriptor(carrier, "globalScope");
    if (own) return own.get ? undefined : mark(own.value);
    Object.defineProperty(carrier, "globalScope", {
      configurable: true, enumerable: false, get: () => undefined,
      set(value) {
        Object.defineProperty(carrier, "globalScope", {configurable: true, enumerable: true, writable: true, value});
        mark(value);
      },
    });
  };
  let held;
  const look = () => {
    if (!held || typeof held !== "object") return;
    for (const [version, carrier] of Object.entries(held))
      if (/^\\d+\\.\\d+/.test(version) && carrier && typeof carrier === "object") try { watch(carrier); } catch {}
  };
  if (Object.getOwnPropertyDescriptor(window, "__SENTRY__")) return;
  Object.defineProperty(window, "__SENTRY__", {
    configurable: true, enumerable: false, get() { look(); return held; }, set(value) { held = value; look(); },
  });
}"""

_SET = """([name, value]) => {
  for (const carrier of Object.values(window.__SENTRY__ ?? {}))
    try { carrier?.globalScope?.setTag?.(name, value ?? undefined); } catch {}
}"""


def mark(context: BrowserContext, run_id: str) -> None:
    """Have everything that Sentry's client reports from this context's pages carry the run's id."""
    context.add_init_script(f"({_MARK})({json.dumps({TAG: run_id})})")


@contextmanager
def marked_as_made_up(page: Page) -> Iterator[None]:
    """Have what Sentry's client reports from this page meanwhile carry a tag of its own: no user has met with it."""
    with suppress(Error):  # the page is being left
        page.evaluate(_SET, [MADE_UP, "true"])
    try:
        yield
    finally:
        with suppress(Error):
            page.evaluate(_SET, [MADE_UP, None])
