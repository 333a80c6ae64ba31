import { list, post } from "./api.js";
import { choice, field, fill, form, needs } from "./forms.js";
import { drawList, muted, nameOf, pageOf } from "./lists.js";
import { heading, show, toast } from "./shell.js";

export async function menus({ url, go }) {
  const answer = await list(`/menus?${pageOf(url)}`);
  return () => drawList({
    title: "Menus",
    action: "Create Menu",
    empty: "Nothing here yet. Write your first one.",
    path: "/menus",
    answer,
    go,
    row: (menu) => [nameOf(menu.name), muted(menu.venueName)],
  });
}

export async function newMenu({ go, signedOut }) {
  const venue = choice("venue", "Venue");
  const named = needs("name", "Please give the menu a name.");
  return async () => {
    show(heading("New menu"), form({
      fields: [venue, field("name", "Name", { autocomplete: "off", required: "" })],
      button: "Save menu",
      check: (values) => named(values) ?? needs("venue", "Please choose a venue.")(values),
      signedOut,
      submit: async ({ venue: chosen, name }, key) => {
        await post(`/venues/${chosen}/menus`, { name }, key);
        toast("Menu created");
        await go("/menus");
      },
    }));
    fill(venue.querySelector("select"), (await list("/venues?limit=100")).data);
  };
}
