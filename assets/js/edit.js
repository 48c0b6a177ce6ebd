// Editing in place: a cell or a fact that says data-edit-url fetches its small form. E, Enter, a double click or the
// pen opens it; Enter saves, Esc leaves. A wrong value stays, with the reason below it.
import htmx from "./htmx.js";
import { inField, onKey } from "./keys.js";
import { rowInHand } from "./rows.js";

const before = new WeakMap();
const open = (cell) => cell.querySelector(".cell-form");
const field = (cell) => cell.querySelector(".cell-form :is(input:not([type=hidden]), select, textarea)");
const asText = (cell) => new URLSearchParams(new FormData(open(cell))).toString();

async function edit(cell) {
  if (!cell || open(cell)) return false;
  const was = [...cell.childNodes];
  before.set(cell, { nodes: was });
  cell.classList.add("editing");
  await htmx.ajax("GET", cell.dataset.editUrl, { source: cell, target: cell, swap: "innerHTML" });
  if (!open(cell)) { cell.classList.remove("editing"); return true; }
  before.set(cell, { nodes: was, value: asText(cell) });
  field(cell)?.focus();
  field(cell)?.select?.();
  return true;
}

function restore(cell) {
  const was = before.get(cell);
  before.delete(cell);   // first: taking the field away makes it lose the focus, which must not save it
  cell.classList.remove("editing");
  if (was) cell.replaceChildren(...was.nodes);
}

function leave(cell) {
  restore(cell);
  back(cell);
}

function back(cell) {
  if (!cell.matches("td, th")) cell.querySelector(".pen")?.focus();
  else { cell.tabIndex = -1; cell.focus({ preventScroll: true }); }
}

async function save(cell) {
  const form = open(cell);
  if (!form || cell.ariaBusy) return;
  cell.ariaBusy = "true";
  await htmx.ajax("POST", form.action, { source: form, target: cell, swap: "innerHTML" }).catch(() => {});
  cell.ariaBusy = null;
  if (open(cell)) { field(cell)?.focus(); return; }
  before.delete(cell);
  cell.classList.remove("editing");
  if (document.activeElement === document.body) back(cell);
}

const cellOf = (element) => element?.closest?.("[data-edit-url]");

document.addEventListener("submit", (event) => {
  const cell = event.target.matches(".cell-form") && cellOf(event.target);
  if (cell) { event.preventDefault(); save(cell); }
});
document.addEventListener("dblclick", ({ target }) => { if (!target.closest("a, button, .cell-form")) edit(cellOf(target)); });
document.addEventListener("click", (event) => {
  const cell = cellOf(event.target);
  if (cell && event.target.closest(".pen") && !event.ctrlKey && !event.metaKey) { event.preventDefault(); edit(cell); }
  if (cell && event.target.closest("[data-leave]")) leave(cell);
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.(".cell-form");
  if (event.key !== "Escape" || !form || !cellOf(form)) return;
  event.preventDefault();
  leave(cellOf(form));
});
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const cell = target.closest(".cell-form") && cellOf(target);
  if (!cell || !before.get(cell)?.value || cell.contains(relatedTarget) || !document.hasFocus() || cell.ariaBusy) return;
  if (asText(cell) === before.get(cell).value) restore(cell);
  else save(cell);
});

const inHand = () => {
  const here = document.activeElement;
  if (inField(here)) return null;
  return cellOf(here) ?? rowInHand()?.querySelector("[data-edit-url]");
};
onKey("e", () => { const cell = inHand(); if (cell) edit(cell); return Boolean(cell); });
onKey("Enter", () => {
  const here = document.activeElement;
  if (!here?.matches("[data-edit-url]")) return false;
  edit(here);
  return true;
});
