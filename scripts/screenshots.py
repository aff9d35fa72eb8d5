"""Make the pictures of docs/screenshots/ from a made-up organisation: `make screenshots`.

    python -m portal.embedded -- python -m scripts.screenshots [--address URL] [--review FOLDER]

Without an address it fills a database of its own and serves it; with one it looks at a demo that runs already.
`--review` makes every picture in both languages, both themes and three widths, for whoever works on the pages.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.harness.database import fresh_database
from benchmarks.harness.portal import fill, served
from tests import chromium

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
LARGEST_KILOBYTES = 400


@dataclass(frozen=True)
class Picture:
    """One picture: as whom, from where, by which links on, how wide and at most how high."""

    name: str
    role: str
    path: str
    follow: tuple[str, ...] = ()
    width: int = 1280
    height: int = 1100


@dataclass(frozen=True)
class Manner:
    """How the reader has set the portal."""

    language: str = "nl"
    theme: str = "light"


PICTURES = [
    Picture("home", "employee", "/", height=1250),
    Picture("home-phone", "employee", "/", width=360, height=1500),
    Picture("overview", "board", "/figures/", height=1500),
    Picture("course", "employee", "/training/", follow=("Veilig",)),
    Picture("pilot", "team", "/pilots/", follow=("Spraak",), height=1250),
    Picture("strategy", "employee", "/strategy/", height=1250),
]
"""The six that the README shows. What is followed is the first row whose Dutch title begins so."""
REVIEWED = [
    Picture("sign-in", "", "/account/login/"),
    *(picture for picture in PICTURES if picture.name != "home-phone"),
    *(
        Picture(f"home-{role}", role, "/")
        for role in ("team", "manager", "trainer", "hr", "programme_office", "board", "privacy_officer",
                     "works_council", "administrator")
    ),
]  # fmt: skip
WIDTHS = (1280, 360)


def main() -> int:
    """Read the command line and take the pictures; 1 when one is too heavy for a README."""
    parser = argparse.ArgumentParser(prog="python -m scripts.screenshots", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--address", help="a demo that runs; else one is made")
    parser.add_argument("--review", type=Path, metavar="FOLDER", help="many pictures, for a look, into FOLDER")
    parser.add_argument("--only", nargs="+", default=[], help="names of the pictures to make; else all")
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--months", type=int, default=14)
    asked = parser.parse_args()
    program = chromium.path()
    if program is None:
        print(chromium.MISSING, file=sys.stderr)
        return 1
    with demo(asked.address, people=asked.people, months=asked.months) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(chromium.ARGUMENTS))
        try:
            made = list(
                review(browser, address, asked.review, asked.only)
                if asked.review
                else portraits(browser, address, asked.only)
            )
        finally:
            browser.close()
    heavy = [file.name for file in made if file.stat().st_size > LARGEST_KILOBYTES * 1000]
    for file in made:
        print(f"{file.stat().st_size // 1000:>5} kB  {file}")
    if heavy and not asked.review:
        print(f"heavier than {LARGEST_KILOBYTES} kB: {', '.join(heavy)}", file=sys.stderr)
        return 1
    return 0


@contextmanager
def demo(address: str | None, *, people: int, months: int) -> Iterator[str]:
    """Give the address of a filled portal: the given one, or one that lives as long as this."""
    if address:
        yield address.rstrip("/")
        return
    with (
        fresh_database("screenshots") as database,
        tempfile.TemporaryDirectory(prefix="houvast-screenshots-") as folder,
    ):
        os.environ["DATABASE_URL"] = database
        with served(fill(Path(folder), people=people, months=months)) as served_at:
            yield served_at


def portraits(browser: Browser, address: str, only: list[str]) -> Iterator[Path]:
    """Take the pictures of the README: Dutch, light."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        if not only or picture.name in only:
            yield take(browser, address, picture, Manner(), FOLDER / f"{picture.name}.png")


def review(browser: Browser, address: str, folder: Path, only: list[str]) -> Iterator[Path]:
    """Take every page in every manner and width."""
    folder.mkdir(parents=True, exist_ok=True)
    for picture, language, theme, width in product(REVIEWED, ("nl", "en"), ("light", "dark"), WIDTHS):
        if not only or picture.name in only:
            other = Picture(picture.name, picture.role, picture.path, picture.follow, width, 4000)
            file = folder / f"{picture.name}-{language}-{theme}-{width}.png"
            yield take(browser, address, other, Manner(language, theme), file)


def take(browser: Browser, address: str, picture: Picture, manner: Manner, file: Path) -> Path:
    """Come in through the demo's door, walk to the page, and keep its upper part."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": picture.width, "height": 800},
        color_scheme="dark" if manner.theme == "dark" else "light",
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "houvast_language", "value": "nl", "url": address}])
    page = context.new_page()
    page.goto("/account/login/")
    if picture.role:
        page.locator(f"button[name=role][value={picture.role}]").click()
        page.wait_for_url(f"{address}/")
        page.goto(picture.path)
    for title in picture.follow:
        page.locator("main a").filter(has_text=title).first.click()
        page.wait_for_load_state()
    if manner.language != "nl":
        context.add_cookies([{"name": "houvast_language", "value": manner.language, "url": address}])
        page.reload()
    keep(page, file, height=picture.height)
    context.close()
    return file


def keep(page: Page, file: Path, *, height: int) -> None:
    """Write the page to a file, from its top down to ``height`` or to its end."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    whole = int(page.evaluate("document.documentElement.scrollHeight"))
    # The bar of a phone stays at the bottom of the window: a window as high as the picture puts it where it belongs.
    width = page.viewport_size["width"] if page.viewport_size else 1280
    page.set_viewport_size({"width": width, "height": min(whole, height)})
    page.screenshot(path=file, animations="disabled", caret="hide")


if __name__ == "__main__":
    sys.exit(main())
