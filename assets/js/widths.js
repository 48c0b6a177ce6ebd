// Column widths, by pointer at the edge of a head or by Shift and the arrows on it. They are whole rems from 3 to 40,
// each with its class, so that the page comes with them and nothing jumps; the server keeps them per person.
import { post } from "./htmx.js";
import { onKey } from "./keys.js";

const LEAST = 3;
const MOST = 40;
const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
const within = (width) => Math.min(Math.max(Math.round(width), LEAST), MOST);
const columnOf = (head) => head.closest("table").querySelector(`col[data-col="${CSS.escape(head.dataset.col)}"]`);

function set(head, width) {
  const column = columnOf(head);
  column.style.removeProperty("width");
  column.className = `w${width}`;
}

function keep(head) {
  const { widthUrl } = head.closest("table").dataset;
  if (widthUrl) post(widthUrl, { column: head.dataset.col, width: columnOf(head).className.slice(1) });
}

function drag(head, start) {
  const table = head.closest("table");
  const before = head.offsetWidth;
  let width = before;
  const move = ({ clientX }) => {
    width = Math.min(Math.max(before + clientX - start.clientX, LEAST * rem()), MOST * rem());
    columnOf(head).style.width = `${width}px`;   // through the CSSOM, which the policy allows
  };
  const end = () => {
    table.classList.remove("sizing");
    document.removeEventListener("pointermove", move);
    set(head, within(width / rem())); keep(head);
  };
  table.classList.add("sizing");
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end, { once: true });
}

function grips() {
  for (const head of document.querySelectorAll("[data-sheet] thead th[data-col]:not(:has(.grip)):not(:last-child)")) {
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.setAttribute("aria-hidden", "true");
    head.append(grip);
  }
}

document.addEventListener("pointerdown", (event) => {
  if (!event.target.matches(".grip")) return;
  event.preventDefault();
  drag(event.target.closest("th"), event);
});

function byKey(by) {
  const head = document.activeElement?.closest("[data-sheet] thead th[data-col]");
  if (!head) return false;
  set(head, within(head.offsetWidth / rem() + by)); keep(head);
  return true;
}

onKey("Shift ArrowLeft", () => byKey(-1));
onKey("Shift ArrowRight", () => byKey(1));
document.addEventListener("htmx:afterSettle", grips);
grips();
