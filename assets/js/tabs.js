// Tabs inside a part of a page: arrows move, the panel follows. Saved views are links and need none of this.
function choose(tab) {
  for (const one of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    const yes = one === tab;
    one.ariaSelected = String(yes);
    one.tabIndex = yes ? 0 : -1;
    document.getElementById(one.getAttribute("aria-controls"))?.toggleAttribute("hidden", !yes);
  }
  tab.focus();
}

document.addEventListener("click", ({ target }) => { const tab = target.closest("[data-tabs] [role=tab]"); if (tab) choose(tab); });
document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[data-tabs] [role=tab]");
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!tab || !by) return;
  const all = [...tab.parentElement.querySelectorAll("[role=tab]")];
  event.preventDefault();
  choose(all.at((all.indexOf(tab) + by) % all.length));
});
