// What every page needs of the browser; see frame.py.
export default ({ data, setTriggerValue }) => {
  document.documentElement.lang = data.lang
  if (data.author) {
    const secure = location.protocol === "https:" ? "; secure" : ""
    document.cookie =
      "{COOKIE}=" + encodeURIComponent(data.author) + "; path=/; max-age=31536000; samesite=strict" + secure
  }
  document.lpFollow = (href) => setTriggerValue("followed", href)
  if (document.lpListens) return
  document.lpListens = true
  document.addEventListener("click", followed, true)
}

const followed = (event) => {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = event.target.closest?.(".stMain :is(.stHtml, .stMarkdown, .stHeading) a[href]")
  if (!link || link.origin !== location.origin || link.hash || link.hasAttribute("download")) return
  event.preventDefault()
  event.stopPropagation()
  document.lpFollow(link.pathname + link.search)
}
