"""The first five days as a list: when, what and why, who; a customer opens in place."""

import pandas as pd
import streamlit as st

from pages.components import session
from pages.components.text import plain_text

__all__ = ["draw_days"]

#: Drawn from data alone: names are set as text, never as markup.
_JS = """export default ({ data, parentElement, setTriggerValue }) => {
  const made = (tag, kind, text) => {
    const node = document.createElement(tag)
    node.className = kind
    if (text !== undefined) node.textContent = text
    return node
  }
  const root = parentElement.querySelector(".days")
  root.replaceChildren()
  root.setAttribute("aria-label", data.alt)
  for (const task of data.tasks) {
    const item = made("li", "task"), middle = made("div", "middle")
    const what = made(task.key ? "button" : "p", "what", task.what)
    if (task.key) {
      what.type = "button"
      what.onclick = () => setTriggerValue("opened", task.key)
    }
    middle.append(what)
    if (task.note) middle.append(made("p", "note", task.note))
    item.append(made("span", "when", task.when), middle, made("span", "who", task.who))
    root.append(item)
  }
}"""

_CSS = """
.days { list-style: none; margin: 0; padding: 0; font-family: var(--st-font);
  color: var(--st-text-color); font-size: 0.9375rem; }
.task { display: grid; grid-template-columns: 3.75rem minmax(0, 1fr) minmax(0, 7.5rem);
  gap: 0.75rem; padding: 0.5rem 0; line-height: 1.35;
  border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
.when, .who { opacity: 0.8; overflow-wrap: anywhere; }
.what { margin: 0; padding: 0; border: 0; background: none; color: inherit; font: inherit;
  font-weight: 500; text-align: left; overflow-wrap: anywhere; }
button.what { cursor: pointer; text-decoration: underline; text-underline-offset: 0.15em;
  text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); min-height: 24px; }
button.what:hover { text-decoration-color: currentColor; }
button.what:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
.note { margin: 0.125rem 0 0; font-size: 0.8125rem; opacity: 0.8; }
"""

_DAYS = st.components.v2.component(
    "linchpin_first_days", html='<ol class="days"></ol>', css=_CSS, js=_JS
)


def draw_days(tasks: pd.DataFrame, *, alt: str) -> None:
    """Draw some tasks; columns when, what, note, who (plain text) and customer_id (may be
    missing)."""
    _DAYS(
        data={
            "alt": alt,
            "tasks": [
                {
                    "key": "" if pd.isna(row["customer_id"]) else str(row["customer_id"]),
                    **{name: plain_text(row[name]) for name in ("when", "what", "note", "who")},
                }
                for row in tasks.to_dict("records")
            ],
        },
        key="departure-tasks",
        on_opened_change=_open,
        height="content",
    )


def _open() -> None:
    picked = st.session_state["departure-tasks"].opened
    if picked:
        session.go("customers", customer=str(picked))
