import { post } from "./api.js";
import { h } from "./dom.js";

const SECTIONS = [["/venues", "Venues"], ["/menus", "Menus"], ["/orders", "Orders"]];
const main = document.getElementById("main");
const toastPlace = document.getElementById("toast");
let toastTimer;

export function toast(text) {
  clearTimeout(toastTimer);
  toastPlace.replaceChildren(h("p", {}, text));
  toastTimer = setTimeout(() => toastPlace.replaceChildren(), 8000);
}

export function drawTop(account, path, go) {
  const brand = h("a", { href: account ? "/dashboard" : "/", class: "brand" }, "Servio");
  const inside = [brand];
  if (account) {
    const links = SECTIONS.map(([href, text]) =>
      h("a", { href, "aria-current": path.startsWith(href) ? "page" : null }, text));
    inside.push(h("nav", { "aria-label": "Main" }, ...links));
    inside.push(h("span", { class: "who" }, account.email));
    inside.push(h("button", { type: "button", class: "quiet", onclick: () => signOut(go) }, "Sign out"));
  } else if (path !== "/login") {
    inside.push(h("a", { href: "/login", class: "button end" }, "Sign in"));
  }
  document.getElementById("top").replaceChildren(h("div", { class: "inner" }, ...inside));
}

async function signOut(go) {
  try {
    await post("/auth/logout");
    go("/login");
  } catch (error) {
    toast(error.message);
  }
}

// A page's heading with its one action; returns the heading, which takes the focus after a navigation.
export function heading(text, action) {
  return h("div", { class: "heading" }, h("h1", { tabindex: "-1" }, text), action ?? null);
}

export function show(...content) {
  main.replaceChildren(...content);
}

export function alertOf(message) {
  return h("p", { role: "alert", class: "alert" }, message);
}
