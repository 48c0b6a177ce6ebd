// Choosing a record by typing: a field with data-choose="/…/choose/" offers what fits, and sends the id of what was
// chosen as name.id. Without script the exact name does it.
const WAIT = 150;
let waiting = 0;
let running = null;
let number = 0;

const field = (element) => element?.closest?.("input[data-choose]");
const list = (input) => document.getElementById(input.getAttribute("aria-controls"));
const options = (input) => [...(list(input)?.children ?? [])];
const at = (input) => options(input).findIndex((one) => one.ariaSelected === "true");

function prepare(input) {
  if (input.getAttribute("role") === "combobox") return;
  const box = document.createElement("ul");
  box.id = `choices-${++number}`;
  box.className = "choices";
  box.role = "listbox";
  box.ariaLabel = input.labels?.[0]?.textContent ?? input.ariaLabel ?? "";
  box.hidden = true;
  const id = document.createElement("input");
  id.type = "hidden";
  id.name = `${input.name}.id`;
  input.after(box, id);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": box.id })) {
    input.setAttribute(name, value);
  }
}

const hidden = (input) => input.parentElement.querySelector(`input[type=hidden][name="${CSS.escape(input.name)}.id"]`);

function close(input) {
  if (list(input)) list(input).hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function mark(input, place) {
  for (const [index, one] of options(input).entries()) one.ariaSelected = String(index === place);
  const chosen = options(input)[place];
  if (chosen) { input.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); }
}

function choose(input, option) {
  input.value = option.dataset.label;
  hidden(input).value = option.dataset.id;
  close(input);
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

async function ask(input) {
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(`${input.dataset.choose}?${new URLSearchParams({ q: input.value.trim() })}`, { signal: running.signal });
    show(input, answer.ok ? (await answer.json()).items : []);
  } catch (error) {
    if (error.name !== "AbortError") close(input);
  }
}

function show(input, items) {
  if (document.activeElement !== input || !list(input)) return;
  list(input).replaceChildren(...items.map((item, index) => {
    const option = document.createElement("li");
    Object.assign(option, { id: `${list(input).id}-${index}`, role: "option", ariaSelected: "false" });
    Object.assign(option.dataset, { id: item.id, label: item.label });
    option.append(item.label);
    if (item.hint) option.append(Object.assign(document.createElement("span"), { className: "quiet", textContent: ` ${item.hint}` }));
    return option;
  }));
  list(input).hidden = !items.length;
  input.setAttribute("aria-expanded", String(items.length > 0));
}

document.addEventListener("focusin", ({ target }) => { if (field(target)) prepare(field(target)); });
document.addEventListener("input", ({ target }) => {
  const input = field(target);
  if (!input) return;
  prepare(input);
  hidden(input).value = "";
  clearTimeout(waiting);
  waiting = setTimeout(() => ask(input), WAIT);
});
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.(".choices > [role=option]");
  if (!option) return;
  event.preventDefault();   // the focus stays in the field
  choose(document.querySelector(`[aria-controls="${option.parentElement.id}"]`), option);
});
document.addEventListener("focusout", ({ target }) => { if (field(target)) close(field(target)); });
document.addEventListener("keydown", (event) => {
  const input = field(event.target);
  if (!input || !list(input)) return;
  const open = !list(input).hidden;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by && !open) { event.preventDefault(); ask(input); return; }
  if (by) { event.preventDefault(); mark(input, (at(input) + by + options(input).length) % options(input).length); return; }
  if (!open) return;
  if (event.key === "Escape") { event.preventDefault(); event.stopImmediatePropagation(); close(input); }
  if (event.key === "Enter" && at(input) >= 0) { event.preventDefault(); event.stopImmediatePropagation(); choose(input, options(input)[at(input)]); }
}, true);
