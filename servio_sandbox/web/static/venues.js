import { list, post } from "./api.js";
import { field, form, needs } from "./forms.js";
import { drawList, muted, nameOf, pageOf } from "./lists.js";
import { heading, show, toast } from "./shell.js";

export async function venues({ url, go }) {
  const answer = await list(`/venues?${pageOf(url)}`);
  return () => drawList({
    title: "Venues",
    action: "Create Venue",
    empty: "Nothing here yet. Open your first place.",
    path: "/venues",
    answer,
    go,
    row: (venue) => [nameOf(venue.name), muted([venue.address, venue.city].filter(Boolean).join(", "))],
  });
}

export async function newVenue({ go, signedOut }) {
  return () => show(heading("New venue"), form({
    fields: [
      field("name", "Name", { autocomplete: "off", required: "" }),
      field("address", "Address", { autocomplete: "off" }),
    ],
    button: "Save venue",
    check: needs("name", "Please give the venue a name."),
    signedOut,
    submit: async (values, key) => {
      await post("/venues", values, key);
      toast("Venue created");
      await go("/venues");
    },
  }));
}
