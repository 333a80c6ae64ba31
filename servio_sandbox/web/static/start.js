import { list, post } from "./api.js";
import { h } from "./dom.js";
import { field, form, needs } from "./forms.js";
import { muted, nameOf } from "./lists.js";
import { heading, show } from "./shell.js";

export async function home() {
  return () => show(h("section", { class: "hero" },
    h("h1", { tabindex: "-1" }, "Run every table from one calm place."),
    h("p", {}, "Servio keeps your places, what they serve and what guests ask for together, so the evening stays easy."),
    h("a", { href: "/login", class: "button" }, "Get started")));
}

export async function login({ url, go }) {
  const named = needs("email", "Please enter your email.");
  return () => show(h("div", { class: "narrow" }, heading("Welcome back"), form({
    fields: [
      field("email", "Email", { type: "email", autocomplete: "username", required: "" }),
      field("password", "Password", { type: "password", autocomplete: "current-password", required: "" }),
    ],
    button: "Sign in",
    check: (values) => named(values) ?? needs("password", "Please enter your password.")(values),
    submit: async (values) => {
      await post("/auth/login", values);
      await go(localPath(url.searchParams.get("next")) ?? "/dashboard");
    },
  })));
}

export async function dashboard({ account }) {
  const { data } = await list("/venues?limit=5");
  return () => show(
    heading(`Good to see you, ${account?.name}`),
    h("section", { class: "card" },
      h("h2", {}, "Recently added"),
      h("ul", { class: "plain" }, ...data.map((venue) => h("li", {}, nameOf(venue.name), muted(venue.city ?? ""))))),
  );
}

export async function notFound() {
  return () => show(heading("Page not found"), h("p", {}, "There is nothing at this address. ", h("a", { href: "/" }, "Go home")));
}

// Only a path of our own: "next" comes from the address bar.
function localPath(next) {
  const target = next ? new URL(next, location.origin) : null;
  return target?.origin === location.origin ? target.pathname + target.search : null;
}
