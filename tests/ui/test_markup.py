"""HTML of the pages: whatever is not ours is text."""

from __future__ import annotations

import pytest

from ui.markup import Html, el, join, link

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


def test_text_is_escaped_and_elements_are_not() -> None:
    piece = el("p", HOSTILE, el("b", "chủ trì"), cls="kh-text")
    assert piece == (
        '<p class="kh-text">&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;&quot;&#x27;&amp;'
        "<b>chủ trì</b></p>"
    )


def test_attributes_are_escaped() -> None:
    assert el("span", "a", title='"><script>') == '<span title="&quot;&gt;&lt;script&gt;">a</span>'


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//elsewhere.example", "data:text/html,x", " javascript:1"])
def test_a_link_that_runs_something_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        el("a", "x", href=address)


@pytest.mark.parametrize("name", ["onclick", "on_click", "x y"])
def test_an_attribute_that_runs_something_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not an attribute"):
        el("a", "x", **{name: "alert(1)"})


def test_a_name_that_is_no_element_is_refused() -> None:
    with pytest.raises(ValueError, match="not an element"):
        el("p><script", "x")


def test_nothing_and_lists_of_children() -> None:
    assert join([None, "a", [el("i", "b"), "<"]]) == "a<i>b</i>&lt;"


def test_joining_keeps_it_html() -> None:
    assert el("p", Html("<b>x</b>")) == "<p><b>x</b></p>"


def test_a_link_keeps_several_values_and_leaves_out_none() -> None:
    address = link("so-sanh", chu_de="nước & rừng", tinh=["ben-tre", "an-giang"], loai=None)
    assert address == "./so-sanh?chu-de=n%C6%B0%E1%BB%9Bc+%26+r%E1%BB%ABng&tinh=ben-tre&tinh=an-giang"
    assert link("", lang="") == "./"
