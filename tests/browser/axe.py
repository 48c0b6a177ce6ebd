"""What axe finds wrong on a page, by the rules of WCAG 2.2 AA and its own best practice."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Error, Page

SOURCE = (Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]}

ARRIVED = """(async () => {
  for (let still = 0, round = 0; still < 3 && round < 40; round++) {
    await new Promise(requestAnimationFrame);
    still = document.getAnimations().some(one => one.playState === 'running') ? 0 : still + 1;
  }
})()"""


def settle(page: Page) -> None:
    """Wait until colours and what floats have arrived; what moves for ever is not waited for."""
    for _ in range(5):
        page.wait_for_load_state()
        try:
            page.evaluate(ARRIVED)
        except Error as gone:
            if "navigation" not in gone.message:  # a page that leaves while it is looked at makes way for the next
                raise
        else:
            return
    raise AssertionError(f"{page.url} does not come to rest")


def violations(page: Page, only: object = RULES) -> list[str]:
    settle(page)
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(SOURCE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", only)
    return [f"{one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"]]


def sideways(page: Page) -> bool:
    """Whether the page must be pushed sideways to be read."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def wide(page: Page) -> list[str]:
    """What reaches out of the page, outermost first."""
    out = "e => e.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(e).position !== 'absolute'"
    name = "e => e.tagName.toLowerCase() + '.' + e.className"
    return list(page.evaluate(f"[...document.querySelectorAll('body *')].filter({out}).slice(0, 4).map({name})"))
