"""Two hands on a keyboard, and none on a mouse: a pointer that touches the page is a complaint of the browser."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import settle
from tests.browser.visitor import Visitor

NO_MOUSE = "addEventListener('pointerdown', e => console.error('a mouse was used on', e.target.tagName), true)"
SEEN = """e => {
  if (e !== document.activeElement) return 'not in focus';
  if (!e.matches(':focus-visible')) return 'in focus without a ring';
  const {width, height} = e.getBoundingClientRect();
  return width && height && e.checkVisibility() ? '' : 'in focus and not to be seen';
}"""
STOPS = 90  # a page with more stops before its main act is none for a keyboard


class Hands:
    """Presses and types; reaches what it wants by Tab, and sees where it is."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page: Page = visitor.page
        visitor.context.add_init_script(NO_MOUSE)

    def at(self, path: str) -> Page:
        """Come to a page; its address is typed, as by anybody."""
        page = self.visitor.go(path)
        settle(page)
        return page

    def press(self, *keys: str) -> None:
        self.visitor.press(*keys)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def reach(self, wanted: Locator, key: str = "Tab") -> None:
        """Tab until it has the focus, with a ring around it."""
        wanted.wait_for()
        settle(self.page)
        for _ in range(STOPS):
            if wanted.evaluate("e => e === document.activeElement"):
                assert wanted.evaluate(SEEN) == "", wanted
                expect(wanted).to_be_in_viewport()
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"not reached by {key} from the top of {self.page.url}: {wanted}")

    def enter(self, wanted: Locator) -> None:
        """Reach it and press Enter."""
        self.reach(wanted)
        self.press("Enter")

    def fill(self, wanted: Locator, words: str) -> None:
        """Reach a field and type over what stands in it."""
        self.reach(wanted)
        self.press("Control+a")
        self.type(words)
        expect(wanted).to_have_value(words)
