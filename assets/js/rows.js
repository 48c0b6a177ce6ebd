// Walking a sheet: J and K (or the arrows) from row to row, left and right from cell to cell.
// The row in hand is the one that has the focus, so Enter opens it by itself.
import { onKey } from "./keys.js";

const body = () => document.querySelector("[data-sheet] tbody");
const rows = () => [...(body()?.rows ?? [])].filter((row) => row.checkVisibility());

/** The row that has the focus, or none. */
export const rowInHand = () => document.activeElement?.closest("[data-sheet] tbody tr");

/** What takes the focus in a cell: its link, or the cell itself when it can be edited. */
export function handle(cell) {
  if (cell.dataset.editUrl) cell.tabIndex = -1;
  return cell.dataset.editUrl ? cell : cell.querySelector("a, button, input");
}

const title = (row) => row.querySelector("th a") ?? row.querySelector("a, input");

function step(by, event) {
  if (event.key.startsWith("Arrow") && !rowInHand()) return false;
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(rowInHand());
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  const column = event.key.startsWith("Arrow") ? document.activeElement.closest("td, th")?.cellIndex : undefined;
  const target = (column !== undefined && handle(next.cells[column])) || title(next);
  target?.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function aside(by) {
  const cell = document.activeElement?.closest("[data-sheet] tbody :is(td, th)");
  if (!cell) return false;
  const cells = [...cell.parentElement.cells].filter(handle);
  const next = cells[cells.indexOf(cell) + by];
  if (next) handle(next).focus();
  return Boolean(next);
}

onKey("j", (event) => step(1, event));
onKey("k", (event) => step(-1, event));
onKey("ArrowDown", (event) => step(1, event));
onKey("ArrowUp", (event) => step(-1, event));
onKey("ArrowRight", () => aside(1));
onKey("ArrowLeft", () => aside(-1));
