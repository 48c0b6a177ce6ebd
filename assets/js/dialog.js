// A link with data-dialog opens its page's block `dialog` over this page; without script it is a page of its own.
import htmx from "./htmx.js";

const dialog = () => document.getElementById("dialog");
let cameFrom = null;

async function open(link) {
  cameFrom = link;
  dialog().ariaBusy = "true";
  await htmx.ajax("GET", link.href, { target: "#dialog", swap: "innerHTML" }).catch(() => {});
  dialog().ariaBusy = null;
}

function close() {
  if (dialog()?.open) dialog().close();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (link && dialog() && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); open(link); }
  else if (event.target === dialog()) close();   // the veil
  else if (event.target.closest("[data-leave]") && dialog()?.contains(event.target)) { event.preventDefault(); close(); }
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!dialog()?.contains(form) || form.hasAttribute("data-hx-post") || form.method !== "post") return;
  event.preventDefault();
  htmx.ajax("POST", form.action, { source: form, target: "#dialog", swap: "innerHTML", values: event.submitter?.name ? { [event.submitter.name]: event.submitter.value } : {} });
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "dialog") return;
  dialog().setAttribute("aria-labelledby", "dialog-title");   // only now is it there
  if (!dialog().open) dialog().showModal();
  dialog().querySelector("[data-focus], [aria-invalid=true], [autofocus], input:not([type=hidden]), select, textarea, button")?.focus();
});
document.addEventListener("kept:close", close);
document.addEventListener("close", ({ target }) => {
  if (target !== dialog()) return;
  dialog().replaceChildren();
  cameFrom?.focus();
}, true);
