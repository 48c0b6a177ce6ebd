// Keys. Single letters act outside fields, and can be switched off (data-keys="off" on the shell).
// A thing on the page that has data-key="n" is clicked by N; a link with data-go="c" is followed by G, C.
import { undo } from "./toasts.js";

const GO_WAITS = 1200;
const actions = new Map();
let going = 0;

/** Do `act` on that key. What returns false was not for it, and the key goes on. */
export const onKey = (key, act) => actions.set(key, [...(actions.get(key) ?? []), act]);

export const inField = (element) => Boolean(element?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]"));

// What was asked for is on its way: letters typed ahead belong to it, and are no keys of this page.
const ON_THE_WAY = ".editing:not(:has(.cell-form)), #dialog[aria-busy=true]";
const LEAVING_TAKES = 3000;
let leaving = 0;
const on = () => Date.now() - leaving < LEAVING_TAKES || document.querySelector(ON_THE_WAY);
const off = () => document.querySelector('[data-keys="off"]') || document.querySelector("dialog:modal") || on();
addEventListener("pageshow", () => { leaving = 0; });

function click(element) {
  if (!element) return false;
  if (element.matches("a[href]:not([data-dialog], [download], [href^='#'])")) leaving = Date.now();
  element.focus();
  element.click();
  return true;
}
const seen = (selector) => [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());

function go(key) {
  going = 0;
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (link) { leaving = Date.now(); location.assign(link.href); }
  return Boolean(link);
}

function act(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (going && Date.now() - going < GO_WAITS && key.length === 1) return go(key);
  const named = event.shiftKey && /^[a-z]$|^Arrow/.test(key) ? `Shift ${key}` : key;
  for (const one of actions.get(named) ?? []) if (one(event) !== false) return true;
  return /^[a-z[\]]$/.test(named) && click(seen(`[data-key="${CSS.escape(named)}"]`));
}

function beside(event) {
  const link = { ArrowLeft: "[data-previous]", ArrowRight: "[data-next]" }[event.key];
  return Boolean(link && click(seen(link)));
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = document.activeElement?.closest("form");
    if (form) { event.preventDefault(); form.requestSubmit(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || off()) return;
  if (event.altKey) { if (!inField(event.target) && beside(event)) event.preventDefault(); return; }
  if (inField(event.target)) return;
  if (act(event)) event.preventDefault();
});

onKey("g", () => { going = Date.now(); });
onKey("z", () => undo());
onKey("?", () => { document.getElementById("keys")?.togglePopover(); });
onKey("w", () => {
  const why = document.getElementById("glance-h");
  why?.scrollIntoView({ block: "start" });
  return Boolean(why);
});

// The list of keys also names the places that G leads to on this page.
document.getElementById("keys")?.addEventListener("beforetoggle", ({ newState, target }) => {
  const before = target.querySelector("[data-go-here]");
  if (newState !== "open" || target.querySelector("[data-place]")) return;
  for (const link of document.querySelectorAll(".rail li > [data-go]")) {
    const line = before.cloneNode(true);
    line.removeAttribute("data-go-here");
    line.dataset.place = "";
    line.querySelector("dt").replaceChildren(...["G", link.dataset.go.toUpperCase()].map((key) => Object.assign(document.createElement("kbd"), { textContent: key })));
    line.querySelector("dd").textContent = link.querySelector("span").textContent;
    before.before(line);
  }
});
