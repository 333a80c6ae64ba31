"use strict";

// Fills whatever carries data-late with a fragment of HTML; the newest request for a spot wins.
async function fill(spot) {
  const turn = String(Number(spot.dataset.turn || "0") + 1);
  spot.dataset.turn = turn;
  try {
    const answer = await fetch(spot.dataset.late);
    const text = await answer.text();
    if (answer.redirected) location.assign("/login?reason=signin");
    else if (spot.dataset.turn === turn) {
      spot.innerHTML = text;
      spot.removeAttribute("aria-busy");
      spot.dispatchEvent(new Event("filled"));
    }
  } catch {
    // The page is being left.
  }
}

document.querySelectorAll("[data-late]").forEach(fill);

// The menus of an order form follow its venue.
const followed = document.querySelector("select[data-feeds]");
if (followed) {
  const fed = document.getElementById(followed.dataset.feeds);
  const feed = () => {
    fed.replaceChildren();
    fed.dataset.late = `/app/part/menu-options?venue=${followed.value}`;
    fill(fed);
  };
  followed.addEventListener("filled", feed);
  followed.addEventListener("change", feed);
}

// Without this script, the opener leads to a page that has the dialog open.
const opener = document.querySelector("[data-opens]");
if (opener) {
  const dialog = document.getElementById(opener.dataset.opens);
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.querySelector("[data-closes]").addEventListener("click", () => dialog.close());
  if (dialog.open) {
    dialog.close();
    dialog.showModal();
  }
}

const peek = document.querySelector("[data-peeks]");
if (peek) {
  const secret = document.getElementById(peek.dataset.peeks);
  peek.addEventListener("click", () => {
    secret.type = secret.type === "password" ? "text" : "password";
    peek.setAttribute("aria-pressed", String(secret.type === "text"));
  });
}

// A button that sleeps at first, as where a page takes a while to come alive.
document.querySelectorAll("[data-wakes]").forEach((sleeper) => {
  sleeper.disabled = true;
  setTimeout(() => {
    sleeper.disabled = false;
  }, Number(sleeper.dataset.wakes));
});
