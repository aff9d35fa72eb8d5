"""Text printed over other text, on a page in a browser and on the pages of a PDF."""

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from playwright.sync_api import Page

WIDTHS = (360, 768, 1024, 1280, 1920)
LEAST = 2.0
"""Points (PDF) or pixels (screen) that two texts share in both directions before one covers the other."""

# A line of text is as high as its font says, not as its letters are: a quarter is taken off at both ends, so that two
# lines set close together do not count. Bars that stay in place while a page scrolls lie over it on purpose.
ON_SCREEN = """() => {
  const found = [], boxes = [];
  const stays = element => {
    for (let one = element; one; one = one.parentElement)
      if (['fixed', 'sticky'].includes(getComputedStyle(one).position)) return true;
    return false;
  };
  const clipped = (rect, element) => {
    let {left, right, top, bottom} = rect;
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.clipPath !== 'none' || style.clip !== 'auto') return null;
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      const around = one.getBoundingClientRect();
      left = Math.max(left, around.left); right = Math.min(right, around.right);
      top = Math.max(top, around.top); bottom = Math.min(bottom, around.bottom);
    }
    return right - left > 1 && bottom - top > 1 ? {left, right, top, bottom} : null;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement, said = node.textContent.trim();
    const shows = element.checkVisibility({opacityProperty: true, visibilityProperty: true});
    if (!said || !shows || stays(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const whole of range.getClientRects()) {
      const rect = clipped(whole, element);
      if (!rect) continue;
      const leading = (whole.bottom - whole.top) / 4;
      boxes.push({node, said, left: rect.left, right: rect.right, top: rect.top + leading,
                  bottom: rect.bottom - leading});
    }
  }
  boxes.sort((one, other) => one.top - other.top);
  boxes.forEach((one, place) => {
    for (let next = place + 1; next < boxes.length && boxes[next].top < one.bottom; next++) {
      const other = boxes[next];
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - other.top;
      if (one.node !== other.node && across > LEAST && down > LEAST)
        found.push(`“${one.said.slice(0, 60)}” and “${other.said.slice(0, 60)}”`);
    }
  });
  return [...new Set(found)];
}""".replace("LEAST", str(LEAST))


def on_screen(page: Page) -> list[str]:
    """Return the pairs of texts that lie over each other on a page, at the width that the browser has now."""
    found: list[str] = page.evaluate(ON_SCREEN)
    return found


@dataclass(frozen=True)
class Line:
    """One run of text on a page of a PDF, in points from its lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    def covers(self, other: "Line") -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > LEAST and down > LEAST


def in_pdf(content: bytes) -> list[str]:
    """Return the pairs of texts that lie over each other in a PDF, each with its page."""
    with pypdfium2.PdfDocument(content) as document:
        return [
            f"page {number}: “{one.text[:60]}” and “{other.text[:60]}”"
            for number, page in enumerate(document, 1)
            for one, other in _covered(sorted(_lines(page), key=lambda line: -line.top))
        ]


def _covered(lines: list[Line]) -> Iterator[tuple[Line, Line]]:
    for place, one in enumerate(lines):
        for other in lines[place + 1 :]:
            if other.top < one.bottom:
                break
            if one.covers(other):
                yield one, other


def _lines(page: pypdfium2.PdfPage) -> Iterator[Line]:
    text = page.get_textpage()
    for index in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(index)
        said = text.get_text_bounded(left, bottom, right, top).strip()
        if said:
            yield Line(said, left, bottom, right, top)
