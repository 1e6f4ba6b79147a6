// A combobox: what is typed is asked of the server after a pause, and what is found is listed below.
const PAUSE = 180

export default ({ data, parentElement, setStateValue, setTriggerValue }) => {
  const field = parentElement.querySelector(".field") ?? build(parentElement)
  const input = field.querySelector("input")
  field.lp = { data, setStateValue, setTriggerValue }
  input.placeholder = data.label
  input.setAttribute("aria-label", data.label)
  field.querySelector("button").setAttribute("aria-label", data.clear)
  // Hits of an earlier text would be wrong for what stands there now.
  if (input.value.trim() === data.asked.trim()) list(field)
}

const build = (root) => {
  const field = document.createElement("div")
  field.className = "field"
  field.innerHTML =
    '<input type="search" role="combobox" aria-autocomplete="list" aria-expanded="false"' +
    ' aria-controls="hits" autocomplete="off" spellcheck="false">' +
    '<button type="button" hidden>×</button><div class="below" aria-live="polite"></div>'
  root.append(field)
  const input = field.querySelector("input")
  let timer
  const ask = () => field.lp.setStateValue("asked", input.value.trim())
  input.addEventListener("input", () => {
    clearTimeout(timer)
    field.querySelector("button").hidden = !input.value
    timer = setTimeout(ask, input.value.trim() ? PAUSE : 0)
    if (!input.value.trim()) close(field)
  })
  input.addEventListener("keydown", (event) => move(field, event))
  input.addEventListener("focus", () => input.value.trim() && list(field))
  field.querySelector("button").addEventListener("click", () => {
    clear(field)
    input.focus()
  })
  field.addEventListener("focusout", (event) => {
    if (!field.contains(event.relatedTarget)) setTimeout(() => close(field), 150)
  })
  return field
}

const clear = (field) => {
  field.querySelector("input").value = ""
  field.querySelector("button").hidden = true
  field.lp.setStateValue("asked", "")
  close(field)
}

const close = (field) => {
  field.querySelector(".below").replaceChildren()
  const input = field.querySelector("input")
  input.setAttribute("aria-expanded", "false")
  input.removeAttribute("aria-activedescendant")
}

const list = (field) => {
  const { hits, nothing, asked, label } = field.lp.data
  close(field)
  if (!asked.trim() || field.getRootNode().activeElement !== field.querySelector("input")) return
  const below = field.querySelector(".below")
  if (!hits.length) {
    const word = document.createElement("p")
    word.textContent = nothing
    below.append(word)
    return
  }
  const found = document.createElement("ul")
  found.id = "hits"
  found.setAttribute("role", "listbox")
  found.setAttribute("aria-label", label)
  hits.forEach((hit, place) => found.append(option(field, hit, place)))
  below.append(found)
  field.querySelector("input").setAttribute("aria-expanded", "true")
}

const option = (field, hit, place) => {
  const item = document.createElement("li")
  item.id = `hit-${place}`
  item.setAttribute("role", "option")
  item.setAttribute("aria-selected", "false")
  const link = document.createElement("a")
  link.href = hit.href
  link.tabIndex = -1
  const name = document.createElement("b")
  name.textContent = hit.name
  name.style.fontWeight = 500
  const kind = document.createElement("span")
  kind.textContent = hit.kind
  link.append(name, kind)
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    open(field, hit)
  })
  item.append(link)
  return item
}

const open = (field, hit) => {
  field.lp.setTriggerValue("opened", { path: hit.path, query: hit.query, id: hit.id })
  clear(field)
}

const move = (field, event) => {
  const items = [...field.querySelectorAll("li")]
  const here = items.findIndex((item) => item.getAttribute("aria-selected") === "true")
  if (event.key === "Escape") clear(field)
  if (event.key === "Enter" && items.length) open(field, field.lp.data.hits[Math.max(here, 0)])
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || !items.length) return
  event.preventDefault()
  const next = (here + step + items.length) % items.length
  items.forEach((item, place) => item.setAttribute("aria-selected", String(place === next)))
  items[next].scrollIntoView({ block: "nearest" })
  event.target.setAttribute("aria-activedescendant", items[next].id)
}
