// Ticking rows: one, a range with Shift, the page, or all that fit the view, also those on other pages.
import { onKey } from "./keys.js";
import { rowInHand } from "./rows.js";
import { figure, word } from "./words.js";

const list = () => document.querySelector("[data-list]");
const boxes = () => [...(list()?.querySelectorAll("tbody .pick input") ?? [])];
let last = null;

function range(to, from, ticked) {
  const all = boxes();
  const ends = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  if (ends[0] >= 0) for (const box of all.slice(ends[0], ends[1] + 1)) box.checked = ticked;
}

function whole(yes) {
  const field = list().querySelector("[data-all-field]");
  if (!field) return;
  field.disabled = !yes;
  field.value = yes ? "1" : "";
}

function show() {
  if (!list()) return;
  const all = boxes();
  const ticked = all.filter((box) => box.checked).length;
  const total = Number(list().dataset.total) || all.length;
  const said = list().dataset.totalSaid || figure(total);   // "1,000+" when nobody counted further
  const field = list().querySelector("[data-all-field]");
  const everything = field && !field.disabled;
  const count = list().querySelector("[data-count]");
  if (count) count.textContent = everything ? word("allSelected", { n: said }) : word("selected", { n: figure(ticked) });
  const offer = list().querySelector("[data-all]");
  if (offer) {
    offer.hidden = everything || ticked < all.length || total <= all.length;
    offer.textContent = word("offerAll", { n: said });
  }
  const head = list().querySelector("[data-pick-all]");
  if (head) { head.checked = ticked > 0 && ticked === all.length; head.indeterminate = ticked > 0 && ticked < all.length; }
}

function clear() {
  if (!boxes().some((box) => box.checked)) return false;
  for (const box of boxes()) box.checked = false;
  whole(false); show();
  return true;
}

function tick(box, event) {
  if (!box) return false;
  box.checked = event.shiftKey && last ? true : !box.checked;
  if (event.shiftKey && last) range(box, last, true);
  last = box; whole(false); show();
  return true;
}

document.addEventListener("click", (event) => {
  const { target } = event;
  if (target.matches("[data-pick-all]")) { for (const box of boxes()) box.checked = target.checked; whole(false); show(); }
  else if (target.matches("[data-list] tbody .pick input")) {
    if (event.shiftKey && last) range(target, last, target.checked);
    last = target; whole(false); show();
  } else if (target.closest("[data-all]")) { whole(true); show(); }
  else if (target.closest("[data-clear]")) clear();
});

const inHand = (event) => tick(rowInHand()?.querySelector(".pick input"), event);
onKey("x", inHand);
onKey("Shift x", inHand);
onKey("Escape", () => !document.querySelector(":popover-open") && clear());
document.addEventListener("htmx:afterSettle", show);
window.addEventListener("pageshow", show);
