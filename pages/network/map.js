// The map: a ring of people, customers as dots. One instance receives the picture as bytes, another
// draws it and what is chosen; both live in this module, so that a choice sends no picture again.

const TOKEN = 16, KEPT = 3
const SIDE = 32767, NOBODY = 65535, NO_CHANCE = 255
const ALONE = 1, SEVERAL = 2
const WALL = 0.035, SHARED = 0.8, PETAL = 0.46
const LABELS = 8, LABELS_NARROW = 4, NARROW = 560
const FADED = 0.32, SMALL = 3
const SLIDE_MS = 700, FADE_MS = 260
const GOLDEN = Math.PI * (3 - Math.sqrt(5))

// Made here, for the instance that only receives the picture shows nothing.
const PARTS = `
<div class="map">
  <canvas aria-hidden="true"></canvas>
  <ul class="people" role="listbox" tabindex="0"></ul>
  <div class="tip" hidden></div>
  <div class="live" aria-live="polite"></div>
</div>
<div class="bar" hidden>
  <button type="button" class="leave" aria-pressed="false"></button>
  <button type="button" class="clear"></button>
  <p class="outcome"></p>
</div>
<ul class="legend"></ul>`

const pictures = new Map()
const waiting = new Set()
const maps = new WeakMap()

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  if (data instanceof Uint8Array || data instanceof ArrayBuffer) return receive(new Uint8Array(data))
  if (!data || !data.token) return
  let map = maps.get(parentElement)
  if (!map) maps.set(parentElement, (map = new Picture(parentElement)))
  map.tell = (chosen) => setTriggerValue("chosen", chosen)
  map.show(data)
  return () => map.leave()
}

function receive(bytes) {
  const token = new TextDecoder().decode(bytes.subarray(0, TOKEN))
  if (pictures.has(token)) return
  const length = new DataView(bytes.buffer, bytes.byteOffset + TOKEN, 4).getUint32(0, true)
  const start = TOKEN + 4
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(start, start + length)))
  const base = bytes.slice(start + length).buffer
  const kinds = { int16: Int16Array, uint16: Uint16Array, uint32: Uint32Array, uint8: Uint8Array }
  const picture = { extent: header.extent, arcs: header.arcs, nobody: header.nobody }
  for (const [name, [kind, at, count]] of Object.entries(header.arrays)) {
    picture[name] = new kinds[kind](base, at, count)
  }
  for (const [name, text] of Object.entries(header.texts)) picture[name] = text === "" ? [] : text.split("\n")
  const unit = header.extent / SIDE
  for (const name of ["px", "py", "pr", "x", "y", "r"]) {
    picture[name] = Float32Array.from(picture[name], (value) => value * unit)
  }
  picture.pwidth = Float32Array.from(picture.pwidth, (value) => (value / NOBODY) * 2 * Math.PI)
  picture.around = [...picture.px.keys()].sort((a, b) => angle(picture, a) - angle(picture, b))
  for (const old of [...pictures.keys()].slice(0, 1 - KEPT)) pictures.delete(old)
  pictures.set(token, picture)
  for (const map of waiting) map.arrived()
}

function angle(picture, person) {
  const turn = Math.atan2(picture.px[person], -picture.py[person])
  return turn < 0 ? turn + 2 * Math.PI : turn
}

class Picture {
  constructor(root) {
    const frame = document.createElement("div")
    frame.innerHTML = PARTS
    root.append(frame)
    this.find = (name) => frame.querySelector(name)
    this.box = this.find(".map")
    this.canvas = this.find("canvas")
    this.list = this.find(".people")
    this.tip = this.find(".tip")
    this.pen = this.canvas.getContext("2d")
    this.chosen = { person: -1, dot: -1 }
    this.leaving = false
    this.active = -1
    this.hovered = null
    this.still = window.matchMedia("(prefers-reduced-motion: reduce)")
    this.sized = new ResizeObserver(() => this.measure())
    this.listen()
  }

  leave() {
    waiting.delete(this)
    if (!this.box.isConnected) this.sized.disconnect()
  }

  listen() {
    this.canvas.addEventListener("pointermove", (event) => this.point(event))
    this.canvas.addEventListener("pointerleave", () => this.hover(null))
    this.canvas.addEventListener("click", (event) => this.press(event))
    this.list.addEventListener("keydown", (event) => this.key(event))
    this.list.addEventListener("focus", () => this.walk(this.active < 0 ? this.first() : this.active))
    this.list.addEventListener("blur", () => this.hovered?.person >= 0 && this.hover(null))
    this.find(".leave").addEventListener("click", () => this.toggle())
    this.find(".clear").addEventListener("click", () => this.choose(null))
  }

  // What the server says: words, colours and what is chosen.
  show(data) {
    this.told = data
    waiting.add(this)
    this.arrived()
  }

  arrived() {
    const picture = pictures.get(this.told.token)
    if (!picture) return
    const fresh = picture !== this.picture
    if (fresh) {
      this.picture = picture
      this.x = Float32Array.from(picture.x)
      this.y = Float32Array.from(picture.y)
      this.list.replaceChildren(...picture.around.map((person) => this.option(person)))
      this.sized.observe(this.box)
    }
    this.words()
    const chosen = { person: this.told.person, dot: this.told.dot }
    const same = chosen.person === this.chosen.person && chosen.dot === this.chosen.dot
    if (fresh || !same) this.take(chosen, !fresh)
    else this.draw()
    this.find(".outcome").textContent = this.leaving ? this.told.outcome : ""
  }

  words() {
    const { told } = this
    this.list.setAttribute("aria-label", told.label)
    this.find(".leave").textContent = told.leave
    this.find(".clear").textContent = told.clear
    this.legend()
    Object.assign(this.tip.style, { background: told.colours.surface, color: told.colours.ink })
    this.tip.style.border = `1px solid ${told.colours.grid}`
  }

  legend() {
    const { legend, colours } = this.told
    const sign = (fill, stroke, dash) =>
      `<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="5.5" fill="${fill}" stroke="${stroke}" stroke-width="1.25" stroke-dasharray="${dash}"/></svg>`
    const items = [
      [sign(colours.scale[2], colours.scale[3], ""), legend.alone],
      [sign("none", colours.muted, ""), legend.shared],
      [sign("none", colours.unknown, "2 2"), legend.unknown],
    ]
    this.find(".legend").replaceChildren(
      ...items.map(([svg, text]) => this.item(svg, text)),
      this.scale(),
    )
  }

  item(svg, text) {
    const item = document.createElement("li")
    item.innerHTML = svg
    item.append(text)
    return item
  }

  scale() {
    const { legend, colours } = this.told
    const item = document.createElement("li")
    const scale = document.createElement("span")
    scale.className = "scale"
    for (const colour of colours.scale) {
      const step = document.createElement("i")
      step.style.background = colour
      scale.append(step)
    }
    item.append(legend.chance, " ", legend.low, scale, legend.high)
    return item
  }

  option(person) {
    const option = document.createElement("li")
    option.id = `person-${person}`
    option.setAttribute("role", "option")
    option.setAttribute("aria-selected", "false")
    option.textContent = this.said(person).join(", ")
    return option
  }

  said(person) {
    const { picture, told } = this
    const team = picture.arcs[picture.pteam[person]]?.[0]
    const lines = [picture.rep_names[person]]
    if (team) lines.push(team)
    lines.push(fill(told.words.alone, { amount: picture.rep_alone[person] }))
    lines.push(fill(told.words.shared, { amount: picture.rep_shared[person] }))
    return lines
  }

  measure() {
    const { width, height } = this.box.getBoundingClientRect()
    if (!width || !this.picture) return
    const dense = window.devicePixelRatio || 1
    this.width = width
    this.height = height
    this.canvas.width = Math.round(width * dense)
    this.canvas.height = Math.round(height * dense)
    this.dense = dense
    cancelAnimationFrame(this.frame)
    const to = this.to ?? this.picture
    this.x.set(to.x)
    this.y.set(to.y)
    this.gone = this.leaving ? 1 : 0
    this.see(this.fit(to.x, to.y))
    this.tips()
    this.draw()
  }

  // The view in which everything, where it is to be, has room in the box, labels too.
  fit(xs, ys) {
    const { picture } = this
    let [left, right, top, bottom] = [-1, 1, -1, 1]
    for (let dot = 0; dot < xs.length; dot++) {
      left = Math.min(left, xs[dot] - picture.r[dot])
      right = Math.max(right, xs[dot] + picture.r[dot])
      top = Math.min(top, ys[dot] - picture.r[dot])
      bottom = Math.max(bottom, ys[dot] + picture.r[dot])
    }
    const narrow = this.width < NARROW
    const beside = narrow ? 6 : 84, above = narrow ? 22 : 26
    const unit = Math.min((this.width - 2 * beside) / (right - left), (this.height - 2 * above) / (bottom - top))
    return [unit, this.width / 2 - (unit * (left + right)) / 2, this.height / 2 - (unit * (top + bottom)) / 2]
  }

  see(view) {
    this.view = view
    ;[this.unit, this.cx, this.cy] = view
  }

  // How far out each petal reaches.
  tips() {
    const { picture } = this
    this.reach = new Float32Array(picture.px.length).fill(1.05)
    for (let dot = 0; dot < picture.x.length; dot++) {
      const person = this.leaving ? (this.caught.get(dot) ?? picture.main[dot]) : picture.main[dot]
      if (picture.known[dot] !== ALONE && !(this.leaving && this.caught.has(dot))) continue
      const far = Math.hypot(this.x[dot], this.y[dot]) + picture.r[dot]
      this.reach[person] = Math.max(this.reach[person], far)
    }
  }

  take(chosen, slowly) {
    const was = this.emphasis ? Float32Array.from(this.emphasis) : null
    this.chosen = chosen
    this.leaving = false
    this.mark()
    this.find(".bar").hidden = chosen.person < 0 && chosen.dot < 0
    this.find(".leave").hidden = chosen.person < 0
    this.find(".leave").setAttribute("aria-pressed", "false")
    this.find(".outcome").textContent = ""
    for (const option of this.list.children) {
      option.setAttribute("aria-selected", String(option.id === `person-${chosen.person}`))
    }
    if (chosen.person >= 0) this.active = chosen.person
    this.move(this.picture.x, this.picture.y, was, slowly ? FADE_MS : 0)
  }

  // How much each dot stands out: 1 of the chosen, else less.
  mark() {
    const { picture, chosen } = this
    const none = chosen.person < 0 && chosen.dot < 0
    this.emphasis = new Float32Array(picture.x.length).fill(none ? 1 : FADED)
    this.people = new Float32Array(picture.px.length).fill(none ? 1 : 0.5)
    if (chosen.person >= 0) {
      this.people[chosen.person] = 1
      for (let dot = 0; dot < picture.x.length; dot++) if (this.knows(dot, chosen.person)) this.emphasis[dot] = 1
    }
    if (chosen.dot >= 0) {
      this.emphasis[chosen.dot] = 1
      for (const [person] of this.knowers(chosen.dot)) this.people[person] = 1
    }
  }

  knowers(dot) {
    const { picture } = this, found = []
    for (let at = picture.kstart[dot]; at < picture.kstart[dot + 1]; at++) {
      found.push([picture.kperson[at], picture.kweight[at]])
    }
    return found
  }

  knows(dot, person) {
    const { picture } = this
    for (let at = picture.kstart[dot]; at < picture.kstart[dot + 1]; at++) {
      if (picture.kperson[at] === person) return true
    }
    return false
  }

  move(x, y, was, milliseconds) {
    cancelAnimationFrame(this.frame)
    this.to = { x, y }
    const seen = this.view, seeing = this.width ? this.fit(x, y) : null
    const from = [Float32Array.from(this.x), Float32Array.from(this.y)]
    const begun = performance.now(), to = this.emphasis
    const gone = this.gone ?? 0, going = this.leaving ? 1 : 0
    const step = (now) => {
      const part = milliseconds && !this.still.matches ? Math.min(1, (now - begun) / milliseconds) : 1
      const eased = part < 0.5 ? 4 * part ** 3 : 1 - (-2 * part + 2) ** 3 / 2
      for (let dot = 0; dot < x.length; dot++) {
        this.x[dot] = from[0][dot] + (x[dot] - from[0][dot]) * eased
        this.y[dot] = from[1][dot] + (y[dot] - from[1][dot]) * eased
      }
      if (was) this.emphasis = to.map((value, dot) => was[dot] + (value - was[dot]) * eased)
      this.gone = gone + (going - gone) * eased
      if (seen && seeing) this.see(seeing.map((value, at) => seen[at] + (value - seen[at]) * eased))
      this.settled = part === 1
      if (part === 1) {
        this.emphasis = to
        this.tips()
      }
      this.draw()
      if (part < 1) this.frame = requestAnimationFrame(step)
    }
    step(begun)
  }

  // What if they leave: the petal is nobody's, what is shared goes to who remains.
  toggle() {
    if (this.chosen.person < 0) return
    this.leaving = !this.leaving
    this.find(".leave").setAttribute("aria-pressed", String(this.leaving))
    this.find(".outcome").textContent = this.leaving ? this.told.outcome : ""
    this.find(".live").textContent = this.leaving ? this.told.outcome : ""
    const { picture } = this
    if (!this.leaving) return this.move(picture.x, picture.y, null, SLIDE_MS)
    const left = this.without(this.chosen.person)
    this.caught = left.caught
    this.move(left.x, left.y, null, SLIDE_MS)
  }

  without(leaver) {
    const { picture } = this
    const x = Float32Array.from(picture.x), y = Float32Array.from(picture.y)
    const caught = new Map(), moving = [], taken = new Grid()
    for (let dot = 0; dot < x.length; dot++) {
      const rest = this.knowers(dot).filter(([person]) => person !== leaver)
      const moves = picture.known[dot] === SEVERAL && this.knows(dot, leaver) && rest.length
      if (moves) moving.push([dot, rest])
      else taken.add(x[dot], y[dot], picture.r[dot])
    }
    for (let person = 0; person < picture.px.length; person++) {
      taken.add(picture.px[person], picture.py[person], picture.pr[person])
    }
    for (const [dot, rest] of moving.sort((a, b) => picture.r[b[0]] - picture.r[a[0]])) {
      const free = rest.length === 1 ? this.petal(dot, rest[0][0], taken) : this.between(dot, rest, taken)
      if (rest.length === 1) caught.set(dot, rest[0][0])
      ;[x[dot], y[dot]] = free
      taken.add(free[0], free[1], picture.r[dot])
    }
    return { x, y, caught }
  }

  petal(dot, person, taken) {
    const { picture } = this, r = picture.r[dot], ray = angle(picture, person)
    const step = Math.max(r / 3, 0.004)
    for (let far = 1 + WALL + r; far < 3; far += step) {
      const side = Math.max(0, PETAL * picture.pwidth[person] - Math.asin(r / far))
      for (let turn = 0; turn <= side + 1e-9; turn += Math.max(step / far, side / 12 || 1)) {
        for (const sign of turn ? [1, -1] : [1]) {
          const at = [Math.sin(ray + sign * turn) * far, -Math.cos(ray + sign * turn) * far]
          if (taken.free(at[0], at[1], r)) return at
        }
      }
    }
    return [picture.x[dot], picture.y[dot]]
  }

  between(dot, rest, taken) {
    const { picture } = this, r = picture.r[dot]
    const whole = rest.reduce((sum, [, weight]) => sum + weight, 0) || 1
    let [mx, my] = [0, 0]
    for (const [person, weight] of rest) {
      mx += (SHARED * picture.px[person] * (weight || 1 / rest.length)) / whole
      my += (SHARED * picture.py[person] * (weight || 1 / rest.length)) / whole
    }
    for (let place = 0; place < 4000; place++) {
      const far = 0.5 * Math.max(r, 0.006) * Math.sqrt(place)
      const at = [mx + Math.cos(place * GOLDEN) * far, my + Math.sin(place * GOLDEN) * far]
      if (Math.hypot(...at) + r < 1 - WALL && taken.free(at[0], at[1], r)) return at
    }
    return [mx, my]
  }

  sx(x) { return this.cx + x * this.unit }
  sy(y) { return this.cy + y * this.unit }

  draw() {
    if (!this.width || !this.picture) return
    const { pen } = this
    pen.setTransform(this.dense, 0, 0, this.dense, 0, 0)
    pen.clearRect(0, 0, this.width, this.height)
    this.arcs()
    this.teams()
    this.lines()
    this.dots()
    this.opened()
    this.discs()
    if (this.settled !== false) this.labels()
    this.point_out()
    this.box.dataset.drawn = "true"
  }

  arcs() {
    const { pen, picture, told } = this
    pen.lineWidth = Math.max(2, this.unit * 0.014)
    pen.lineCap = "butt"
    const arc = (first, last, colour, dash) => {
      pen.strokeStyle = colour
      pen.setLineDash(dash)
      pen.beginPath()
      pen.arc(this.cx, this.cy, this.unit, first - Math.PI / 2, last - Math.PI / 2)
      pen.stroke()
    }
    for (const [, first, last] of picture.arcs) arc(first, last, told.colours.neutral, [])
    if (picture.nobody) arc(...picture.nobody, told.colours.unknown, [2, 4])
    pen.setLineDash([])
  }

  // The names of teams along the inside of the ring, where they fit.
  teams() {
    const { pen, told } = this, size = this.width < NARROW ? 9 : 11
    pen.font = `400 ${size}px ${told.font}`
    pen.fillStyle = told.colours.muted
    pen.textAlign = "center"
    pen.textBaseline = "middle"
    for (const [name, first, last] of this.picture.arcs) this.along(clipped(name), (first + last) / 2, last - first, size)
  }

  along(name, middle, room, size) {
    const { pen } = this, far = this.unit * (1 - WALL) - size
    const letters = [...name], wide = letters.map((letter) => pen.measureText(letter).width / far)
    const whole = wide.reduce((sum, each) => sum + each, 0)
    if (whole > room * 0.9 || this.crowded(middle, whole / 2 + 0.02, far / this.unit, size / this.unit)) return
    // Below the middle the text runs the other way, so that it never stands on its head.
    const below = Math.cos(middle) < 0, way = below ? -1 : 1
    let at = middle - (way * whole) / 2
    letters.forEach((letter, place) => {
      const turn = at + (way * wide[place]) / 2
      pen.save()
      pen.translate(this.cx + Math.sin(turn) * far, this.cy - Math.cos(turn) * far)
      pen.rotate(turn + (below ? Math.PI : 0))
      pen.fillText(letter, 0, 0)
      pen.restore()
      at += way * wide[place]
    })
  }

  crowded(middle, half, far, high) {
    const { picture } = this
    return picture.x.some((x, dot) => {
      const y = picture.y[dot], r = picture.r[dot], away = Math.hypot(x, y)
      if (Math.abs(away - far) > r + high * 0.6) return false
      const turn = Math.abs(((Math.atan2(x, -y) - middle + 5 * Math.PI) % (2 * Math.PI)) - Math.PI)
      return turn < half + r / away
    })
  }

  // Only of what is chosen, so that the picture stays open.
  lines() {
    const { pen, picture, chosen } = this
    pen.strokeStyle = this.told.colours.ink
    pen.globalAlpha = 0.16 * (1 - (this.gone ?? 0))
    pen.lineWidth = 0.75
    pen.beginPath()
    const line = (person, dot) => {
      pen.moveTo(this.sx(picture.px[person]), this.sy(picture.py[person]))
      pen.lineTo(this.sx(this.x[dot]), this.sy(this.y[dot]))
    }
    if (chosen.person >= 0) {
      for (let dot = 0; dot < picture.x.length; dot++) {
        if (picture.known[dot] === SEVERAL && this.knows(dot, chosen.person)) line(chosen.person, dot)
      }
    }
    if (chosen.dot >= 0) for (const [person] of this.knowers(chosen.dot)) line(person, chosen.dot)
    pen.stroke()
    pen.globalAlpha = 1
  }

  colour(person) {
    const { scale, neutral } = this.told.colours, chance = this.picture.pchance[person]
    return chance === NO_CHANCE ? neutral : scale[chance]
  }

  edge(person) {
    const { scale, unknown } = this.told.colours, chance = this.picture.pchance[person]
    return chance === NO_CHANCE ? unknown : scale[Math.min(chance + 1, scale.length - 1)]
  }

  // Dots of one look are one path: thousands cost some milliseconds.
  dots() {
    const { picture, told, chosen } = this, gone = this.gone ?? 0
    const looks = new Map()
    const put = (dot, look) => {
      const key = `${look.fill}|${look.stroke}|${look.dash}|${look.wide}|${look.alpha.toFixed(2)}`
      let found = looks.get(key)
      if (!found) looks.set(key, (found = { ...look, path: new Path2D() }))
      const r = Math.max(picture.r[dot] * this.unit - 0.35, 0.7)
      found.path.moveTo(this.sx(this.x[dot]) + r, this.sy(this.y[dot]))
      found.path.arc(this.sx(this.x[dot]), this.sy(this.y[dot]), r, 0, 2 * Math.PI)
    }
    for (let dot = 0; dot < picture.x.length; dot++) {
      const small = picture.r[dot] * this.unit < SMALL
      const alpha = this.emphasis[dot], mine = chosen.person >= 0 && alpha > 0.9
      const known = picture.known[dot], person = picture.main[dot]
      if (known === ALONE && person === chosen.person && gone > 0) {
        put(dot, { fill: this.colour(person), stroke: "", dash: "", wide: 1, alpha: 1 - gone })
        put(dot, { fill: "", stroke: told.colours.unknown, dash: "2 2", wide: 1.25, alpha: gone })
      } else if (known === ALONE) {
        put(dot, { fill: this.colour(person), stroke: small ? "" : this.edge(person), dash: "", wide: 0.75, alpha })
      } else if (known === 0) {
        put(dot, { fill: "", stroke: told.colours.unknown, dash: "2 2", wide: 1.25, alpha })
      } else if (gone > 0 && this.caught?.has(dot)) {
        const heir = this.caught.get(dot)
        put(dot, { fill: this.colour(heir), stroke: told.colours.ink, dash: "", wide: small ? 0.5 : 1.25, alpha: gone })
        put(dot, { fill: "", stroke: told.colours.ink, dash: "", wide: 1.25, alpha: 1 - gone })
      } else {
        const stroke = mine || dot === chosen.dot ? told.colours.ink : told.colours.muted
        put(dot, { fill: "", stroke, dash: "", wide: small ? 0.75 : mine ? 1.25 : 1, alpha })
      }
    }
    const { pen } = this
    for (const look of looks.values()) {
      pen.globalAlpha = look.alpha
      if (look.fill) { pen.fillStyle = look.fill; pen.fill(look.path) }
      if (look.stroke) {
        pen.strokeStyle = look.stroke
        pen.lineWidth = look.wide
        pen.setLineDash(look.dash ? look.dash.split(" ").map(Number) : [])
        pen.stroke(look.path)
      }
    }
    pen.setLineDash([])
    pen.globalAlpha = 1
    if (chosen.dot >= 0) this.ring(this.x[chosen.dot], this.y[chosen.dot], picture.r[chosen.dot], 2.5)
  }

  ring(x, y, r, wide) {
    const { pen } = this
    pen.strokeStyle = this.told.colours.ink
    pen.lineWidth = wide
    pen.beginPath()
    pen.arc(this.sx(x), this.sy(y), Math.max(r * this.unit, 3) + wide, 0, 2 * Math.PI)
    pen.stroke()
  }

  // A dot that stands for several opens: its customers inside it, areas in proportion.
  opened() {
    const { chosen, pen, picture, told } = this
    if (chosen.dot < 0 || !told.members?.length) return
    const [x, y] = [this.sx(this.x[chosen.dot]), this.sy(this.y[chosen.dot])]
    const r = Math.max(picture.r[chosen.dot] * this.unit, 42)
    pen.fillStyle = told.colours.surface
    pen.strokeStyle = told.colours.ink
    pen.lineWidth = 1.5
    pen.beginPath()
    pen.arc(x, y, r, 0, 2 * Math.PI)
    pen.fill()
    pen.stroke()
    const alone = picture.known[chosen.dot] === ALONE
    pen.fillStyle = alone ? this.colour(picture.main[chosen.dot]) : told.colours.surface
    pen.strokeStyle = alone ? this.edge(picture.main[chosen.dot]) : told.colours.muted
    pen.lineWidth = 0.75
    const whole = told.members.reduce((sum, part) => sum + part, 0)
    let before = 0
    pen.beginPath()
    told.members.forEach((part, place) => {
      const far = (r - 3) * Math.sqrt((before + part / 2) / whole), turn = place * GOLDEN
      const own = Math.max(0.62 * (r - 3) * Math.sqrt(part / whole), 0.6)
      const [mx, my] = [x + Math.cos(turn) * Math.min(far, r - 3 - own), y + Math.sin(turn) * Math.min(far, r - 3 - own)]
      pen.moveTo(mx + own, my)
      pen.arc(mx, my, own, 0, 2 * Math.PI)
      before += part
    })
    pen.fill()
    pen.stroke()
  }

  discs() {
    const { pen, picture, told, chosen } = this
    for (let person = 0; person < picture.px.length; person++) {
      const mine = person === chosen.person
      const r = Math.max(picture.pr[person] * this.unit, 1.5)
      pen.beginPath()
      pen.arc(this.sx(picture.px[person]), this.sy(picture.py[person]), r, 0, 2 * Math.PI)
      pen.fillStyle = told.colours.surface
      pen.fill()
      pen.globalAlpha = Math.max(this.people[person], 0.45)
      pen.strokeStyle = told.colours.ink
      pen.lineWidth = mine ? 3 : r > 4 ? 1.75 : 1
      pen.setLineDash(mine && this.gone > 0.5 ? [3, 3] : [])
      pen.stroke()
      pen.globalAlpha = 1
    }
    pen.setLineDash([])
  }

  // The largest petals and what is chosen by name, where there is room.
  labels() {
    const { pen, picture, told, chosen } = this
    const size = this.width < NARROW ? 11 : 13, boxes = []
    const most = this.width < NARROW ? LABELS_NARROW : LABELS
    const wanted = chosen.dot >= 0 ? this.knowers(chosen.dot).map(([person]) => person) : []
    const order = [chosen.person, ...wanted, ...picture.porder].filter((each) => each >= 0)
    let count = 0
    pen.textBaseline = "middle"
    for (const person of new Set(order)) {
      if (count >= most) break
      const bold = person === chosen.person || wanted.includes(person)
      if (this.label(person, size, bold, boxes)) count += 1
    }
    if (picture.nobody) this.mark_nobody(size, boxes)
    pen.globalAlpha = 1
    pen.fillStyle = told.colours.ink
  }

  label(person, size, bold, boxes) {
    const { picture } = this
    const lines = [clipped(picture.rep_names[person]), picture.rep_alone[person]]
    const turn = angle(picture, person), half = picture.pwidth[person] / 2
    const sides = [0, -0.6, 0.6, -1, 1].map((side) => turn + side * half)
    return (
      sides.some((each) => this.write(lines, each, this.reach[person], size, bold, boxes)) ||
      (person === this.chosen.person && this.write(lines, turn, this.reach[person], size, bold, boxes, true))
    )
  }

  mark_nobody(size, boxes) {
    const { picture } = this
    let far = 1.05
    for (let dot = 0; dot < picture.x.length; dot++) {
      if (picture.known[dot] === 0) far = Math.max(far, Math.hypot(picture.x[dot], picture.y[dot]) + picture.r[dot])
    }
    this.write([this.told.words.nobody], (picture.nobody[0] + picture.nobody[1]) / 2, far, size, false, boxes)
  }

  // ``anyway``: within the picture, whatever it covers.
  write(lines, turn, reach, size, bold, boxes, anyway = false) {
    const { pen, told } = this, high = size * 1.3
    const font = (weight) => `${weight} ${size}px ${told.font}`
    pen.font = font(bold ? 600 : 400)
    const wide = Math.max(...lines.map((line) => pen.measureText(line).width))
    const [dx, dy] = [Math.sin(turn), -Math.cos(turn)]
    for (const further of [6, 12, 20, 30, 42]) {
      const far = reach * this.unit + further
      let left = this.cx + dx * far + (dx > 0.25 ? 0 : dx < -0.25 ? -wide : -wide / 2)
      let top = this.cy + dy * far + (dy > 0.6 ? 0 : dy < -0.6 ? -high * lines.length : (-high * lines.length) / 2)
      if (anyway) {
        left = Math.min(Math.max(left, 3), this.width - wide - 3)
        top = Math.min(Math.max(top, 1), this.height - high * lines.length - 1)
      }
      const box = [left - 3, top - 1, left + wide + 3, top + high * lines.length + 1]
      if (box[0] < 0 || box[1] < 0 || box[2] > this.width || box[3] > this.height) continue
      if (!anyway && (boxes.some((other) => meets(box, other)) || this.covers(box))) continue
      boxes.push(box)
      const side = dx > 0.25 ? "left" : dx < -0.25 ? "right" : "center"
      pen.textAlign = side
      const x = side === "left" ? left : side === "right" ? left + wide : left + wide / 2
      lines.forEach((line, row) => {
        pen.font = font(bold ? 600 : 400)
        pen.fillStyle = row && !bold ? told.colours.muted : told.colours.ink
        pen.fillText(line, x, top + high * (row + 0.5))
      })
      return true
    }
    return false
  }

  covers([left, top, right, bottom]) {
    const { picture } = this
    for (let dot = 0; dot < picture.x.length; dot++) {
      const x = this.sx(this.x[dot]), y = this.sy(this.y[dot]), r = picture.r[dot] * this.unit
      const nx = Math.min(Math.max(x, left), right), ny = Math.min(Math.max(y, top), bottom)
      if ((x - nx) ** 2 + (y - ny) ** 2 < r * r) return true
    }
    return false
  }

  // The mark of the pointer and of the keyboard.
  point_out() {
    const { picture, hovered } = this
    if (!hovered) return
    if (hovered.person >= 0) this.ring(picture.px[hovered.person], picture.py[hovered.person], picture.pr[hovered.person], 1.5)
    else this.ring(this.x[hovered.dot], this.y[hovered.dot], picture.r[hovered.dot], 1.25)
  }

  under(event) {
    const { picture } = this, box = this.canvas.getBoundingClientRect()
    const x = (event.clientX - box.left - this.cx) / this.unit, y = (event.clientY - box.top - this.cy) / this.unit
    const slack = (event.pointerType === "touch" ? 14 : 4) / this.unit
    let best = null, near = Infinity
    for (let person = 0; person < picture.px.length; person++) {
      const apart = Math.hypot(picture.px[person] - x, picture.py[person] - y) - picture.pr[person]
      if (apart < slack && apart < near) [best, near] = [{ person, dot: -1 }, apart]
    }
    if (best) return best
    near = slack / 2
    for (let dot = 0; dot < picture.x.length; dot++) {
      const apart = Math.hypot(this.x[dot] - x, this.y[dot] - y) - picture.r[dot]
      if (apart < near) [best, near] = [{ person: -1, dot }, apart]
    }
    return best
  }

  point(event) {
    if (event.pointerType === "touch" || !this.picture) return
    this.hover(this.under(event))
  }

  hover(what) {
    const same = what && this.hovered && what.person === this.hovered.person && what.dot === this.hovered.dot
    if (same || (!what && !this.hovered)) return
    this.hovered = what
    this.canvas.style.cursor = what ? "pointer" : "default"
    this.tell_of(what)
    this.draw()
  }

  tell_of(what) {
    const { picture, tip } = this
    tip.hidden = !what
    if (!what) return
    const lines = what.person >= 0 ? this.said(what.person) : this.said_of(what.dot)
    const name = document.createElement("b")
    name.textContent = lines[0]
    tip.replaceChildren(name, ...lines.slice(1).flatMap((line) => [line, document.createElement("br")]))
    const [x, y, r] = what.person >= 0
      ? [picture.px[what.person], picture.py[what.person], picture.pr[what.person]]
      : [this.x[what.dot], this.y[what.dot], picture.r[what.dot]]
    const right = this.sx(x) > this.width / 2, below = this.sy(y) < this.height / 3
    tip.style.left = right ? "" : `${this.sx(x) + r * this.unit + 10}px`
    tip.style.right = right ? `${this.width - this.sx(x) + r * this.unit + 10}px` : ""
    tip.style.top = below ? `${Math.max(this.sy(y), 0)}px` : ""
    tip.style.bottom = below ? "" : `${Math.max(this.height - this.sy(y), 0)}px`
  }

  said_of(dot) {
    const { picture, told } = this, { words } = told
    const count = picture.count[dot]
    const name = count > 1 ? fill(words.small, { count: count.toLocaleString(told.locale) }) : picture.names[dot]
    const known = this.knowers(dot).sort((a, b) => b[1] - a[1]).map(([person]) => picture.rep_names[person])
    if (!known.length) return [name, picture.money[dot], words.nobody]
    if (known.length === 1 && picture.known[dot] === ALONE) return [name, picture.money[dot], fill(words.only, { rep: known[0] })]
    const more = known.length > 3 ? [fill(words.more, { count: known.length - 3 })] : []
    return [name, picture.money[dot], [...known.slice(0, 3), ...more].join(words.comma)]
  }

  press(event) {
    if (!this.picture) return
    // A click is told in whole pixels: at an edge it may miss what the pointer shows.
    const what = this.under(event) ?? this.hovered
    if (what && what.person >= 0 && what.person === this.chosen.person) return this.choose(null)
    this.choose(what)
  }

  // Shown at once; the server puts it into the address and says more.
  choose(what) {
    const { picture } = this
    const next = what ?? { person: -1, dot: -1 }
    if (next.person === this.chosen.person && next.dot === this.chosen.dot) return
    this.hover(null)
    this.told = { ...this.told, person: next.person, dot: next.dot, members: [], outcome: "" }
    this.take(next, true)
    if (next.person >= 0) this.tell({ rep: picture.rep_ids[next.person] })
    else if (next.dot >= 0) this.tell(picture.count[next.dot] > 1 ? { group: picture.ids[next.dot] } : { customer: picture.ids[next.dot] })
    else this.tell({})
  }

  first() {
    return this.chosen.person >= 0 ? this.chosen.person : (this.picture?.porder[0] ?? -1)
  }

  key(event) {
    if (!this.picture?.around.length) return
    const { around } = this.picture
    const at = around.indexOf(this.active < 0 ? this.first() : this.active)
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }
    if (event.key in steps) this.walk(around[(at + steps[event.key] + around.length) % around.length])
    else if (event.key === "Home") this.walk(around[0])
    else if (event.key === "End") this.walk(around[around.length - 1])
    else if (event.key === "Enter" || event.key === " ") this.choose({ person: this.active, dot: -1 })
    else if (event.key === "Escape") this.choose(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  walk(person) {
    if (person < 0) return
    this.active = person
    this.list.setAttribute("aria-activedescendant", `person-${person}`)
    this.hover({ person, dot: -1 })
  }
}

// Which circles lie where, to find a free place quickly.
class Grid {
  constructor() {
    this.cell = 0.05
    this.cells = new Map()
  }

  over(x, y, r, visit) {
    const at = (value) => Math.floor(value / this.cell)
    for (let column = at(x - r); column <= at(x + r); column++) {
      for (let row = at(y - r); row <= at(y + r); row++) if (visit(`${column},${row}`)) return true
    }
    return false
  }

  add(x, y, r) {
    this.over(x, y, r, (cell) => {
      if (!this.cells.has(cell)) this.cells.set(cell, [])
      this.cells.get(cell).push([x, y, r])
      return false
    })
  }

  free(x, y, r) {
    return !this.over(x, y, r, (cell) =>
      (this.cells.get(cell) ?? []).some(([ox, oy, or]) => (ox - x) ** 2 + (oy - y) ** 2 < (or + r) ** 2 * 0.98))
  }
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name])
}

function clipped(name) {
  return [...name].length > 18 ? [...name].slice(0, 17).join("") + "…" : name
}

function meets(one, other) {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}
