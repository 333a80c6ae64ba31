// Two more navigations behind the one that signing in makes.
export function hop() {
  sessionStorage.setItem("hop", "1");
  setTimeout(() => location.assign(location.href), 100); // once the page that it leads to is drawn
}

if (sessionStorage.getItem("hop")) {
  sessionStorage.removeItem("hop");
  setTimeout(() => location.replace(`${location.pathname}?welcome=1`), 300);
}
