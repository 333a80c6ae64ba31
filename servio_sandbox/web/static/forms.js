import { alertOf } from "./shell.js";
import { h } from "./dom.js";

export function field(name, label, attributes = {}) {
  const id = `field-${name}`;
  return h("div", { class: "field" }, h("label", { for: id }, label), h("input", { id, name, ...attributes }));
}

export function choice(name, label) {
  const id = `field-${name}`;
  return h("div", { class: "field" }, h("label", { for: id }, label), h("select", { id, name, disabled: true }));
}

export function fill(select, rows) {
  select.replaceChildren(...rows.map((row) => h("option", { value: row.id }, row.name)));
  select.disabled = rows.length === 0;
}

// A form that says why it refuses, and sends once however often it is pressed.
export function form({ fields, button, check, submit, signedOut }) {
  const key = crypto.randomUUID();
  const sendButton = h("button", { type: "submit", class: "button" }, button);
  const refusal = h("div", { class: "refusal" });
  const element = h("form", { class: "card", novalidate: "" }, refusal, ...fields, sendButton);

  function refuse(message) {
    refusal.replaceChildren(alertOf(message));
  }

  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sendButton.disabled) return;
    refusal.replaceChildren();
    const values = Object.fromEntries(new FormData(element));
    const wrong = check(values);
    if (wrong) {
      refuse(wrong.message);
      element.elements[wrong.field].focus();
      return;
    }
    sendButton.disabled = true;
    try {
      await submit(values, key);
    } catch (error) {
      if (error.signedOut && signedOut) return signedOut();
      refuse(error.message);
      sendButton.disabled = false;
    }
  });
  return element;
}

export const needs = (field, message) => (values) => (values[field]?.trim() ? null : { field, message });
