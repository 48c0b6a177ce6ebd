// Says once a session how wide the screen is, as a class of widths. Nothing is kept in the browser for it.
const WIDTHS = [[600, "under 600"], [1024, "600-1023"], [1440, "1024-1439"], [1920, "1440-1919"], [2560, "1920-2559"]];

const { screenUrl } = document.querySelector("[data-screen-url]")?.dataset ?? {};
if (screenUrl) {
  const [, said] = WIDTHS.find(([end]) => screen.width < end) ?? [0, "2560 and more"];
  const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf]")?.content ?? "" };
  fetch(screenUrl, { method: "POST", headers, body: new URLSearchParams({ screen: said }) }).catch(() => {});
}
