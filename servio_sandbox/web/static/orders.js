import { list, post } from "./api.js";
import { choice, fill, form, needs } from "./forms.js";
import { badge, drawList, muted, nameOf, pageOf } from "./lists.js";
import { heading, show, toast } from "./shell.js";

const money = (order) => new Intl.NumberFormat("en-GB", { style: "currency", currency: order.currency }).format(order.total);

export async function orders({ url, go }) {
  const answer = await list(`/orders?${pageOf(url)}`);
  return () => drawList({
    title: "Orders",
    action: "Create Order",
    empty: "Nothing here yet. The first guest will come.",
    path: "/orders",
    answer,
    go,
    row: (order) => [nameOf(order.venueName), muted(order.menuName), badge(order.status), muted(money(order))],
  });
}

export async function newOrder({ go, signedOut }) {
  const venue = choice("venue", "Venue");
  const menu = choice("menu", "Menu");
  const venueSelect = venue.querySelector("select");
  const menuSelect = menu.querySelector("select");

  let asked = 0;

  async function offerMenus() {
    const chosen = venueSelect.value;
    const turn = ++asked;
    fill(menuSelect, []);
    if (!chosen) return;
    const { data } = await list(`/venues/${chosen}/menus?limit=100`);
    if (turn === asked) fill(menuSelect, data); // a late answer would undo what was chosen meanwhile
  }

  return async () => {
    show(heading("New order"), form({
      fields: [venue, menu],
      button: "Save order",
      check: (values) => needs("venue", "Please choose a venue.")(values) ?? needs("menu", "Please choose a menu.")(values),
      signedOut,
      submit: async (values, key) => {
        await post(`/venues/${values.venue}/orders`, { menuId: values.menu }, key);
        toast("Order created");
        await go("/orders");
      },
    }));
    const offer = () => offerMenus().catch((error) => toast(error.message)); // the venue may be gone meanwhile
    venueSelect.addEventListener("change", offer);
    fill(venueSelect, (await list("/venues?limit=100")).data);
    await offer();
  };
}
