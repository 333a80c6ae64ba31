// React marks what it has taken over with its fiber; the way up from there ends at the root.
export const hydratedRoot = { return: null, stateNode: { current: { memoizedState: { isDehydrated: false } } } };

// What is pressed or sent before the page is hydrated is not heard; what is typed stays.
const typed = new Map();
const ignore = (event) => event.preventDefault();
document.addEventListener("submit", ignore, true);
document.addEventListener("input", (event) => typed.set(event.target.name, event.target.value), true);

setTimeout(async () => {
  document.removeEventListener("submit", ignore, true);
  await import("./app.js");
  for (const [name, value] of typed) {
    const field = document.querySelector(`main input[name="${name}"]`);
    if (field && !field.value) field.value = value;
  }
}, DELAY);
