"""The picture of a departure: three bands of customers as blocks; a click opens one."""

from typing import Any

import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from analytics.departure.simulation import BANDS
from pages.components import numbers, session
from pages.components.text import plain_text, t_text
from pages.departure.blocks import Block, bands_beside, squarified
from pages.departure.rows import band_word

__all__ = ["bands_of", "draw_picture"]

#: Blocks of a band; the customers beyond them share one.
_BLOCKS = 80


def bands_of(assessment: Assessment, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """What the picture shows of ``customer_rows``, band by band: code, title, note, left and width
    (0–1), and blocks."""
    currency = assessment.currency
    parts = [rows[(rows["band"] == band) & (rows["exposure"] > 0)] for band in BANDS]
    boxes = bands_beside([float(part["exposure"].sum()) for part in parts])
    return [
        {
            "band": band,
            "amount": numbers.money(float(part["exposure"].sum()), currency),
            "words": band_word(band),
            "note": t_text("{count} customer", "{count} customers", count=len(part)),
            "left": box.left,
            "width": box.width,
            "blocks": [_block(each) for each in _blocks(part, box, currency)],
        }
        for band, part, box in zip(BANDS, parts, boxes, strict=True)
    ]


def _blocks(part: pd.DataFrame, box: Any, currency: str) -> list[Block]:
    ordered = part.sort_values(["exposure", "customer_id"], ascending=[False, True], kind="stable")
    shown, others = ordered.head(_BLOCKS), ordered.iloc[_BLOCKS:]
    sizes = shown["exposure"].tolist()
    if len(others):
        sizes.append(float(others["exposure"].sum()))
    boxes = squarified(sorted(sizes, reverse=True), box)
    rest = sorted(range(len(sizes)), key=lambda place: -sizes[place])
    placed = dict(zip(rest, boxes, strict=True))
    blocks = [
        Block(
            str(row["customer_id"]),
            plain_text(row["name"]),
            numbers.money(row["exposure"], currency),
            _spoken(row, currency),
            placed[place],
        )
        for place, row in enumerate(shown.to_dict("records"))
    ]
    if len(others):
        amount = numbers.money(sizes[-1], currency)
        words = t_text("{count} smaller one", "{count} smaller ones", count=len(others))
        blocks.append(Block("", words, amount, f"{words}, {amount}", placed[len(shown)]))
    return blocks


def _spoken(row: dict[Any, Any], currency: str) -> str:
    return t_text(
        "{name}: {amount} a year, {band}, follows with {chance}",
        name=row["name"],
        amount=numbers.money(row["exposure"], currency),
        band=row["band_words"],
        chance=numbers.percent(row["chance"]),
    )


def _block(block: Block) -> dict[str, Any]:
    box = block.box
    return {
        "key": block.key,
        "name": block.name,
        "amount": block.amount,
        "spoken": block.spoken,
        "box": [round(each, 5) for each in (box.left, box.top, box.width, box.height)],
    }


#: Drawn from data alone: names are set as text, never as markup.
_JS = """export default ({ data, parentElement, setTriggerValue }) => {
  const made = (tag, kind, text) => {
    const node = document.createElement(tag)
    node.className = kind
    if (text !== undefined) node.textContent = text
    return node
  }
  const root = parentElement.querySelector(".picture")
  root.replaceChildren()
  root.setAttribute("aria-label", data.alt)
  const heads = made("div", "heads"), bands = made("div", "bands")
  for (const band of data.bands) {
    const head = made("p", "head " + band.band)
    head.append(made("span", "swatch"), made("span", "amount", band.amount), " ",
                made("span", "words", band.words), " ", made("span", "note", band.note))
    heads.append(head)
    if (!band.blocks.length) continue
    const field = made("div", "field " + band.band)
    field.style.setProperty("--width", band.width)
    for (const block of band.blocks) {
      const [left, top, width, height] = block.box
      const item = made(block.key ? "button" : "div", "block")
      if (block.key) {
        item.type = "button"
        item.onclick = () => setTriggerValue("opened", block.key)
        item.setAttribute("aria-label", block.spoken)
      }
      item.title = block.spoken
      item.style.left = 100 * (left - band.left) / band.width + "%"
      item.style.width = 100 * width / band.width + "%"
      item.style.top = 100 * top + "%"
      item.style.height = 100 * height + "%"
      item.append(made("span", "name", block.name), made("span", "size", block.amount))
      field.append(item)
    }
    bands.append(field)
  }
  root.append(heads, bands)
}"""

_CSS = """
.picture { font-family: var(--st-font); color: var(--st-text-color);
  font-variant-numeric: tabular-nums; }
.heads { display: flex; flex-wrap: wrap; gap: 0.25rem 1.75rem; margin-bottom: 0.625rem; }
.head { position: relative; margin: 0; padding-left: 1.375rem; line-height: 1.35; }
.head > .words, .head > .note { display: block; font-size: 0.8125rem; }
.head > .words { font-size: 0.875rem; }
.head > .note { opacity: 0.8; }
.amount { font-size: 1.25rem; font-weight: 600; }
.swatch { position: absolute; left: 0; top: 0.4rem; width: 0.875rem; height: 0.875rem;
  border-radius: 2px; border: 1px solid transparent; box-sizing: border-box; }
.bands { display: flex; gap: 5px; width: 100%; }
.field { position: relative; flex: var(--width) 1 0; min-width: 0; height: 320px; }
.block { position: absolute; box-sizing: border-box; container-type: size; overflow: hidden;
  margin: 0; padding: 0; border: 1px solid var(--st-background-color); border-radius: 3px;
  font: inherit; text-align: left; display: flex; flex-direction: column; }
button.block { cursor: pointer; }
button.block:hover, button.block:focus-visible { outline: 2px solid var(--st-text-color);
  outline-offset: -2px; z-index: 1; }
.block > span { display: none; padding: 0 6px; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; line-height: 1.35; }
@container (min-width: 66px) and (min-height: 26px) { .block > .name { display: block;
  padding-top: 4px; font-size: 0.8125rem; } }
@container (min-width: 66px) and (min-height: 46px) { .block > .size { display: block;
  font-size: 0.75rem; opacity: 0.9; } }
.stays .block, .stays .swatch { background: light-dark(#e9edf2, #26303c);
  color: light-dark(#1a2230, #e8ecf1); border-color: light-dark(#c9d1db, #3c4858); }
.call .block, .call .swatch { background: light-dark(#fbe3c4, #4a3423);
  color: light-dark(#1a2230, #ffffff); border-color: light-dark(#d98a3a, #c8702d); }
.go .block, .go .swatch { background: light-dark(#b83a14, #ea6a33);
  color: light-dark(#ffffff, #0f1419); }
.head.go .amount { color: light-dark(#b83a14, #ff8a5c); }
.head.call .amount { color: light-dark(#8f4a08, #f0b27a); }
@media (max-width: 640px) {
  .heads { flex-direction: column; }
  .bands { flex-direction: column; }
  .field { flex: none; height: max(128px, calc(var(--width) * 360px)); }
}
@media print { .block, .swatch { print-color-adjust: exact; } }
"""

_BANDS = st.components.v2.component(
    "linchpin_departure",
    html='<div class="picture" role="group"></div>',
    css=_CSS,
    js=_JS,
)


def draw_picture(bands: list[dict[str, Any]], *, alt: str) -> None:
    """Draw what :func:`bands_of` made; a click opens the customer in place."""
    _BANDS(
        data={"bands": bands, "alt": alt},
        key="departure-bands",
        on_opened_change=_open,
        height="content",
    )


def _open() -> None:
    picked = st.session_state["departure-bands"].opened
    if picked:
        session.go("customers", customer=str(picked))
