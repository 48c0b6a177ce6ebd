// One line for everything: finds records at the server, and commands on the page (the rail, and data-command).
import { onKey } from "./keys.js";
import { figure, word } from "./words.js";

const WAIT = 120;
const box = document.getElementById("palette");
const input = box?.querySelector("input");
const hits = document.getElementById("hits");
const svg = "http://www.w3.org/2000/svg";
const sprite = box?.querySelector("use")?.getAttribute("href").split("#")[0];
const url = document.querySelector("[data-palette-url]")?.dataset.paletteUrl;
let waiting = 0;
let running = null;
let fresh = true;      // whether what stands there answers what is typed
let entered = false;   // Enter was pressed ahead of the answer

const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const fits = (label, words) => words.every((one) => bare(label).split(/[\s,]+/).some((part) => part.startsWith(one)));

function make(tag, facts = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

function drawing(name) {
  const icon = document.createElementNS(svg, "svg");
  icon.setAttribute("class", name === "mark" ? "mark" : "i");
  icon.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(svg, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  icon.append(use);
  return icon;
}

/** The label with the beginnings of words that were typed marked. */
function marked(label, words) {
  return label.split(/(\s+)/).map((part) => {
    const hit = words.find((one) => one && bare(part).startsWith(one));
    if (!hit) return part;
    return make("span", {}, make("mark", {}, part.slice(0, hit.length)), part.slice(hit.length));
  });
}

function option(item, words, number) {
  const line = make("a", { role: "option", id: `hit-${number}`, href: item.url, tabindex: "-1", "aria-selected": "false" });
  line.append(drawing(item.icon || "right"), make("span", {}, ...marked(item.label, words)));
  if (item.hint) line.append(make("span", { class: "soft" }, item.hint));
  if (item.key) line.append(make("kbd", { class: "push" }, item.key));
  return line;
}

function commands(words) {
  const links = [...document.querySelectorAll(".rail li > a, [data-command]")];
  return links.map((link) => ({
    label: (link.querySelector("span:not(.n)") ?? link).textContent.replace(/\s+\S$/, (end) => (link.querySelector("kbd") ? "" : end)).trim(),
    url: link.href, icon: link.dataset.nav || "right", key: link.dataset.go ? `G ${link.dataset.go.toUpperCase()}` : "",
  })).filter((item) => item.url && fits(item.label, words));
}

function show(groups, words) {
  let number = 0;
  hits.replaceChildren(...groups.filter((group) => group.items.length).map((group) => make(
    "div", { role: "group", "aria-label": group.title }, make("span", { class: "kind", "aria-hidden": "true" }, group.title),
    ...group.items.map((item) => option(item, words, number++)),
  )));
  box.querySelector("[data-none]").hidden = number > 0;
  box.querySelector("[data-count]").textContent = word("found", { n: figure(number) });
  choose(0);
  fresh = true;
  if (entered) options()[0]?.click();
  entered = false;
}

const options = () => [...hits.querySelectorAll("[role=option]")];

function choose(at) {
  const all = options();
  for (const [index, one] of all.entries()) one.setAttribute("aria-selected", String(index === at));
  if (all[at]) input.setAttribute("aria-activedescendant", all[at].id);
  else input.removeAttribute("aria-activedescendant");
  all[at]?.scrollIntoView({ block: "nearest" });
}

async function ask() {
  const typed = input.value.trim();
  const only = typed.startsWith(">");
  const words = bare(only ? typed.slice(1) : typed).split(/\s+/).filter(Boolean);
  const own = { title: word("go"), items: commands(words).slice(0, words.length ? 6 : 30) };
  running?.abort();
  if (only || !url) { show([own], words); return; }
  running = new AbortController();
  try {
    const answer = await fetch(`${url}?${new URLSearchParams({ q: typed })}`, { signal: running.signal });
    const { groups } = await answer.json();
    show([...groups, own], words);
  } catch (error) {
    if (error.name !== "AbortError") show([own], words);
  }
}

function open(typed = "") {
  if (!box || box.open) return Boolean(box);
  input.value = typed;
  entered = false;
  box.showModal();
  ask();
  return true;
}

function move(event) {
  if (event.key === "Escape") { event.preventDefault(); box.close(); return; }   // at once: the field would clear itself first
  const all = options();
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length }[event.key];
  if (to !== undefined) { event.preventDefault(); choose(to); }
  if (event.key !== "Enter") return;
  event.preventDefault();
  if (!fresh) entered = true;
  if (!fresh || !all[at]) return;
  if (event.ctrlKey || event.metaKey) window.open(all[at].href, "_blank", "noopener");
  else location.assign(all[at].href);
}

if (box) {
  input.addEventListener("input", () => { fresh = entered = false; running?.abort(); clearTimeout(waiting); waiting = setTimeout(ask, WAIT); });
  input.addEventListener("keydown", move);
  box.addEventListener("click", ({ target }) => { if (target === box) box.close(); });
  onKey("/", () => open());
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });
  for (const kind of ["click", "input"]) document.addEventListener(kind, ({ target }) => {
    if (!target.matches("[data-palette-open]")) return;
    open(target.value);
    target.value = "";
  });
}
