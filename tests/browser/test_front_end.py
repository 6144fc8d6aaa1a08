"""The front end in a real browser: what an official does, with mouse and with keys, on a desk and on a phone."""

from __future__ import annotations

import html
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.timing import limit

UNMARKED = "ai lo nuoc sach nong thon o ben tre"
MARKED = "Ai chịu trách nhiệm về nước sạch nông thôn ở Bến Tre?"
AXE = Path(__file__).parent / "axe.min.js"
# address, and what must be there before the page counts as shown
PAGES = {
    "hoi-dap": (f"/?q={UNMARKED.replace(' ', '+')}", ".kh-card"),
    "so-sanh": ("/so-sanh?chu-de=6.1", ".kh-side"),
    "do-phu": ("/so-sanh", ".kh-heat"),
    "co-quan": ("/co-quan?id=so-nong-nghiep-va-phat-trien-nong-thon", ".kh-table"),
    "chi-tieu": ("/chi-tieu", ".kh-foot"),
    "van-ban": ("/van-ban?muc=6.1", ".kh-line-on"),
    "doan": ("/doan?id=ben-tre-ptbv:6.1:task-1", "mark.kh-mark"),
}
# Words of the widgets' own that would betray an interface half translated.
ENGLISH = re.compile(
    r"\b(?:Skip to main|Press Enter|Deploy|Choose an option|No results|Download as|Fullscreen|Running|Stop|Rerun|"
    r"Search|Select all|Loading|Page not found|Error|Submit|Show|Hide|Made with|Open|Close|Clear|axis|scale)\b"
)
EMPTY_CHARTS = """[...document.querySelectorAll('[data-testid=stVegaLiteChart]')].filter(
  chart => ![...chart.querySelectorAll('.mark-line path, .mark-rect path, .mark-symbol path')]
    .some(mark => mark.getBoundingClientRect().width > 1)).length"""
SAID = """() => [document.body.innerText, ...['aria-label', 'title', 'placeholder', 'alt'].flatMap(
  name => [...document.querySelectorAll(`[${name}]`)].filter(each => each.checkVisibility())
    .map(each => each.getAttribute(name)))].join('\\n')"""


def shown(page: Any, address: str, selector: str = ".kh-foot") -> None:
    """Open an address and wait until the page is complete."""
    page.goto(address)
    page.wait_for_selector(selector, state="attached")
    page.wait_for_selector(".kh-foot", state="attached")
    page.wait_for_function("!document.querySelector('[data-testid=stSpinner]')")


def cited(page: Any, at: int = 0) -> Any:
    return page.locator("details.kh-citation").nth(at)


@pytest.mark.parametrize("question", [MARKED, UNMARKED])
def test_a_question_typed_is_answered_first(page: Any, front_end: str, question: str) -> None:
    shown(page, front_end + "/")
    page.get_by_label("Câu hỏi", exact=True).fill(question)
    page.keyboard.press("Enter")
    page.wait_for_selector(".kh-card")
    assert "Sở Nông nghiệp và Phát triển nông thôn" in page.locator(".kh-answer").inner_text()
    card = page.locator(".kh-card").first.inner_text()
    assert "Hiện nay: Sở Nông nghiệp và Môi trường tỉnh Vĩnh Long" in card
    assert ("thêm dấu" in page.locator(".kh-understood").inner_text()) == (question == UNMARKED)
    assert "q=" in page.url


def test_a_citation_opens_in_place_and_its_mark_is_the_source(page: Any, front_end: str) -> None:
    shown(page, front_end + PAGES["hoi-dap"][0], ".kh-card")
    assert not cited(page).locator("mark").is_visible()
    page.locator(".kh-answer .kh-ref").first.click()
    mark = cited(page).locator("mark")
    mark.wait_for(state="visible")
    said = mark.inner_text()
    summary = cited(page).locator("summary").inner_text()
    assert page.evaluate("getComputedStyle(document.querySelector('mark')).backgroundColor") == "rgb(255, 233, 163)"
    line = int(re.findall(r"dòng (\d+)", summary)[0])
    cited(page).get_by_text("Đọc trong văn bản").click()
    page.wait_for_selector(".kh-line-on")
    source = " ".join(page.locator(f"#dong-{line}").inner_text().replace("│", " ").split())
    assert " ".join(said.split()) in source


def test_a_link_to_a_citation_opens_in_a_fresh_browser_with_the_quoted_words_marked(
    page: Any, chromium: Any, front_end: str
) -> None:
    shown(page, front_end + PAGES["hoi-dap"][0], ".kh-card")
    copied = page.locator("#kh-answer-text").text_content()
    cited_words = re.findall(r"“([^”]+)” <(http[^>]+)>", copied)
    assert cited_words
    assert all(address.startswith(f"{front_end}/doan?id=") for _, address in cited_words)
    href = cited(page).locator("a", has_text="Đường dẫn").get_attribute("href")
    assert cited_words[0][1] == front_end + href.removeprefix(".")
    fresh = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    for words, address in (cited_words[0], cited_words[-1]):
        shown(fresh, address, "mark.kh-mark")
        assert " ".join(fresh.locator("mark.kh-mark").inner_text().split()) == words
    passage_alone = re.sub(r"&vi-tri=[0-9-]+", "", cited_words[0][1])
    shown(fresh, passage_alone, "mark.kh-mark")
    assert any(cited_words[0][0] in each for each in fresh.locator("mark.kh-mark").all_inner_texts())
    fresh.context.close()


def test_a_conversation_is_in_the_address_and_opens_again(page: Any, chromium: Any, front_end: str) -> None:
    shown(page, front_end + PAGES["hoi-dap"][0], ".kh-card")
    page.get_by_label("Câu hỏi tiếp theo").fill("còn Đắk Nông thì sao?")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2:has-text('còn Đắk Nông thì sao?')")
    page.wait_for_selector("#a-answer:has-text('Đắk Nông')")
    assert page.url.count("q=") == 2
    fresh = chromium.new_context().new_page()
    shown(fresh, page.url, ".kh-card")
    assert "Đắk Nông" in fresh.locator("#a-answer").inner_text()
    fresh.context.close()


def test_filters_narrow_and_are_in_the_address(page: Any, front_end: str) -> None:
    address = front_end + "/?q=ai+lo+nước+sạch&tinh=ben-tre"
    shown(page, address, ".kh-card")
    cards = page.locator("[data-testid=stHtml] > article.kh-card").filter(has=page.locator(".kh-lead"))
    everywhere = cards.count()
    names = cards.locator(".kh-plan").all_inner_texts()
    assert {name.partition(" · ")[0] for name in names} == {"Bến Tre"}
    shown(page, address + "&co-quan=so-xay-dung", "summary:has-text('phần khác của câu trả lời')")
    assert 0 < cards.count() < everywhere
    assert all("Sở Xây dựng" in each for each in cards.all_text_contents())
    page.locator(".st-key-filters summary").click()
    pill(page, "định nghĩa").click()
    page.wait_for_url(re.compile("cap=definition"))
    page.wait_for_selector("text=Không phần nào của câu trả lời")
    assert cards.count() == 0


def test_abstaining_is_said_with_what_is_near(page: Any, front_end: str) -> None:
    shown(page, front_end + "/?q=Trà+Vinh+ai+lo+nước+sạch", ".kh-abstain")
    assert "Chưa có kế hoạch này trong kho" in page.locator(".kh-answer").inner_text()
    assert page.locator("article.kh-card").count() > 0


def test_comparing_a_topic_and_following_a_cell(page: Any, front_end: str) -> None:
    shown(page, front_end + "/so-sanh", ".kh-heat")
    page.locator(".kh-heat a").first.click()
    page.wait_for_selector(".kh-side")
    assert "chu-de=" in page.url
    page.get_by_label("Chủ đề hoặc mục tiêu").fill("nước sạch")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("chu-de=n"))
    page.wait_for_selector(".kh-side")
    assert page.locator(".kh-side > div").count() >= 3


def test_copying_and_downloading(page: Any, front_end: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown(page, front_end + PAGES["hoi-dap"][0], ".kh-card")
    page.get_by_role("button", name="Chép cả trích dẫn").click()
    page.wait_for_selector("button:has-text('Đã chép')")
    assert UNMARKED in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải bản Word").click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    page.get_by_role("button", name="Gọi bằng API").click()
    code = page.locator("#kh-curl")
    code.wait_for(state="visible")
    assert json.loads(re.findall(r"-d '(.*)'", code.inner_text())[0])["question"] == UNMARKED
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Chưa đúng").click()
    page.get_by_text("Sai cơ quan").click()
    page.get_by_role("button", name="Gửi").click()
    page.wait_for_selector("text=Cảm ơn anh/chị")


def test_english_on_demand(page: Any, front_end: str) -> None:
    shown(page, front_end + PAGES["hoi-dap"][0], ".kh-card")
    assert page.evaluate("document.documentElement.lang") == "vi"
    page.get_by_text("English", exact=True).click()
    page.wait_for_selector("h1:has-text('Who does what')")
    page.wait_for_selector(".kh-card")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("link", name="Bodies", exact=True).click()
    page.wait_for_selector("h1:has-text('What each body does')")


def test_by_keys_alone(page: Any, front_end: str) -> None:
    """From the top of the page to a question asked and its citation open, without a mouse."""
    shown(page, front_end + "/")
    tab_to(page, "document.activeElement.tagName === 'TEXTAREA'")
    page.keyboard.type(UNMARKED)
    page.keyboard.press("Enter")
    page.wait_for_selector(".kh-card")
    page.wait_for_selector(".kh-foot", state="attached")
    tab_to(page, "document.activeElement.classList.contains('kh-ref')")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    cited(page).locator("mark").wait_for(state="visible")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def tab_to(page: Any, there: str) -> None:
    """Press Tab until something is true of the focused element."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(there):
            return
    pytest.fail(f"no way by keys to where {there}")


def test_every_choice_is_in_the_address(page: Any, chromium: Any, front_end: str) -> None:
    fresh = chromium.new_context(viewport={"width": 390, "height": 900}).new_page()
    shown(page, front_end + "/chi-tieu")
    page.get_by_label("Tìm trong tên chỉ tiêu").fill("nuoc sach")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("tim="))
    assert same_in(fresh, page, ".kh-note[role=status]")
    shown(page, front_end + "/co-quan")
    choose_body(page, "Sở Y tế")
    page.wait_for_url(re.compile("id=so-y-te"))
    pill(page, "An Giang · phát triển bền vững").click()
    page.wait_for_url(re.compile("ke-hoach=an-giang"))
    page.wait_for_selector("h2:has-text('Danh sách nhiệm vụ')")
    assert same_in(fresh, page, "h2:has-text('Danh sách nhiệm vụ')")
    shown(page, front_end + "/so-sanh?chu-de=6.1", ".kh-diff-lead")
    pill(page, "Chủ trì").click()
    page.wait_for_url(re.compile("loai=lead"))
    page.wait_for_selector(".kh-diff-value", state="detached")
    shown(fresh, page.url, ".kh-diff-lead")
    assert fresh.locator(".kh-diff-value").count() == 0
    shown(page, front_end + "/van-ban", ".kh-lines")
    page.get_by_label(re.compile("Đến dòng")).fill("30")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dong-30.kh-line-on")
    assert same_in(fresh, page, ".kh-line-on")
    fresh.context.close()


def choose_body(page: Any, name: str) -> None:
    """Type a name into the list of bodies and take it."""
    box = page.get_by_label("Cơ quan", exact=True)
    box.click()
    box.press_sequentially(name)
    page.get_by_role("option", name=name, exact=True).click()


def pill(page: Any, text: str) -> Any:
    """Return one of the choices of a row of pills."""
    return page.locator("[data-testid=stButtonGroup] button", has_text=text)


def same_in(fresh: Any, page: Any, selector: str) -> bool:
    """Return whether the address opens the same view in a new browser."""
    page.wait_for_function("!document.querySelector('[data-stale=true]')")
    shown(fresh, page.url, selector)
    return bool(fresh.locator(selector).inner_text() == page.locator(selector).inner_text())


def test_markup_planted_in_a_document_does_nothing(page: Any, hostile_front_end: str) -> None:
    for address, selector in (("/?q=nước+sạch+nông+thôn", ".kh-answer"), ("/van-ban", ".kh-lines"),
                              ("/van-ban?muc=6.1&nguyen-dang=1", ".kh-lines")):  # fmt: skip
        shown(page, hostile_front_end + address, selector)
        page.wait_for_timeout(200)
        assert page.evaluate(
            "window.hacked === undefined && !document.querySelector('.stApp script[src=x], img[src=x]')"
        )
    assert "<script>window.hacked=1</script>" in html.unescape(page.locator(".kh-lines").inner_text())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_at_both_widths(chromium: Any, front_end: str, pictures: Path, name: str) -> None:
    """Nothing is cut, nothing is English, nothing fails axe seriously; and here are its pictures."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    context.set_default_timeout(60_000)
    page = context.new_page()
    address, selector = PAGES[name]
    shown(page, front_end + address, selector)
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")
    page.add_script_tag(path=str(AXE))
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(400)
        page.screenshot(path=str(pictures / f"{name}-{width}.png"))
        assert widths(page)[0] <= widths(page)[1]
        assert ENGLISH.findall(page.evaluate(SAID)) == []
        assert serious_violations(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_function(f"{EMPTY_CHARTS} === 0")
    for button in page.locator("[data-testid=stDownloadButton] button").all():
        with page.expect_download() as download:
            button.click()
        start = Path(download.value.path()).read_bytes()[:2]
        assert start == b"PK" or download.value.suggested_filename.endswith(".txt")
    context.close()


def widths(page: Any) -> tuple[int, int]:
    """Return how wide the content is and how wide the window into it."""
    main = "document.querySelector('[data-testid=stMain]')"
    return page.evaluate(f"{main}.scrollWidth"), page.evaluate(f"{main}.clientWidth")


def serious_violations(page: Any) -> list[tuple[str, list[str]]]:
    """Return what axe-core finds serious or critical, by WCAG 2.2 A and AA."""
    options = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        (each["id"], [node["html"][:160] for node in each["nodes"]][:3])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def test_first_paint_and_answer_are_quick_when_warm(page: Any, front_end: str) -> None:
    """Bounds far wider than those specified (3 s and 1 s): wall time on a machine that does other work, too."""
    shown(page, front_end + "/")
    started = time.monotonic()
    page.goto(front_end + "/")
    page.get_by_label("Câu hỏi", exact=True).wait_for()
    painted = time.monotonic() - started
    page.wait_for_selector(".kh-foot", state="attached")
    page.get_by_label("Câu hỏi", exact=True).fill("Ai lo nước sạch đô thị ở Bến Tre")
    started = time.monotonic()
    page.keyboard.press("Enter")
    page.wait_for_selector(".kh-answer")
    answered = time.monotonic() - started
    print(f"first paint {painted:.2f} s, answer {answered:.2f} s")
    assert painted < limit(20)
    assert answered < limit(10)
