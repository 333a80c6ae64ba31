"use strict";

// A prefetch that is given up, as routers and image loaders do when the user moves on.
const api = document.querySelector('meta[name="servio-api"]').content;
const given = new AbortController();
fetch(`${api}/api/v1/venues?limit=1`, { signal: given.signal }).catch(() => {});
setTimeout(() => given.abort());

// A live connection that says that it is there.
setTimeout(() => {
  const banner = document.createElement("p");
  banner.setAttribute("role", "status");
  banner.className = "muted inner";
  banner.textContent = "Connected";
  document.getElementById("top").after(banner);
}, 300);
