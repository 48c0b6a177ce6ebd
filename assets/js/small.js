// The smallest ones: copy, the focus after an error, lists of errors that lead to their field, send on change.
import { say } from "./toasts.js";
import { word } from "./words.js";

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText(source?.value ?? source?.textContent ?? "");
  say(word("copied"));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".errors a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea"))?.focus();
});

document.addEventListener("change", ({ target }) => {   // on a form, or on a field of one
  const sender = target.closest("[data-send-on-change]");
  (sender?.form ?? sender)?.requestSubmit();
});

// A popover with fields in it (a filter, say) gives the focus to the first one.
document.addEventListener("toggle", ({ target, newState }) => {
  if (newState === "open" && target.matches("[popover]")) target.querySelector("input:not([type=hidden], [type=checkbox]), select")?.focus();
}, true);

document.querySelector("[data-focus]")?.focus();
