"use strict";

if (!/(?:^|; )consent=1(?:;|$)/.test(document.cookie)) {
  const layer = document.createElement("div");
  layer.setAttribute("role", "dialog");
  layer.setAttribute("aria-modal", "true");
  layer.setAttribute("aria-label", "Cookies");
  Object.assign(layer.style, { position: "fixed", inset: 0, background: "#eee", color: "#111", padding: "4rem", zIndex: 9 });
  const accept = document.createElement("button");
  accept.type = "button";
  accept.className = "button";
  accept.textContent = "Accept all";
  accept.addEventListener("click", () => {
    document.cookie = "consent=1; path=/; max-age=31536000; samesite=lax";
    layer.remove();
  });
  layer.append("We and our partners use cookies. ", accept);
  document.body.append(layer);
}
