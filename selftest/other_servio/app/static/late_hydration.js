"use strict";

// As where React takes over what a server drew: the page is seen, answers to nothing for a while, and then forgets
// what was typed into it meanwhile. React leaves its mark on each element that it has taken over.
self.__next_f = [];
const delay = Number(document.currentScript.dataset.delay);
const heard = ["click", "submit", "change"];
const root = { stateNode: { current: { memoizedState: { isDehydrated: false } } } };

function ignore(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function takeOver() {
  for (const element of document.querySelectorAll("*")) element.__reactFiber$other = root;
}

function wake() {
  for (const name of heard) removeEventListener(name, ignore, true);
  for (const field of document.querySelectorAll("input")) field.value = field.defaultValue;
  takeOver();
  new MutationObserver(takeOver).observe(document, { childList: true, subtree: true });
}

for (const name of heard) addEventListener(name, ignore, true);
addEventListener("load", () => setTimeout(wake, delay));
