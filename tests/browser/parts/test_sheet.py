"""The sheet: ticking, sizing, editing in place."""

from __future__ import annotations

from playwright.sync_api import Page, expect

FIELD = ".cell-form input[type=text]"


def position(page: Page, row: int):
    return page.locator("tbody tr").nth(row).locator("[data-edit-url]")


def test_all_that_fit_the_view_can_be_ticked_also_on_other_pages(look):
    page = look("list").page
    page.locator("[data-pick-all]").check()
    page.get_by_role("button", name="Select all 186").click()
    expect(page.locator(".bulk [data-count]")).to_have_text("All 186 selected")
    expect(page.locator("[data-all-field]")).to_be_enabled()
    page.locator("tbody .pick input").first.uncheck()
    expect(page.locator(".bulk [data-count]")).to_have_text("11 selected")
    expect(page.locator("[data-all-field]")).to_be_disabled()


def test_shift_and_a_click_tick_a_range(look):
    page = look("list").page
    boxes = page.locator("tbody .pick input")
    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(page.locator(".bulk [data-count]")).to_have_text("4 selected")


def test_the_bar_comes_with_the_first_tick_without_script_too(look):
    page = look("list", java_script_enabled=False).page
    expect(page.locator(".bulk")).to_be_hidden()
    page.locator("tbody .pick input").first.check()
    expect(page.locator(".bulk")).to_be_visible()


def test_a_wrong_value_stays_with_its_reason_and_a_right_one_is_kept(look):
    page = look("list").page
    page.locator("tbody tr").nth(4).locator("th a").focus()
    page.keyboard.press("e")
    expect(page.locator(FIELD)).to_be_focused()
    page.locator(FIELD).fill("")
    page.keyboard.press("Enter")
    expect(page.locator(".cell-form .error")).to_contain_text("Enter a value")
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type("Chief buyer")
    page.keyboard.press("Enter")
    expect(position(page, 4)).to_have_text("Chief buyer")
    expect(position(page, 4)).to_be_focused()
    expect(page.locator(".toast")).to_contain_text("Position changed.")


def test_escape_leaves_what_was_there(look):
    page = look("list").page
    position(page, 2).dblclick()
    page.locator(FIELD).fill("something else")
    page.keyboard.press("Escape")
    expect(position(page, 2)).to_have_text("Owner")
    expect(position(page, 2)).to_be_focused()


def test_a_fact_is_edited_by_its_pen(look):
    page = look("record").page
    page.get_by_role("link", name="Edit Position").click()
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Edit Position")).to_be_focused()


def test_a_fact_is_edited_on_a_page_of_its_own_without_script(look):
    page = look("record", java_script_enabled=False).page
    page.get_by_role("link", name="Edit Position").click()
    page.locator(FIELD).fill("Chief buyer")
    page.get_by_role("button", name="save").click()
    page.wait_for_url("**/record")
    expect(page.locator(".toast")).to_contain_text("Position changed.")


def test_what_was_typed_stays_when_the_connection_is_gone(look):
    seen = look("list")
    seen.page.route("**/cell/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    seen.page.locator("tbody tr").nth(4).locator("th a").focus()
    seen.page.keyboard.press("e")
    seen.page.locator(FIELD).fill("Chief buyer")
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator(".toast")).to_contain_text("No connection")
    expect(seen.page.locator(FIELD)).to_have_value("Chief buyer")
    seen.complaints.clear()  # the browser's own words about the lost request


def test_a_column_is_sized_in_whole_steps_and_the_server_told(look):
    page = look("list").page
    head = page.locator("th[data-col=company]")
    grip = head.locator(".grip").bounding_box()
    with page.expect_request("**/width") as told:
        page.mouse.move(grip["x"] + 4, grip["y"] + 10)
        page.mouse.down()
        page.mouse.move(grip["x"] + 68, grip["y"] + 10)
        page.mouse.up()
    width = int(page.locator("col[data-col=company]").get_attribute("class")[1:])
    assert f"column=company&width={width}" == told.value.post_data
    head.locator("a").focus()
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("col[data-col=company]")).to_have_class(f"w{width - 1}")


def test_z_undoes_the_last_act(look):
    page = look("said").page
    expect(page.locator(".toast")).to_contain_text("handed over")
    page.keyboard.press("z")
    expect(page.locator(".toast")).to_contain_text("Undone")


def test_more_rows_are_added_below_and_the_foot_follows(look):
    page = look("list").page
    page.locator("tbody .pick input").first.check()
    page.get_by_role("link", name="Show 12 more").click()
    expect(page.locator("tbody tr")).to_have_count(24)
    expect(page.locator("#more")).to_contain_text("24 of 186 shown.")
    expect(page.locator("#more a")).to_have_count(0)
    expect(page.locator(".bulk [data-count]")).to_have_text("1 selected")


def test_a_session_that_is_over_leads_to_a_page_and_not_into_a_cell(look):
    page = look("list").page
    page.evaluate("document.querySelector('[data-edit-url]').dataset.editUrl = '/dev/record?'")
    page.locator("[data-edit-url]").first.dblclick()
    page.wait_for_url("**/list")
    expect(page.locator("td h1")).to_have_count(0)


def left_edges(page: Page) -> list[float]:
    """Where the tick, the line, the name and the column after it begin, in the head and in a row."""
    rows = [page.locator("thead tr").first, page.locator("tbody tr").nth(1)]
    cells = [row.locator("> :is(th, td)").nth(n) for row in rows for n in range(4)]
    return [round(cell.bounding_box()["x"]) for cell in cells]


def test_a_list_pushed_sideways_keeps_who_each_row_is(look):
    page = look("list", width=900).page
    before = left_edges(page)
    seams = """rows => rows.flatMap(one => {
      const [tick, line, name] = [...one.children].map(cell => cell.getBoundingClientRect());
      return [line.left - tick.right, name.left - line.right];
    })"""
    assert page.locator("tbody tr").evaluate_all(seams) == [0] * 2 * page.locator("tbody tr").count()
    page.locator(".hold").evaluate("hold => { hold.scrollLeft = 200 }")
    after = left_edges(page)
    assert [old - new for old, new in zip(before, after, strict=True)] == [0, 0, 0, 200] * 2
    name = page.locator("tbody tr").nth(1).locator("th").bounding_box()
    on_top = "at => document.elementFromPoint(at.x, at.y).closest('th') !== null"
    assert page.evaluate(on_top, {"x": name["x"] + name["width"] - 6, "y": name["y"] + 8})
    page.locator("tbody .pick input").nth(1).check()
    see_through = "cell => getComputedStyle(cell).backgroundColor === 'rgba(0, 0, 0, 0)'"
    assert not any(page.locator("tbody tr").nth(n).locator("th").evaluate(see_through) for n in range(3))
