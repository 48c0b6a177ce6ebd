// A form with data-unsaved does not let its words be lost: the browser asks before the page goes.
const dirty = new Set();

document.addEventListener("input", ({ target }) => { const form = target.closest("[data-unsaved]"); if (form) dirty.add(form); });
document.addEventListener("submit", ({ target }) => dirty.delete(target));
document.addEventListener("reset", ({ target }) => dirty.delete(target));
window.addEventListener("beforeunload", (event) => {
  if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
});
