// What every page needs of the browser; see frame.py.
export default ({ data, setTriggerValue }) => {
  document.documentElement.lang = data.lang
  if (data.author) {
    const secure = location.protocol === "https:" ? "; secure" : ""
    document.cookie =
      "{COOKIE}=" + encodeURIComponent(data.author) + "; path=/; max-age=31536000; samesite=strict" + secure
  }
  document.documentElement.toggleAttribute("data-dark", isDark())
  document.lpFollow = (href) => setTriggerValue("followed", href)
  if (document.lpListens) return
  document.lpListens = true
  document.addEventListener("click", followed, true)
  onePage()
  whenDrawn()
}

// Pieces that come one by one push each other about: the style shows them from here on.
const whenDrawn = () => {
  const quiet = document.querySelector('.stApp[data-test-script-state="notRunning"]')
  if (quiet) requestAnimationFrame(() => document.documentElement.toggleAttribute("data-drawn", true))
  else setTimeout(whenDrawn, 50)
}

// Whether the theme is dark, for paper, which is not.
const isDark = () => {
  const app = document.querySelector(".stApp")
  const [red, green, blue] = (app ? getComputedStyle(app).backgroundColor : "").match(/\d+/g) ?? [255, 255, 255]
  return Number(red) + Number(green) + Number(blue) < 384
}

// Where the server changes the page, Streamlit first writes what the new page shows into the address
// of the old one, as a step of its own: the way back would lead to a view that nobody has seen.
const SOON = 3000
// As long as a busy server may take for a page.
const PATIENCE = 60000
const onePage = () => {
  const push = history.pushState.bind(history)
  let written
  history.pushState = (state, title, url) => {
    const to = new URL(url ?? location.href, location.href)
    const leaves = to.pathname !== location.pathname
    const between =
      leaves && written?.href === location.href && written.search === to.search &&
      performance.now() - written.at < SOON
    between ? history.replaceState(state, title, url) : push(state, title, url)
    written = leaves ? undefined : { href: to.href, search: to.search, at: performance.now() }
  }
}

const followed = (event) => {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = event.target.closest?.(".stMain :is(.stHtml, .stMarkdown, .stHeading, .stPageLink) a[href]")
  if (!link || link.origin !== location.origin || link.hash || link.hasAttribute("download")) return
  if (link.search.includes("tab=")) toTab(link)
  // A page's link to itself would be followed without a word of it in the address.
  if (link.closest(".stPageLink") && !isHere(link)) return
  event.preventDefault()
  event.stopPropagation()
  document.lpFollow(link.pathname + link.search)
}

// Of a page link Streamlit writes the name of its page alone; that of the overview is empty.
const isHere = (link) =>
  location.pathname.endsWith("/" + link.getAttribute("href").split(/[?#]/)[0].replace(/^\//, ""))

// A link to a tab leads the eye there as well: tabs stand below the fold. What is drawn late moves them
// again, and whoever takes the page in hand meanwhile is not pulled away.
const toTab = (link) => {
  const tab = (search) => new URLSearchParams(search).get("tab")
  const hands = ["wheel", "touchstart", "pointerdown", "keydown"]
  let end = performance.now() + PATIENCE
  let arrived = false
  const stop = () => (end = 0)
  const look = () => {
    const there = link.pathname === location.pathname && tab(link.search) === tab(location.search)
    const quiet = document.querySelector('.stApp[data-test-script-state="notRunning"]')
    const tabs = there && quiet && document.querySelector(".stMain .stTabs")
    if (tabs) tabs.scrollIntoView({ block: "start" })
    if (tabs && !arrived) {
      arrived = true
      end = Math.min(end, performance.now() + SOON)
    }
    if (performance.now() < end) setTimeout(look, 100)
    else hands.forEach((hand) => removeEventListener(hand, stop, true))
  }
  setTimeout(() => {
    hands.forEach((hand) => addEventListener(hand, stop, { capture: true, passive: true }))
    look()
  }, 100)
}
