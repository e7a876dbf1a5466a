// The living city on one canvas. Dots and ties are kept on layers of their own; from one tick to the next only the dots
// that changed are painted anew, and a frame puts the layers together. Nothing is drawn while nothing changes.

const TAU = 2 * Math.PI;
const TIE_COLOURS = { 1: ["mist", 1, 0.5], 2: ["sky", 1.2, 0.7], 3: ["blue", 1.8, 0.75] };

export class City {
  constructor(canvas, look, onpick) {
    this.canvas = canvas;
    this.look = look; // { depths, groups, colours, titlesOf: titles of an arm, the fullest first }
    this.onpick = onpick;
    this.tick = 0;
    this.painted = 0; // dots painted in all, for tests
    this.frames = 0;
    this.chosen = null;
    this.grouped = false;
    this.waiting = 0;
    this.layers = { ties: document.createElement("canvas"), dots: document.createElement("canvas") };
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(canvas);
    canvas.addEventListener("click", (event) => this.pick(event));
  }

  destroy() {
    this.observer.disconnect();
    cancelAnimationFrame(this.waiting);
  }

  load(data) {
    this.data = data;
    this.number = data.enterprises.x.length;
    this.courses = data.arms.map((arm) => courseOf(arm));
    this.ticks = this.courses[0].depths.length - 1;
    this.tick = Math.min(this.tick, this.ticks);
    this.panels = null;
    this.resize();
  }

  resize() {
    if (!this.data) return;
    const ratio = window.devicePixelRatio || 1;
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    if (!width || !height) return;
    for (const surface of [this.canvas, this.layers.ties, this.layers.dots]) {
      surface.width = Math.round(width * ratio);
      surface.height = Math.round(height * ratio);
      surface.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    const font = parseFloat(getComputedStyle(this.canvas).fontSize);
    this.font = font;
    const number = this.courses.length;
    const columns = number > 1 && width > height ? number : 1;
    const [w, h] = [width / columns, height / (number / columns)];
    const lines = Math.max(...this.courses.map((_, i) => this.title(i, w).length));
    const title = (0.3 + 1.2 * lines) * font;
    const radius = Math.min(w, h - title) / 2 - 3;
    this.panels = this.courses.map((course, i) => {
      const [left, top] = [(i % columns) * w, Math.floor(i / columns) * h];
      return { left, top, w, h, title, radius, x: left + w / 2, y: top + title + (h - title) / 2 };
    });
    this.repaint();
  }

  // The lines of the title above a panel: the fullest title that fits in one, else the shortest broken into several.
  title(arm, width) {
    const context = this.canvas.getContext("2d");
    context.font = `600 ${this.font}px ${getComputedStyle(this.canvas).fontFamily}`;
    const fits = (text) => context.measureText(text).width <= width - 8;
    const titles = this.look.titlesOf(arm, this);
    const whole = titles.find(fits);
    return whole === undefined ? broken(titles.at(-1), fits) : [whole];
  }

  // All dots and ties anew.
  repaint() {
    if (!this.panels) return;
    for (const layer of Object.values(this.layers)) layer.getContext("2d").clearRect(0, 0, layer.width, layer.height);
    this.panels.forEach((panel, i) => {
      for (let row = 0; row < this.number; row++) this.paintDot(panel, i, row);
      this.paintSchools(panel, i);
      this.paintTies(panel, i);
    });
    this.ask();
  }

  // Show another tick; paints what differs from the present one. Gives the number of dots painted.
  seek(tick) {
    const next = Math.max(0, Math.min(this.ticks, Math.round(tick)));
    const before = this.tick;
    this.tick = next;
    if (!this.panels || next === before) return 0;
    const painted = this.painted;
    this.panels.forEach((panel, i) => {
      const { depths, partners, schools } = this.courses[i];
      let ties = false;
      for (let row = 0; row < this.number; row++) {
        const moved = depths[before][row] !== depths[next][row];
        if (moved) this.paintDot(panel, i, row);
        ties = ties || moved || partners[before][row] !== partners[next][row];
      }
      if (schools[before] !== schools[next]) this.paintSchools(panel, i);
      if (ties) this.paintTies(panel, i);
    });
    this.ask();
    return this.painted - painted;
  }

  // One frame, when the browser is ready for it.
  ask() {
    if (!this.waiting) this.waiting = requestAnimationFrame(() => this.frame());
  }

  frame() {
    this.waiting = 0;
    if (!this.panels) return;
    const context = this.canvas.getContext("2d");
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.drawImage(this.layers.ties, 0, 0);
    context.drawImage(this.layers.dots, 0, 0);
    context.restore();
    this.panels.forEach((panel, i) => {
      const lines = this.title(i, panel.w);
      context.fillStyle = this.look.colours.black;
      context.textAlign = "center";
      context.textBaseline = "middle";
      const first = panel.top + panel.title / 2 - 0.6 * this.font * (lines.length - 1);
      lines.forEach((line, place) => context.fillText(line, panel.x, first + 1.2 * this.font * place, panel.w - 8));
      if (this.chosen !== null) {
        const { x, y, r } = this.placed(panel, this.chosen);
        context.lineWidth = 4;
        context.strokeStyle = this.look.colours.black;
        context.beginPath();
        context.arc(x, y, r + 5, 0, TAU);
        context.stroke();
      }
    });
    this.frames += 1;
  }

  deepNow(arm) {
    return this.data.arms[arm].metrics.deep_participation[this.tick];
  }

  metricNow(arm, name) {
    return this.data.arms[arm].metrics[name][this.tick];
  }

  placed(panel, row) {
    const { x, y, r } = this.data.enterprises;
    return { x: panel.x + x[row] * panel.radius, y: panel.y + y[row] * panel.radius, r: r[row] * panel.radius * 0.92 };
  }

  paintDot(panel, arm, row) {
    const context = this.layers.dots.getContext("2d");
    const { x, y, r } = this.placed(panel, row);
    context.save();
    context.globalCompositeOperation = "destination-out";
    context.beginPath();
    context.arc(x, y, r * 1.1 + 1, 0, TAU);
    context.fill();
    context.restore();
    const depth = this.courses[arm].depths[this.tick][row];
    const group = this.grouped ? this.look.groups[Number(this.data.groups[row])] : null;
    context.save();
    if (group && group.key !== "because" && group.key !== "driven_out") context.globalAlpha = 0.3;
    paintShape(context, this.look.depths[depth], x, y, r, this.look.colours);
    context.restore();
    if (group && (group.key === "because" || group.key === "driven_out")) paintBadge(context, group, x, y, r, this.look.colours);
    this.painted += 1;
  }

  paintSchools(panel, arm) {
    const context = this.layers.dots.getContext("2d");
    const { x, y, r } = this.data.schools;
    const active = this.courses[arm].schools[this.tick];
    const radius = Math.max(r * panel.radius, 4);
    x.forEach((where, school) => {
      const [px, py] = [panel.x + where * panel.radius, panel.y + y[school] * panel.radius];
      context.clearRect(px - radius - 1, py - radius - 1, 2 * radius + 2, 2 * radius + 2);
      context.beginPath();
      context.moveTo(px, py - radius);
      context.lineTo(px + radius, py);
      context.lineTo(px, py + radius);
      context.lineTo(px - radius, py);
      context.closePath();
      context.fillStyle = active[school] === "1" ? this.look.colours.vermillion : "#ffffff";
      context.fill();
      context.lineWidth = 1.5;
      context.strokeStyle = this.look.colours.black;
      context.stroke();
    });
  }

  paintTies(panel, arm) {
    const context = this.layers.ties.getContext("2d");
    context.clearRect(panel.left, panel.top, panel.w, panel.h);
    const { depths, partners } = this.courses[arm];
    const schools = this.data.schools;
    for (const [depth, [colour, width, alpha]] of Object.entries(TIE_COLOURS)) {
      context.beginPath();
      for (let row = 0; row < this.number; row++) {
        const school = partners[this.tick][row] - 1;
        if (school < 0 || depths[this.tick][row] !== Number(depth)) continue;
        const { x, y } = this.placed(panel, row);
        context.moveTo(panel.x + schools.x[school] * panel.radius, panel.y + schools.y[school] * panel.radius);
        context.lineTo(x, y);
      }
      context.lineWidth = width;
      context.globalAlpha = alpha;
      context.strokeStyle = this.look.colours[colour];
      context.setLineDash(depth === "1" ? [2, 3] : []);
      context.stroke();
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  // Show who joined because of the reform, on top of the depths.
  group(shown) {
    this.grouped = shown;
    this.repaint();
  }

  choose(row) {
    this.chosen = row;
    this.ask();
  }

  pick(event) {
    if (!this.onpick || !this.panels) return;
    const box = this.canvas.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    let best = null;
    for (const panel of this.panels) {
      for (let row = 0; row < this.number; row++) {
        const { x, y, r } = this.placed(panel, row);
        const away = Math.hypot(px - x, py - y) - r;
        if (away < 10 && (!best || away < best.away)) best = { row, away };
      }
    }
    if (best) this.onpick(best.row);
  }
}

// Depth, partner and part of schools at every tick, from the start and what changes.
export function courseOf(arm) {
  const depth = Uint8Array.from(arm.start, Number);
  const partner = Int16Array.from(arm.partners);
  const depths = [depth.slice()];
  const partners = [partner.slice()];
  for (const changes of arm.changes) {
    for (let i = 0; i < changes.length; i += 3) {
      depth[changes[i]] = changes[i + 1];
      partner[changes[i]] = changes[i + 2];
    }
    depths.push(depth.slice());
    partners.push(partner.slice());
  }
  return { depths, partners, schools: arm.schools };
}

// The shape and colour of a depth: each says the same as the other.
export function paintShape(context, mark, x, y, r, colours) {
  context.beginPath();
  if (mark.shape === "triangle") {
    context.moveTo(x, y - r);
    context.lineTo(x + 0.87 * r, y + 0.5 * r);
    context.lineTo(x - 0.87 * r, y + 0.5 * r);
    context.closePath();
  } else if (mark.shape === "square") {
    context.rect(x - 0.74 * r, y - 0.74 * r, 1.48 * r, 1.48 * r);
  } else {
    context.arc(x, y, mark.shape === "ring" ? 0.8 * r : r, 0, TAU);
  }
  if (mark.shape !== "ring") {
    context.fillStyle = mark.colour;
    context.fill();
  }
  context.lineWidth = mark.shape === "ring" ? 1.2 : 1;
  context.strokeStyle = mark.shape === "ring" ? mark.colour : colours.black;
  context.stroke();
}

// A plus on who joined, a cross on who left.
export function paintBadge(context, group, x, y, r, colours) {
  const size = Math.max(0.55 * r, 4);
  const turned = group.key === "driven_out";
  for (const [width, colour] of [[6, "#ffffff"], [3, group.colour === colours.vermillion ? colours.vermillion : colours.black]]) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.beginPath();
    for (const [dx, dy] of turned ? [[1, 1], [1, -1]] : [[1, 0], [0, 1]]) {
      context.moveTo(x - dx * size, y - dy * size);
      context.lineTo(x + dx * size, y + dy * size);
    }
    context.stroke();
  }
}

// A text in lines that fit: broken at spaces, and between any two signs of 中文. What stands by itself and is too long stays whole.
function broken(text, fits) {
  const lines = [""];
  for (const part of text.match(/[\u3000-\u9fff\uff00-\uffef]|[^ \u3000-\u9fff\uff00-\uffef]+| +/gu) ?? []) {
    const line = lines.at(-1) + part;
    if (!line.trim() || fits(line.trimEnd())) lines[lines.length - 1] = line.trimStart();
    else lines.push(part.trimStart());
  }
  return lines.map((line) => line.trim()).filter(Boolean);
}
