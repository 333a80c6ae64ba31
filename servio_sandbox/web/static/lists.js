import { h } from "./dom.js";
import { heading, show } from "./shell.js";

// The newest entries with their pager; `row` makes the inside of one entry.
export function drawList({ title, action, answer, row, empty, go, path }) {
  const { page, totalPages } = answer.pagination;
  const pager = [
    page > 1 ? h("button", { type: "button", class: "quiet", onclick: () => go(`${path}?page=${page - 1}`) }, "Newer") : null,
    page < totalPages ? h("button", { type: "button", class: "quiet", onclick: () => go(`${path}?page=${page + 1}`) }, "Older") : null,
  ].filter(Boolean);
  show(
    heading(title, h("a", { href: `${path}/new`, class: "button" }, action)),
    answer.data.length
      ? h("ul", { class: "list" }, ...answer.data.map((entry) => h("li", {}, ...row(entry))))
      : h("p", { class: "card muted" }, empty),
    h("div", { class: "pager" }, ...pager),
  );
}

export const nameOf = (text) => h("strong", { dir: "auto" }, text);
export const muted = (text) => h("span", { class: "muted", dir: "auto" }, text);
export const badge = (text) => h("span", { class: `badge ${text}` }, text);

export function pageOf(url) {
  return `page=${Math.max(1, Number.parseInt(url.searchParams.get("page") ?? "1", 10) || 1)}`;
}
