// Soft navigations of an App Router: the payload of the next page is asked for first, then the address changes.
let prefetches = new AbortController();
let leaving = false;
let first = true;

addEventListener("pagehide", () => { leaving = true; });

function payload(path, headers, signal) {
  const url = new URL(path, location.origin);
  url.searchParams.set("_rsc", "1ld0r");
  return fetch(url, { headers: { RSC: "1", ...headers }, signal });
}

export async function softly(path) {
  prefetches.abort();
  try {
    await payload(path, {});
  } catch {
    if (!leaving) location.assign(path); // as Next.js does: falling back to browser navigation
    await new Promise(() => {});
  }
}

function announcer() {
  const known = document.querySelector("next-route-announcer");
  if (known) return known.shadowRoot.firstChild;
  const host = document.createElement("next-route-announcer");
  host.style.cssText = "position:absolute";
  const place = document.createElement("div");
  place.ariaLive = "assertive";
  place.id = "__next-route-announcer__";
  place.role = "alert";
  place.style.cssText = "position:absolute;border:0;height:1px;margin:-1px;padding:0;width:1px;clip:rect(0 0 0 0);overflow:hidden;white-space:nowrap;word-wrap:normal";
  host.attachShadow({ mode: "open" }).append(place);
  document.body.append(host);
  return place;
}

export function arrived(title) {
  const place = announcer();
  if (!first) place.textContent = title; // the page that was loaded first announces itself
  first = false;
  prefetches.abort();
  prefetches = new AbortController();
  const links = new Set([...document.querySelectorAll('a[href^="/"]')].map((link) => link.getAttribute("href")));
  for (const href of links) payload(href, { "Next-Router-Prefetch": "1" }, prefetches.signal).catch(() => {});
}
