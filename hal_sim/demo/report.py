"""``report.html``: the demo's day for a person to read, with the screens and the paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from hal_sim.demo.story import Chapter, Entry, Mood, Picture, Table

_STYLE_FILE = Path(__file__).parent / "report.css"


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure at the top of the report: "20" "voters"."""

    figure: str
    meaning: str


def write_report(
    path: Path, title: str, lead: str, headlines: Sequence[Headline], chapters: Sequence[Chapter]
) -> None:
    """Write the report; it needs only itself and the pictures beside it."""
    contents = "".join(
        f'<li><a href="#chapter-{number}">{escape(chapter.title)}</a></li>'
        for number, chapter in enumerate(chapters, start=1)
    )
    figures = "".join(
        f"<div><b>{escape(each.figure)}</b><span>{escape(each.meaning)}</span></div>" for each in headlines
    )
    body = "".join(_chapter(number, chapter) for number, chapter in enumerate(chapters, start=1))
    path.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE_FILE.read_text(encoding='utf-8')}</style></head>"
        f'<body><header><h1>{escape(title)}</h1><p>{escape(lead)}</p><div class="figures">{figures}</div>'
        f"<nav><ol>{contents}</ol></nav></header><main>{body}</main></body></html>\n",
        encoding="utf-8",
    )


def _chapter(number: int, chapter: Chapter) -> str:
    entries = "".join(_entry(entry) for entry in chapter.entries)
    return f'<section id="chapter-{number}"><h2>{escape(chapter.title)}</h2>{entries}</section>'


def _entry(entry: Entry) -> str:
    mark = {Mood.PLAIN: "", Mood.TROUBLE: "Trouble: ", Mood.GOOD: ""}[entry.mood]
    pictures = "".join(_picture(picture) for picture in entry.pictures)
    tables = "".join(_table(table) for table in entry.tables)
    shown = f'<div class="pictures">{pictures}</div>' if pictures else ""
    return (
        f'<article class="{entry.mood.value}"><time>{escape(entry.time)}</time>'
        f"<p>{'<b>' + mark + '</b>' if mark else ''}{escape(entry.text)}</p>{tables}{shown}</article>"
    )


def _picture(picture: Picture) -> str:
    kind = "paper" if picture.tall else "screen"
    caption = escape(picture.caption)
    return (
        f'<figure class="{kind}"><a href="{escape(picture.path)}">'
        f'<img loading="lazy" src="{escape(picture.path)}" alt="{caption}"></a>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _table(table: Table) -> str:
    head, *rows = table.rows
    cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>"
