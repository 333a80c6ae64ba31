import { h } from "./dom.js";

const cover = h("div", {});
const box = h("div", { role: "dialog", "aria-modal": "true", tabindex: "-1", class: "card" });
cover.style.cssText = "position:fixed;inset:0;z-index:9;padding:4rem;background:rgba(0,0,0,.5)";
cover.append(box);

function show(title, ...content) {
  box.setAttribute("aria-label", title);
  box.replaceChildren(h("h2", {}, title), ...content);
  document.body.append(cover);
  (box.querySelector("input, select") ?? box).focus();
}

export const openDialog = (title) => (_heading, form) => show(title, form);

// It stays, says what was done, and leads on when it is closed.
export function succeed(said, then) {
  show(said, h("button", { type: "button", class: "button", onclick: () => { cover.remove(); then(); } }, "Done"));
}

// Submit is open once all that must be filled in is.
export function openOnceValid(form, send, check) {
  const see = () => { send.disabled = Boolean(check(Object.fromEntries(new FormData(form)))); };
  form.addEventListener("input", see);
  see();
}

// A menu that takes the focus, knows the arrows, and lets Tab out only when it is closed.
export function accountMenu(account, signOut) {
  const item = h("div", { role: "menuitem", tabindex: "-1" }, "Sign out");
  const menu = h("div", { role: "menu", tabindex: "-1", "aria-label": account.email, class: "card" }, item);
  const button = h("button", { type: "button", class: "quiet", "aria-haspopup": "menu", "aria-expanded": "false" }, "Account");
  const close = () => {
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    button.focus();
  };
  item.addEventListener("click", () => { close(); signOut(); });
  menu.style.cssText = "position:fixed;top:4rem;right:2rem;z-index:8";
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Tab") event.preventDefault();
    if (event.key === "ArrowDown") item.focus();
    if (event.key === "Enter") item.click();
    if (event.key === "Escape") close();
  });
  button.addEventListener("click", () => {
    if (menu.isConnected) return close();
    document.body.append(menu);
    button.setAttribute("aria-expanded", "true");
    menu.focus();
  });
  return h("div", { class: "who" }, button);
}
