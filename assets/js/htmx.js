// htmx, held to our content security policy, with the token that the server asks for and words for what fails.
import htmx from "htmx.org/dist/htmx.esm.js";
import { say } from "./toasts.js";
import { word } from "./words.js";

Object.assign(htmx.config, {
  allowEval: false, allowScriptTags: false, includeIndicatorStyles: false, selfRequestsOnly: true,
  historyCacheSize: 0, attributesToSettle: ["class"], defaultSwapStyle: "innerHTML", timeout: 30000,
  responseHandling: [
    { code: "204", swap: false }, { code: "[23]..", swap: true }, { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

export const token = () => document.querySelector('meta[name="csrf"]')?.content ?? "";

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get" && token()) detail.headers["X-CSRFToken"] = token();
});

// A whole page where a part was asked for (the session is over, or an act led elsewhere): go there.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.shouldSwap || !/^\s*<!doctype/i.test(detail.serverResponse)) return;
  detail.shouldSwap = false;
  if (detail.xhr.responseURL && new URL(detail.xhr.responseURL).pathname !== detail.pathInfo.requestPath.split("?")[0]) location.assign(detail.xhr.responseURL);
  else location.reload();
});

const REASONS = { 403: "forbidden", 404: "gone", 410: "gone", 429: "busy" };

document.addEventListener("htmx:responseError", ({ detail }) => {
  const spoken = detail.xhr.getResponseHeader("HX-Trigger")?.includes("kept:said");
  if (!spoken) say(word(REASONS[detail.xhr.status] ?? "failed"));
});
for (const lost of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(lost, () => say(word("offline")));

/** Send a small fact to the server, quietly. */
export const post = (url, facts) => fetch(url, {
  method: "POST", body: new URLSearchParams(facts), headers: { "X-CSRFToken": token() },
}).catch(() => say(word("offline")));

export default htmx;
