// A large file goes in parts to [data-parts]: what has come stays, and the same file chosen again goes on from there.
import { token } from "./htmx.js";

const TRIES = 6;
const rest = (ms) => new Promise((done) => setTimeout(done, ms));

async function post(url, body) {
  for (let go = 1; ; go += 1) {
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token() }, credentials: "same-origin" });
      if (answer.status < 500) return answer;
    } catch (broken) {
      if (go === TRIES) throw broken;
    }
    if (go === TRIES) throw new Error("no answer");
    await rest(500 * 2 ** go);
  }
}

async function send(form, file, bar) {
  const begun = await post(form.dataset.parts, new URLSearchParams({ size: file.size }));
  const told = await begun.json();
  if (!begun.ok) throw new Error(told.said);
  let { have } = told;
  Object.assign(bar, { hidden: false, max: file.size, value: have });
  while (have < file.size) {
    const answer = await post(`${told.part}?at=${have}`, file.slice(have, have + told.size));
    const now = (await answer.json()).have;
    if (!answer.ok || now === have) throw new Error(answer.statusText);
    have = now;
    bar.value = have;
  }
  return told.page;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest?.("form[data-parts]");
  const file = form?.querySelector("input[type=file]")?.files[0];
  if (!file || form.dataset.whole) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    location.assign(await send(form, file, form.querySelector("progress[data-upload]")));
  } catch (broken) {
    const said = form.querySelector("[data-parts-said]");
    said.hidden = false;
    said.querySelector("a").textContent = broken.message || file.name;
    said.focus();
    button.disabled = false;
  }
});
