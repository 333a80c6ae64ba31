import { Refused, read } from "./api.js";
import { h } from "./dom.js";
import { menus, newMenu } from "./menus.js";
import { newOrder, orders } from "./orders.js";
import { alertOf, drawTop, heading, show } from "./shell.js";
import { dashboard, home, login, notFound } from "./start.js";
import { newVenue, venues } from "./venues.js";

const OPEN = {
  "/": [home, "Servio – the calm way to run a restaurant"],
  "/login": [login, "Sign in – Servio"],
};
const SIGNED_IN = {
  "/dashboard": [dashboard, "Dashboard – Servio"],
  "/venues": [venues, "Venues – Servio"],
  "/venues/new": [newVenue, "New venue – Servio"],
  "/menus": [menus, "Menus – Servio"],
  "/menus/new": [newMenu, "New menu – Servio"],
  "/orders": [orders, "Orders – Servio"],
  "/orders/new": [newOrder, "New order – Servio"],
};
let turn = 0; // a page that comes late must not overwrite a newer one

async function go(path) {
  history.pushState(null, "", path);
  await draw();
}

function signedOut() {
  const { pathname, search } = location;
  return replace(`/login?next=${encodeURIComponent(pathname + search)}`);
}

async function replace(path) {
  history.replaceState(null, "", path);
  await draw();
}

async function draw({ focus = true } = {}) {
  const mine = ++turn;
  const url = new URL(location.href);
  const guarded = SIGNED_IN[url.pathname];
  const [page, title] = guarded ?? OPEN[url.pathname] ?? [notFound, "Page not found – Servio"];
  try {
    const account = guarded ? (await read("/auth/session"))?.account : null;
    if (mine !== turn) return;
    if (guarded && !account) return await signedOut();
    const finish = await page({ url, account, go, signedOut });
    if (mine !== turn) return;
    document.title = title;
    drawTop(account, url.pathname, go);
    const finished = finish();
    if (focus) document.querySelector("h1")?.focus();
    await finished;
  } catch (error) {
    if (mine !== turn) return;
    if (error.signedOut) return await signedOut();
    if (!(error instanceof Refused)) throw error; // ours, not the server's: the console shall know
    show(heading("That did not work"), alertOf(error.message), h("p", {}, h("a", { href: url.href }, "Try again")));
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || link.origin !== location.origin || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  go(link.getAttribute("href"));
});
window.addEventListener("popstate", () => draw());
draw({ focus: false });
