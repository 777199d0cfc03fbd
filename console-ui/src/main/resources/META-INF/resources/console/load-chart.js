/*
 * <load-chart>: one series over time on uPlot. Charts with the same `group` share the cursor. Numbers come from the
 * server by showPoints() and addPoint(); colours come from the registered tokens, so a change of scheme redraws.
 */
import uPlot from '../webjars/uplot/1.6.30/dist/uPlot.esm.js';

const FONT = '12px system-ui, "Segoe UI", Roboto, sans-serif';
const GUTTER = 44;
const POINTS_MAX = 2000;
const two = (n) => String(n).padStart(2, '0');
const clock = (seconds, withSeconds) => {
  const d = new Date(seconds * 1000);
  return two(d.getHours()) + ':' + two(d.getMinutes()) + (withSeconds ? ':' + two(d.getSeconds()) : '');
};
const number = (value) =>
  value >= 100 || value === 0 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(2)));

/** Round steps for an axis from 0 that reaches at least `highest`, at most `most` of them. */
function steps(highest, most) {
  const raw = highest / most;
  const power = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= raw * 0.999);
  const count = Math.max(1, Math.ceil((highest / step) * 0.999));
  return Array.from({ length: count + 1 }, (_, n) => n * step);
}

const MINUTE = 60;
const TIME_STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 300].map((n) => n * MINUTE);

class LoadChart extends HTMLElement {
  #times = [];
  #values = [];
  #marks = [];
  #window = 300;
  #end = 0;
  #plot = null;
  #tip = null;
  #none = null;
  #resize = new ResizeObserver(() => this.#fit());
  #scheme = new MutationObserver(() => this.#build());
  #dark = matchMedia('(prefers-color-scheme: dark)');
  #recolour = () => this.#build();

  connectedCallback() {
    if (!this.querySelector('.plot')) {
      const label = document.createElement('div');
      label.className = 'lab';
      label.textContent = this.getAttribute('caption') ?? '';
      label.hidden = !this.getAttribute('caption');
      const plot = document.createElement('div');
      plot.className = 'plot';
      plot.style.height = this.#height() + 'px';
      this.#tip = document.createElement('em');
      this.#tip.hidden = true;
      this.#none = document.createElement('div');
      this.#none.className = 'none';
      this.#none.hidden = true;
      this.append(label, plot, this.#none);
    }
    this.#resize.observe(this);
    this.#scheme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-scheme'] });
    this.#dark.addEventListener('change', this.#recolour);
    this.#build();
  }

  disconnectedCallback() {
    this.#resize.disconnect();
    this.#scheme.disconnect();
    this.#dark.removeEventListener('change', this.#recolour);
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** Replaces the series. `seconds` is the width of the picture, `marks` are [time, words] pairs. */
  showPoints(seconds, times, values, marks) {
    this.#window = seconds;
    this.#times = times;
    this.#values = values;
    this.#marks = marks;
    this.#end = times.length ? times[times.length - 1] : Date.now() / 1000;
    this.#draw();
  }

  /** Adds one point at the right end; points older than the picture go. */
  addPoint(time, value) {
    if (this.#times.length && time <= this.#times[this.#times.length - 1]) return;
    this.#times.push(time);
    this.#values.push(value);
    while (this.#times.length > POINTS_MAX || this.#times[0] < time - this.#window) {
      this.#times.shift();
      this.#values.shift();
    }
    this.#end = time;
    this.#draw();
  }

  #height() {
    return Number(this.getAttribute('height') ?? 140);
  }

  /** How many pixels before the right edge a time is. */
  #fromEnd(time) {
    return ((this.#end - time) / this.#window) * (this.clientWidth - GUTTER);
  }

  #steps(max) {
    return steps(Math.max(max ?? 0, Number(this.getAttribute('least') ?? 1)), this.#height() > 120 ? 4 : 2);
  }

  #draw() {
    if (!this.#plot) return;
    this.#none.hidden = this.#values.some((v) => v !== null);
    this.#none.textContent = this.getAttribute('empty') ?? 'Nothing yet';
    this.#plot.setData([this.#times, this.#values], true);
  }

  #fit() {
    const width = this.clientWidth;
    if (this.#plot && width && width !== this.#plot.width) {
      this.#plot.setSize({ width, height: this.#height() });
    } else if (!this.#plot && width) {
      this.#build();
    }
  }

  #build() {
    const width = this.clientWidth;
    if (!this.isConnected || !width) return;
    this.#plot?.destroy();
    const style = getComputedStyle(this);
    const colour = (name) => style.getPropertyValue(name).trim();
    const fill = this.hasAttribute('area') ? colour('--area') : undefined;
    const axis = { font: FONT, stroke: colour('--text-3'), ticks: { show: false } };
    const grid = { stroke: colour('--line'), width: 1 };
    const noTimes = this.hasAttribute('no-times');
    this.#plot = new uPlot(
      {
        width,
        height: this.#height(),
        padding: [10, 2, noTimes ? 8 : 0, 0],
        legend: { show: false },
        cursor: { sync: { key: this.getAttribute('group') ?? 'page' }, y: false, drag: { x: false, y: false } },
        scales: {
          x: { time: true, range: () => [this.#end - this.#window, this.#end] },
          y: { range: (u, min, max) => [0, this.#steps(max).at(-1)] },
        },
        axes: [
          {
            ...axis,
            show: !noTimes,
            grid: { show: false },
            size: 24,
            gap: 4,
            space: 64,
            incrs: TIME_STEPS,
            // A time at the very edge would be cut in half.
            values: (u, at) => at.map((t) => (this.#fromEnd(t) < 16 ? '' : clock(t, false))),
          },
          { ...axis, grid, size: GUTTER, gap: 8, values: (u, at) => at.map(number), splits: (u, i, min, max) => this.#steps(max) },
        ],
        series: [{}, { stroke: colour('--accent'), width: 1.5, fill, pxAlign: 0, points: { show: false }, spanGaps: false }],
        hooks: {
          draw: [(u) => this.#drawMarks(u, colour)],
          setCursor: [(u) => this.#point(u)],
        },
      },
      [this.#times, this.#values],
      this.querySelector('.plot'),
    );
    this.#plot.over.append(this.#tip);
    this.#draw();
  }

  #drawMarks(u, colour) {
    const ratio = devicePixelRatio;
    const ctx = u.ctx;
    ctx.save();
    ctx.font = FONT.replace('12px', 12 * ratio + 'px');
    ctx.textAlign = 'left';
    let free = -Infinity;
    for (const [time, words] of this.#marks) {
      const x = Math.round(u.valToPos(time, 'x', true));
      if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
      ctx.strokeStyle = colour('--text-3');
      ctx.lineWidth = ratio;
      ctx.setLineDash([3 * ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, u.bbox.top);
      ctx.lineTo(x, u.bbox.top + u.bbox.height);
      ctx.stroke();
      const wide = ctx.measureText(words).width + 16 * ratio;
      const fits = x + wide < u.bbox.left + u.bbox.width;
      const left = fits ? x + 5 * ratio : x - wide + 3 * ratio;
      if (words && left > free && !this.hasAttribute('quiet-marks')) {
        ctx.fillStyle = colour('--sheet');
        ctx.fillRect(left, u.bbox.top, wide - 10 * ratio, 15 * ratio);
        ctx.fillStyle = colour('--text-2');
        ctx.textBaseline = 'top';
        ctx.fillText(words, left + 3 * ratio, u.bbox.top + 1 * ratio);
        free = left + wide;
      }
    }
    ctx.restore();
  }

  #point(u) {
    const i = u.cursor.idx;
    const value = i == null ? null : this.#values[i];
    const shown = value != null && u.cursor.left >= 0;
    this.#tip.hidden = !shown;
    if (!shown) return;
    const times = this.hasAttribute('no-times') ? '' : clock(this.#times[i], true);
    const bold = document.createElement('b');
    bold.textContent = number(value) + ' ' + (this.getAttribute('unit') ?? '');
    if (!times) bold.style.marginLeft = '0';
    this.#tip.replaceChildren(times, bold);
    const left = u.cursor.left - this.#tip.offsetWidth - 8;
    this.#tip.style.left = (left < 0 ? u.cursor.left + 8 : left) + 'px';
    this.#tip.style.top = Math.max(2, u.over.clientHeight - 28) + 'px';
  }
}

if (!customElements.get('load-chart')) customElements.define('load-chart', LoadChart);
