// What was just done, with its undo. A toast stays until the next act; Z undoes the last one.
const place = () => document.getElementById("toasts");

/** The field that lets a form be sent; the mould of a toast is the same for everybody and has none. */
function token() {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "csrfmiddlewaretoken", value: document.querySelector('meta[name="csrf"]')?.content ?? "" });
  return field;
}

/** Say that something was done or could not be done. */
export function say(message, undo = "") {
  const mould = document.getElementById(undo ? "toast-undo" : "toast");
  if (!place() || !mould || !message) return;
  const toast = mould.content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-said]").textContent = message;
  if (undo) toast.action = undo;
  if (undo) toast.append(token());
  place().replaceChildren(toast);
}

/** Undo the last act that can be undone. Tells whether there was one. */
export function undo() {
  const forms = place()?.querySelectorAll("[data-undo]") ?? [];
  const last = forms[forms.length - 1];
  last?.requestSubmit();
  return Boolean(last);
}

document.addEventListener("kept:said", ({ detail }) => {
  for (const toast of detail.toasts ?? []) say(toast.message, toast.undo);
});
document.addEventListener("click", ({ target }) => target.closest("[data-dismiss]")?.closest(".toast").remove());
