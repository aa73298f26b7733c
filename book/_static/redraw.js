/* Two unrelated series, drawn again and again. Does nothing where no element has the class
   "redraw". Drifts, years, seed and critical values stand in the page (helpers/redraw.py); nothing
   is fetched. The first part is arithmetic alone; the tests hold it against statsmodels. */
(function (root) {
  "use strict";

  /* Arithmetic -------------------------------------------------------------------------------- */

  /* Uniform numbers from 0 to below 1: mulberry32. */
  function uniform(seed) {
    let state = seed | 0;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  /* Two random walks: running sums of a drift and a normal change each. The two changes of a year
     are the two independent normal numbers of one step of Box and Muller. */
  function pair(random, n, drifts) {
    const series = [[], []];
    let sums = [0, 0];
    for (let year = 0; year < n; year += 1) {
      const radius = Math.sqrt(-2 * Math.log(1 - random())),
        angle = 2 * Math.PI * random();
      const shocks = [radius * Math.cos(angle), radius * Math.sin(angle)];
      sums = sums.map((sum, which) => sum + drifts[which] + shocks[which]);
      series.forEach((values, which) => values.push(sums[which]));
    }
    return series;
  }

  const changes = (values) => values.slice(1).map((value, place) => value - values[place]);
  const total = (values) => values.reduce((sum, value) => sum + value, 0);
  const product = (one, other) => total(one.map((value, place) => value * other[place]));

  /* Least squares of y on x and a constant: R² and the t of the slope. */
  function fit(y, x) {
    const [left, right] = [y, x].map((values) => {
      const mean = total(values) / values.length;
      return values.map((value) => value - mean);
    });
    const spread = product(right, right),
      slope = product(left, right) / spread;
    const residuals = left.map((value, place) => value - slope * right[place]),
      rss = product(residuals, residuals);
    return {
      r2: 1 - rss / product(left, left),
      t: slope / Math.sqrt(rss / (y.length - 2) / spread),
    };
  }

  root.redraw = { uniform, pair, changes, fit };
  if (typeof document === "undefined") return;

  /* Words and nodes --------------------------------------------------------------------------- */

  const fixed = (value, decimals) => value.toFixed(decimals).replace("-", "\u2212");

  function add(node, attributes, children) {
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...children);
    return node;
  }
  const make = (tag, attributes, ...children) =>
    add(document.createElement(tag), attributes, children);
  const draw = (tag, attributes, ...children) =>
    add(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

  /* A round step, so that about five of them cover a length. */
  function step(length) {
    const power = 10 ** Math.floor(Math.log10(length / 5));
    return power * [1, 2, 5, 10].find((factor) => factor * power >= (length / 5) * 0.999);
  }

  function ticks(low, high) {
    const by = step(high - low),
      first = Math.ceil(low / by - 1e-9);
    return Array.from(
      { length: Math.floor(high / by + 1e-9) - first + 1 },
      (_, place) => (first + place) * by,
    );
  }

  const decimals = (by) => Math.max(0, -Math.floor(Math.log10(by) + 1e-9));

  /* Pictures ---------------------------------------------------------------------------------- */

  const WIDTH = 480; // units, about the pixels of a column; type of 16.5 is 11 pixels on a phone
  const NAMES = ["Series A", "Series B"];

  const picture = (height, label, ...children) =>
    draw(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": label },
      ...children,
    );
  const text = (x, y, words, anchor, more) =>
    draw("text", { x, y, "text-anchor": anchor, ...more }, words);
  const scale = (low, high, from, to) => (value) =>
    from + ((value - low) / (high - low)) * (to - from);

  /* One series: its line, its marks, its name behind its last value. */
  function curve(values, which, x, y, nameAt) {
    const points = values.map((value, place) => [x(place), y(value)]);
    const mark = ([cx, cy]) =>
      which
        ? draw("rect", { x: cx - 3.5, y: cy - 3.5, width: 7, height: 7 })
        : draw("circle", { cx, cy, r: 4 });
    const line = draw("path", { d: "M" + points.map((point) => point.join(" ")).join("L") });
    const name = text(x(values.length - 1) + 10, nameAt, NAMES[which], "start");
    return draw(
      "g",
      { class: which ? "redraw-series redraw-b" : "redraw-series redraw-a" },
      line,
      ...points.map(mark),
      name,
    );
  }

  function chart(series, first) {
    const height = 250,
      [left, right, top, bottom] = [44, 88, 12, 30],
      floor = height - bottom;
    const all = series.flat(),
      low = Math.min(0, ...all),
      high = Math.max(0, ...all);
    const x = scale(0, series[0].length - 1, left, WIDTH - right),
      y = scale(low, high, floor, top);
    const marks = ticks(low, high).map((value) => [
      draw("line", {
        class: value ? "redraw-grid" : "redraw-zero",
        x1: left,
        x2: WIDTH - right + 6,
        y1: y(value),
        y2: y(value),
      }),
      text(left - 6, y(value) + 6, fixed(value, decimals(step(high - low))), "end"),
    ]);
    const final = first + series[0].length - 1,
      later = ticks(first, final).filter((year) => year > first && Number.isInteger(year));
    const years = [first, ...later].map((year) =>
      text(x(year - first), height - 8, (year === first ? "year " : "") + year, "middle"),
    );
    const ends = series.map((values) => y(values[values.length - 1]) + 6);
    const room = Math.max(0, 18 - Math.abs(ends[0] - ends[1])) / 2,
      upper = ends[0] <= ends[1] ? 0 : 1;
    const named = ends.map((end, which) => end + (which === upper ? -room : room));
    const told = series.map(
      (values, which) =>
        `${NAMES[which]} goes from ${fixed(values[0], 1)} to ${fixed(values[values.length - 1], 1)}`,
    );
    return picture(
      height,
      `Two lines over ${series[0].length} years: ${told.join(", ")}.`,
      ...marks.flat(),
      ...years,
      ...series.map((values, which) => curve(values, which, x, y, named[which])),
    );
  }

  const empty = (height, words) =>
    picture(height, words, text(WIDTH / 2, height / 2, words, "middle"));

  const MOST = 48; // bars
  const LOW = 10; // draws that make a bar of full height, at least

  /* Bars from 0, each of one width; beyond the last the last counts. */
  function count(values, width, bars) {
    const heights = new Array(bars).fill(0);
    values.forEach((value) => {
      heights[Math.max(0, Math.min(bars - 1, Math.floor(value / width)))] += 1;
    });
    return heights;
  }

  /* A pile of draws. limit: where the critical value stands, if it does. */
  function pile(values, width, bars, label, limit) {
    const height = 190,
      [left, right, top, bottom] = [14, 22, 46, 30],
      floor = height - bottom;
    const heights = count(values, width, bars),
      most = Math.max(...heights),
      end = width * bars;
    const x = scale(0, end, left, WIDTH - right),
      y = scale(0, Math.max(LOW, most), floor, top);
    const boxes = heights.map((many, place) =>
      draw("rect", {
        class: limit && place * width > limit * 0.999 ? "redraw-beyond" : "redraw-within",
        x: x(place * width) + 0.5,
        y: y(many),
        width: x(width) - left - 1,
        height: floor - y(many),
      }),
    );
    const places = ticks(0, end),
      by = decimals(step(end));
    const past = values.some((value) => value > end * 1.0001);
    const nodes = places.map((value, place) =>
      text(
        x(value),
        height - 8,
        fixed(value, by) + (past && place === places.length - 1 ? "+" : ""),
        "middle",
      ),
    );
    if (limit)
      nodes.push(
        draw("line", { class: "redraw-limit", x1: x(limit), x2: x(limit), y1: 20, y2: floor }),
        text(x(limit), 15, fixed(limit, 2), x(limit) < 40 ? "start" : "middle", {
          dx: x(limit) < 40 ? -14 : 0,
        }),
      );
    if (most)
      nodes.push(
        text(x((heights.indexOf(most) + 0.5) * width), y(most) - 5, String(most), "middle"),
      );
    const base = draw("line", {
      class: "redraw-zero",
      x1: left,
      x2: WIDTH - right,
      y1: floor,
      y2: floor,
    });
    return picture(height, label, ...boxes, base, ...nodes);
  }

  /* Bars of |t| end at the critical value, so that each lies on one side of it. */
  function bins(values, limit) {
    const end = Math.max(2 * limit, ...values);
    const parts = [8, 4, 2, 1].find((one) => (end * one) / limit <= MOST / 2) || 1;
    const width = limit / parts;
    return [width, Math.min(MOST, Math.floor(end / width) + 1)];
  }

  function spread(name, values) {
    if (!values.length) return name + ": no draw yet.";
    const sorted = [...values].sort((one, other) => one - other);
    const [least, middle, most] = [0, Math.floor(sorted.length / 2), sorted.length - 1].map(
      (place) => fixed(sorted[place], 2),
    );
    return `${name} of ${values.length} draws: from ${least} to ${most}, half of them up to ${middle}.`;
  }

  /* The page ---------------------------------------------------------------------------------- */

  const QUESTION =
    "Guess first: in how many of 100 draws will two unrelated series look significantly related?";
  const MANY = 100;
  const MODES = ["levels", "yearly changes"];

  function start(host, number) {
    const numbers = (name) => host.dataset[name].split(" ").map(Number);
    const [n] = numbers("n"),
      drifts = numbers("drifts"),
      critical = numbers("critical");
    let mode = 0,
      draws = [],
      last = null,
      random;

    function reseed(seed) {
      host.dataset.seed = String(seed >>> 0);
      random = uniform(seed);
      draws = [];
      last = null;
    }

    function redraw(times) {
      for (let time = 0; time < times; time += 1) {
        const levels = pair(random, n, drifts);
        last = [levels, levels.map(changes)];
        draws.push(last.map(([y, x]) => fit(y, x)));
      }
      show();
    }

    const guess = make("input", {
      id: `redraw-guess-${number}`,
      type: "text",
      inputmode: "numeric",
    });
    guess.setAttribute("autocomplete", "off");
    const line = make("p", { class: "redraw-line" }),
      counted = make("p", { class: "redraw-count" });
    const figure = make("div", {}),
      [r2, t] = [make("div", {}), make("div", {})];
    const button = (words, pressed) => {
      const node = make("button", { type: "button" }, words);
      node.addEventListener("click", pressed);
      return node;
    };
    const radios = MODES.map((words, place) => {
      const input = make("input", { type: "radio", name: `redraw-mode-${number}` });
      input.checked = place === mode;
      input.addEventListener("change", () => {
        mode = place;
        show();
      });
      return make("label", {}, input, words);
    });

    function guessed() {
      const typed = guess.value.trim();
      return draws.length >= MANY && /^\d+$/.test(typed) && Number(typed) <= MANY
        ? ` You guessed ${Number(typed)} of ${MANY}.`
        : "";
    }

    function say(limit) {
      const now = draws.length && draws[draws.length - 1][mode];
      line.textContent = now
        ? `R² = ${fixed(now.r2, 3)}, t = ${fixed(now.t, 1)}: ` +
          (Math.abs(now.t) > limit ? "looks significant" : "does not look significant")
        : "Nothing is drawn yet.";
      const beyond = draws.filter((one) => Math.abs(one[mode].t) > limit).length;
      counted.textContent = draws.length
        ? `${beyond} of ${draws.length} ${draws.length > 1 ? "draws" : "draw"} ` +
          `${beyond === 1 ? "has" : "have"} |t| above ${fixed(limit, 2)}.` +
          guessed()
        : "";
    }

    function show() {
      const limit = critical[mode],
        sizes = draws.map((one) => Math.abs(one[mode].t)),
        shares = draws.map((one) => one[mode].r2);
      say(limit);
      figure.replaceChildren(
        last ? chart(last[mode], 1 + mode) : empty(250, "Guess, then redraw."),
      );
      r2.replaceChildren(pile(shares, 0.05, 20, spread("R²", shares)));
      t.replaceChildren(pile(sizes, ...bins(sizes, limit), spread("|t|", sizes), limit));
    }

    const caption = (words, body) =>
      make("figure", { class: "redraw-figure" }, make("figcaption", {}, words), body);
    host.append(
      make("p", { class: "redraw-guess" }, make("label", { for: guess.id }, QUESTION), guess),
      caption("Two series drawn by chance, each on its own", figure),
      make("div", { class: "redraw-said", role: "status", "aria-live": "polite" }, line, counted),
      make(
        "div",
        { class: "redraw-buttons" },
        button("Redraw", () => redraw(1)),
        button("Redraw 100 times", () => redraw(MANY)),
        button("Start again", () => {
          guess.value = "";
          reseed(Number(host.dataset.seed) + 1);
          show();
        }),
        make("fieldset", {}, make("legend", {}, "Regress A on B in"), ...radios),
      ),
      make(
        "div",
        { class: "redraw-piles" },
        caption("R² of every draw", r2),
        caption("|t| of every draw", t),
      ),
    );
    host.classList.add("redraw-live");
    reseed(Number(host.dataset.seed));
    show();
  }

  const ready = () => document.querySelectorAll(".redraw").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})(globalThis);
