// Light, dark, or as the system has it. The server keeps the choice with the person.
import { post } from "./htmx.js";

document.addEventListener("click", ({ target }) => {
  const choice = target.closest("[data-theme-choice]");
  if (!choice) return;
  const theme = choice.dataset.themeChoice;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  const group = choice.closest("[role=group]");
  for (const one of group.querySelectorAll("[data-theme-choice]")) one.ariaPressed = String(one === choice);
  if (group.dataset.themeUrl) post(group.dataset.themeUrl, { theme });
});
