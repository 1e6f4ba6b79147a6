// Five slides for the projector: big type, arrow keys, the whole screen, decisions beside.
export default ({ data, parentElement, setStateValue }) => {
  const show = parentElement.querySelector(".show") ?? build(parentElement)
  show.lp = { data, setStateValue }
  draw(show)
}

const build = (root) => {
  const show = document.createElement("section")
  show.className = "show"
  show.tabIndex = 0
  show.setAttribute("aria-roledescription", "carousel")
  show.at = 0
  show.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1 }[event.key]
    const last = show.lp.data.slides.length - 1
    if (event.key === " " && event.target.closest("button")) return
    if (event.key === "Home") go(show, 0)
    else if (event.key === "End") go(show, last)
    else if (event.key === "f") full(show)
    else if (step) go(show, show.at + step)
    else return
    event.preventDefault()
  })
  document.addEventListener("fullscreenchange", () => draw(show))
  root.append(show)
  return show
}

const go = (show, to) => {
  const at = Math.min(Math.max(to, 0), show.lp.data.slides.length - 1)
  if (at === show.at) return
  show.at = at
  draw(show)
  show.focus()
}

// Inside a shadow root the document names the host alone.
const isFull = (show) => (show.getRootNode().fullscreenElement ?? document.fullscreenElement) === show

const full = (show) => (isFull(show) ? document.exitFullscreen() : show.requestFullscreen?.().then(() => show.focus()))

const draw = (show) => {
  const { slides, decisions, words } = show.lp.data
  show.at = Math.min(show.at, slides.length - 1)
  const slide = slides[show.at]
  const place = words.place.replace("{number}", show.at + 1).replace("{all}", slides.length)
  show.setAttribute("aria-label", words.label)
  const page = make("article")
  page.setAttribute("aria-live", "polite")
  page.append(make("p", "place", place), make("h2", "", slide.title))
  if (slide.lead) page.append(make("p", "lead", slide.lead))
  if (slide.rows.length) page.append(rows(slide.rows))
  const aside = make("aside")
  aside.append(make("h3", "", words.decisions), list(decisions, words.none))
  const bar = make("nav")
  bar.append(
    button(words.back, "←", show.at === 0, () => go(show, show.at - 1)),
    button(words.next, "→", show.at === slides.length - 1, () => go(show, show.at + 1)),
    button("", isFull(show) ? words.leave : words.full, false, () => full(show), "full"),
  )
  const here = show.getRootNode().activeElement
  const kept = here?.dataset?.name
  show.replaceChildren(page, aside, bar)
  if (kept) [...bar.children].find((each) => each.dataset.name === kept && !each.disabled)?.focus()
}

const make = (tag, name = "", text = "") => {
  const element = document.createElement(tag)
  if (name) element.className = name
  if (text) element.textContent = text
  return element
}

const rows = (all) => {
  const table = make("table")
  all.forEach(({ name, value, note }) => {
    const row = make("tr")
    const head = make("th", "", name)
    head.scope = "row"
    if (note) head.append(make("small", "", note))
    row.append(head, make("td", "", value))
    table.append(row)
  })
  return table
}

const list = (decisions, none) => {
  if (!decisions.length) return make("p", "", none)
  const items = make("ol")
  decisions.forEach((each) => items.append(make("li", "", each)))
  return items
}

const button = (label, sign, disabled, act, name = sign) => {
  const element = make("button", "", sign)
  element.type = "button"
  element.disabled = disabled
  element.dataset.name = name
  if (label) element.title = label
  if (label) element.setAttribute("aria-label", label)
  element.addEventListener("click", act)
  return element
}
