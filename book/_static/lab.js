/* The regression lab. Does nothing where no element has the class "lab".
   Data, labels and printed tables stand in the page itself (helpers/lab.py, payload); nothing is
   fetched. The first part is arithmetic alone (lab.fit and its p-values); the tests hold it against
   statsmodels and scipy. */
(function (root) {
  "use strict";

  /* Arithmetic ------------------------------------------------------------------------------- */

  // Smallest diagonal of R, columns of length 1: beyond a VIF of 1e12 a coefficient has no digit
  // left.
  const COLLINEAR = 1e-6;
  const EXACT = 1e-20; // residual over total sum of squares that is rounding error
  const LANCZOS = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
    -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
    1.5056327351493116e-7,
  ];

  function logGamma(x) {
    if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
    const base = x + 6.5;
    const series = LANCZOS.reduce(
      (total, term, place) => total + (place ? term / (x - 1 + place) : term),
      0,
    );
    return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(series);
  }

  /* Regularised incomplete beta function I_x(a, b), by Lentz's continued fraction; y is 1 - x, so
     that no end loses digits. */
  function incompleteBeta(x, y, a, b) {
    if (x <= 0) return 0;
    if (y <= 0) return 1;
    if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(y, x, b, a);
    const guard = (value) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
    let d = 1 / guard(1 - ((a + b) * x) / (a + 1)),
      c = 1,
      found = d;
    for (let m = 1; m < 1000; m += 1) {
      const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / guard(1 + even * d);
      c = guard(1 + even / c);
      found *= d * c;
      const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / guard(1 + odd * d);
      c = guard(1 + odd / c);
      found *= d * c;
      if (Math.abs(d * c - 1) < 1e-16) break;
    }
    return (
      (found *
        Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y))) /
      a
    );
  }

  /* Two-sided p of t, and upper p of F. Ratios are taken so that nothing overflows. */
  function pOfT(t, df) {
    return pOfF(t * t, 1, df);
  }

  function pOfF(f, df1, df2) {
    const ratio = (df1 * f) / df2;
    if (!(ratio < Infinity)) return ratio > 0 ? 0 : NaN;
    return incompleteBeta(1 / (1 + ratio), ratio / (1 + ratio), df2 / 2, df1 / 2);
  }

  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const squares = (values) => sum(values.map((value) => value * value));

  function centre(values) {
    const first = sum(values) / values.length;
    const mean = first + sum(values.map((value) => value - first)) / values.length;
    return { mean, values: values.map((value) => value - mean) };
  }

  /* Least squares of y on columns and a constant. Columns are centred and brought to length 1, then
     QR. Returns {problem} where there is no regression; coefficients, se, t and p begin with the
     constant. */
  function fit(y, columns) {
    const n = y.length,
      k = columns.length,
      df = n - k - 1;
    if (!k) return { problem: "none", n, df };
    if (df < 1) return { problem: "few", n, df };
    const left = centre(y),
      right = columns.map(centre);
    const tss = squares(left.values),
      norms = right.map((column) => Math.sqrt(squares(column.values)));
    const flat = (norm, values) => norm <= 1e-12 * Math.sqrt(squares(values));
    const still = norms.findIndex((norm, place) => flat(norm, columns[place]));
    if (still >= 0) return { problem: "still", which: still, n, df };
    if (flat(Math.sqrt(tss), y)) return { problem: "flat", n, df };
    const ml = root.mlMatrix;
    const x = new ml.Matrix(
      left.values.map((_, row) => right.map((column, place) => column.values[row] / norms[place])),
    );
    const qr = new ml.QrDecomposition(x),
      r = qr.upperTriangularMatrix;
    if (Math.min(...r.diagonal().map(Math.abs)) < COLLINEAR) return { problem: "collinear", n, df };
    const slopes = qr.solve(ml.Matrix.columnVector(left.values));
    const inverse = ml.inverse(r),
      spread = inverse.mmul(inverse.transpose()); // (X'X)^-1; its diagonal holds the VIFs
    const fitted = x.mmul(slopes).to1DArray(),
      residuals = left.values.map((value, row) => value - fitted[row]);
    const rss = squares(residuals);
    if (rss <= EXACT * tss) return { problem: "exact", n, df };
    const s = Math.sqrt(rss / df),
      vif = spread.diagonal();
    // In units of the scaled columns.
    const means = right.map((column, place) => column.mean / norms[place]);
    const far = sum(
      means.map((one, row) =>
        sum(means.map((other, column) => one * other * spread.get(row, column))),
      ),
    );
    const b = slopes.to1DArray().map((slope, place) => slope / norms[place]);
    const coefficients = [
      left.mean - sum(b.map((slope, place) => slope * right[place].mean)),
      ...b,
    ];
    const se = [
      s * Math.sqrt(1 / n + far),
      ...vif.map((factor, place) => (s * Math.sqrt(factor)) / norms[place]),
    ];
    const t = coefficients.map((value, place) => value / se[place]);
    const f = (tss - rss) / k / (rss / df);
    const dw = sum(residuals.slice(1).map((value, place) => (value - residuals[place]) ** 2)) / rss;
    return {
      n,
      df,
      coefficients,
      se,
      t,
      p: t.map((value) => pOfT(value, df)),
      vif,
      r2: 1 - rss / tss,
      adjusted: 1 - rss / df / (tss / (n - 1)),
      f,
      pF: pOfF(f, k, df),
      s,
      dw,
      residuals,
      fitted: fitted.map((value) => value + left.mean),
    };
  }

  /* Rows of a regression: form, timing and trend are applied to whole series, so that a year that is
     left out takes along every row that needs it. shift is -1 for last year's regressors, 1 for next
     year's. */
  function design(years, y, columns, options) {
    const { form = "level", trend = 0, shift = 0, dropped = [] } = options;
    const log = form === "log" || form === "growth",
      step = form === "difference" || form === "growth" ? 1 : 0,
      middle = (years[0] + years[years.length - 1]) / 2;
    const kept = (row) => row >= 0 && row < years.length && !dropped.includes(years[row]);
    const known = (row) => kept(row) && kept(row - step);
    const shaped = (values, row) => {
      const at = (place) => (log ? Math.log(values[place]) : values[place]);
      return step ? at(row) - at(row - 1) : at(row);
    };
    const rows = years.map((_, row) => row).filter((row) => known(row) && known(row + shift));
    const found = columns.map((values) => rows.map((row) => shaped(values, row + shift)));
    for (let power = 1; power <= trend; power += 1)
      found.push(rows.map((row) => (years[row] - middle) ** power));
    return { rows, y: rows.map((row) => shaped(y, row)), columns: found };
  }

  /* A random walk in logarithms with the first value, the mean and the spread of growth of a series;
     the seed decides which. */
  function walk(values, seed) {
    let state = seed >>> 0;
    const uniform = () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    const growth = centre(values.slice(1).map((value, place) => Math.log(value / values[place])));
    const spread = Math.sqrt(squares(growth.values) / (growth.values.length - 1));
    let level = Math.log(values[0]);
    return values.map((_, place) => {
      if (place) level += growth.mean + spread * normal();
      return Math.exp(level);
    });
  }

  root.lab = { fit, design, walk, pOfT, pOfF };
  if (typeof document === "undefined") return;

  /* Words and numbers as the reader sees them ------------------------------------------------ */

  const MINUS = "\u2212";

  function fixed(value, decimals) {
    if (Math.abs(value) >= 1e12)
      return value.toExponential(2).replace(/-/g, MINUS).replace("+", "");
    const [whole, part] = Math.abs(value).toFixed(decimals).split(".");
    const text = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? "." + part : "");
    return (value < 0 && /[1-9]/.test(text) ? MINUS : "") + text;
  }

  /* Coefficients: four decimals, more only where they would show nothing but zeros. */
  function small(value, decimals) {
    return value !== 0 && Math.abs(value) < 1e-3 && decimals > 1
      ? value.toExponential(2).replace(/-/g, MINUS)
      : fixed(value, decimals);
  }

  const plain = (value) => fixed(value, 6).replace(/\.?0+$/, "");
  const pText = (value) => (value < 0.00005 ? "<0.0001" : fixed(value, 4));
  const listed = (words) =>
    words.length < 2
      ? words.join("")
      : words.slice(0, -1).join(", ") + " and " + words[words.length - 1];

  /* A typed number: digits, thousands by commas in groups of three or by spaces, a decimal point.
     Anything else is no number. */
  function parse(text) {
    const bare = text
      .trim()
      .replace(/[\s\u00a0\u202f]/g, "")
      .replace(MINUS, "-");
    if (
      !/^-?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?(e[+-]?\d+)?$/i.test(bare) ||
      !/^-?[\d,]*\.?\d/.test(bare)
    )
      return NaN;
    return Number(bare.replace(/,/g, ""));
  }

  function add(node, attributes, children) {
    Object.entries(attributes || {}).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...(children || []));
    return node;
  }
  const make = (tag, attributes, ...children) =>
    add(document.createElement(tag), attributes, children);
  const draw = (tag, attributes, ...children) =>
    add(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

  function ticks(largest) {
    const rough = largest / 4 || 1,
      power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999);
    return { step, top: Math.ceil((largest * 1.02) / step) * step || 1 };
  }

  /* A round step of about so much. */
  function round(size) {
    const power = 10 ** Math.floor(Math.log10(size));
    return power * [1, 2, 5, 10].find((factor) => factor * power >= size * 0.999);
  }

  /* The page --------------------------------------------------------------------------------- */

  const WIDTH = 340,
    HEIGHT = 270,
    LEFT = 66,
    RIGHT = 26,
    TOP = 26,
    BOTTOM = 40;
  const WAIT = 350; // milliseconds without a move before a sentence says what a drag has done
  const NEAR = 0.5; // a pointer that moves less, in the units of the drawing, has not dragged
  const LEVEL = 0.05;
  const FORMS = {
    level: "levels, as in the paper",
    log: "logarithms",
    difference: "yearly changes",
    growth: "growth rates",
  };
  const TRENDS = ["no trend, as in the paper", "a line in time", "a curve in time"];
  const TIMES = {
    0: "the same year, as in the paper",
    "-1": "the year before",
    1: "the year after",
  };
  const TERMS = ["Year", "Year squared"]; // counted from the middle of the sample

  function start(host) {
    const page = JSON.parse(host.querySelector("script[type='application/json']").textContent);
    const years = page.years,
      series = Object.fromEntries(page.series.map((one) => [one.name, one]));
    const names = page.series.map((one) => one.name),
      regressors = names.slice(1);
    const label = (name) =>
      name === "constant" ? page.constant : series[name] ? series[name].label : name;
    const fresh = (table) => ({
      regressors: page.tables[table].regressors,
      dropped: [],
      vintage: 0,
      form: "level",
      trend: 0,
      shift: 0,
      edits: {},
      axis: page.tables[table].regressors[0],
    });
    let state = fresh("table4"),
      result,
      told,
      timer,
      drag = null,
      drawn = 0,
      scale = {};
    const seen = new Set();

    const original = (name, row) =>
      (name === "gdp" ? page.vintages[state.vintage].values : series[name].values)[row];
    const status = (name, row) =>
      (name === "gdp" ? page.vintages[state.vintage].status : series[name].status)[row];
    const key = (name, row) => name + "-" + years[row];
    const value = (name, row) => state.edits[key(name, row)] ?? original(name, row);
    const marked = (name, row) => (status(name, row) in page.meaning ? status(name, row) : "");

    const whole = (name) => years.map((_, row) => value(name, row));
    const terms = () => TERMS.slice(0, state.trend);
    const logs = () => state.form === "log" || state.form === "growth";
    const plainly = () => state.form === "level" && !state.trend && !state.shift;

    function calculate() {
      const made = design(years, whole("gdp"), state.regressors.map(whole), state);
      const finite = [made.y, ...made.columns].every((column) => column.every(Number.isFinite));
      result = finite ? fit(made.y, made.columns) : { problem: "log", n: made.rows.length, df: 0 };
      result.rows = made.rows;
    }

    function set(name, row, number) {
      if (number === original(name, row)) delete state.edits[key(name, row)];
      else state.edits[key(name, row)] = number;
    }

    /* Controls */

    const form = make("form", { class: "lab-controls", "aria-label": "Choose the regression" });
    const box = (text, changed) => {
      const input = make("input", { type: "checkbox" });
      input.addEventListener("change", () => changed(input.checked));
      return { input, node: make("label", {}, input, text) };
    };
    const boxes = Object.fromEntries(
      regressors.map((name) => [
        name,
        box(label(name), (on) => {
          state.regressors = regressors.filter((other) =>
            other === name ? on : state.regressors.includes(other),
          );
          show((on ? "Added " : "Took out ") + label(name) + ".");
        }),
      ]),
    );
    const chips = years.map((year) =>
      box(String(year), (on) => {
        state.dropped = years.filter((other) =>
          other === year ? !on : state.dropped.includes(other),
        );
        show(on ? year + " is back in." : "Left out " + year + ".");
      }),
    );
    const vintage = make(
      "select",
      { id: "lab-vintage" },
      ...page.vintages.map((one, place) => make("option", { value: place }, one.label)),
    );
    vintage.addEventListener("change", () => {
      state.vintage = Number(vintage.value);
      show(label("gdp") + " is now that " + page.vintages[state.vintage].label + ".");
    });
    const choice = (id, title, options, name, said) => {
      const select = make(
        "select",
        { id },
        ...Object.entries(options).map(([key_, words]) => make("option", { value: key_ }, words)),
      );
      select.addEventListener("change", () => {
        state[name] = name === "form" ? select.value : Number(select.value);
        show(said + " " + options[select.value] + ".");
      });
      return {
        select,
        name,
        node: make("div", { class: "lab-choice" }, make("label", { for: id }, title), select),
      };
    };
    const choices = [
      choice("lab-form", "All variables in", FORMS, "form", "All variables are now in"),
      choice("lab-trend", "Beside them", { ...TRENDS }, "trend", "Beside the regressors stands"),
      choice("lab-time", "Regressors of", TIMES, "shift", "The regressors are those of"),
    ];
    const button = (text, pressed) => {
      const node = make("button", { type: "button" }, text);
      node.addEventListener("click", pressed);
      return node;
    };
    const presets = Object.entries(page.tables).map(([table, one]) =>
      button(one.label, () => {
        state = fresh(table);
        clear();
        show("Everything is as in the paper\u2019s " + one.label + ".");
      }),
    );
    const group = (title, ...children) =>
      make("fieldset", {}, make("legend", {}, title), ...children);
    form.append(
      group(
        "Regressors of " + label("gdp"),
        make("div", { class: "lab-boxes lab-wide" }, ...regressors.map((name) => boxes[name].node)),
        make(
          "div",
          { class: "lab-choice" },
          make("label", { for: "lab-vintage" }, label("gdp")),
          vintage,
        ),
      ),
      group("Form, trend and timing", ...choices.map((one) => one.node)),
      group(
        "Years in the sample",
        make("div", { class: "lab-boxes" }, ...chips.map((one) => one.node)),
      ),
      make(
        "div",
        { class: "lab-buttons", role: "group", "aria-label": "Start from the paper, or reset" },
        make("span", {}, "As in the paper:"),
        ...presets,
        button("Replace by random walks", () => {
          drawn += 1;
          state.regressors.forEach((name, place) =>
            walk(
              years.map((_, row) => original(name, row)),
              1000 * drawn + place,
            ).forEach((number, row) =>
              set(name, row, Math.min(Number(number.toPrecision(5)), page.largest)),
            ),
          );
          clear();
          show(
            listed(state.regressors.map(label)) +
              (state.regressors.length > 1 ? " are now random walks" : " is now a random walk") +
              " that know nothing of " +
              label("gdp") +
              ".",
          );
        }),
        button("Reset data", () => {
          state.edits = {};
          clear();
          show("All data are as recovered again.");
        }),
        button("Reset all", () => {
          state = fresh("table4");
          clear();
          show("Reset to where the lab starts, the paper\u2019s Table 4.");
        }),
      ),
    );
    form.addEventListener("submit", (event) => event.preventDefault());

    /* Results */

    const sentence = make("p", { class: "lab-sentence", role: "status", "aria-live": "polite" });
    const counted = make("p", { class: "exhibit-note" });
    const caption = make("caption"),
      body = make("tbody"),
      note = make("p", { class: "exhibit-note" });
    const heads = ["Coef\u00adficient", "Standard error", "t", "p", "VIF"].map((text) =>
      make("th", { scope: "col", class: "number" }, text),
    );
    const table = make(
      "table",
      { class: "exhibit-table lab-table" },
      caption,
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Re\u00adgressor"), ...heads)),
      body,
    );
    const region = (text, ...children) =>
      make(
        "div",
        { class: "table-box", role: "region", tabindex: "0", "aria-label": text },
        ...children,
      );
    const facts = make("dl", {});
    const results = make("div", { class: "exhibit" }, region("Coefficients", table), facts, note);

    const chosen = () =>
      Object.keys(page.tables).find(
        (one) => plainly() && page.tables[one].regressors.join() === state.regressors.join(),
      );
    const untouched = () =>
      !state.vintage && !state.dropped.length && !Object.keys(state.edits).length;

    function differences() {
      const edits = Object.keys(state.edits).length;
      return [
        state.vintage ? "another vintage of " + label("gdp") : "",
        state.dropped.length ? listed(state.dropped.map(String)) + " left out" : "",
        edits ? edits + (edits > 1 ? " values" : " value") + " changed" : "",
      ].filter(Boolean);
    }

    function tabulate() {
      const paper = page.tables[chosen()],
        rows = [],
        odd = [];
      const cells = paper && !result.problem ? paper.cells : {};
      const numbers = (name, place) => {
        const decimals = (column, usual) => cells[name]?.[column]?.decimals ?? usual,
          usual = name === "constant" ? 1 : 4;
        return [
          small(result.coefficients[place], decimals("coefficient", usual)),
          small(result.se[place], decimals("standard_error", usual)),
          fixed(result.t[place], decimals("t", 4)),
          pText(result.p[place]),
          place ? fixed(result.vif[place - 1], 2) : "",
        ];
      };
      const printed = (name, column) => {
        const cell = cells[name][column];
        if (!cell) return make("td");
        const wrong = untouched() && cell.verdict !== "reproduced";
        if (wrong) odd.push(label(name) + ", " + column.replace("_", " ") + ": " + cell.verdict);
        return make(
          "td",
          { class: "number" + (wrong ? " verdict-" + cell.verdict.replace(" ", "-") : "") },
          cell.printed.replace("-", MINUS),
        );
      };
      caption.textContent = result.problem
        ? "No regression"
        : label("gdp") +
          " on " +
          listed([...state.regressors.map(label), ...terms()]) +
          ", " +
          result.n +
          " years";
      (result.problem ? [] : ["constant", ...state.regressors, ...terms()]).forEach(
        (name, place) => {
          rows.push(
            make(
              "tr",
              {},
              make("th", { scope: "row" }, label(name)),
              ...numbers(name, place).map((text) => make("td", { class: "number" }, text)),
            ),
          );
          if (cells[name])
            rows.push(
              make(
                "tr",
                { class: "lab-printed" },
                make(
                  "th",
                  { scope: "row" },
                  make("span", { class: "visually-hidden" }, label(name) + " as "),
                  "printed",
                ),
                ...["coefficient", "standard_error", "t", "p"].map((column) =>
                  printed(name, column),
                ),
                make("td"),
              ),
            );
        },
      );
      body.replaceChildren(...rows);
      table.parentNode.hidden = Boolean(result.problem);
      const fact = (title, text, column) => {
        const cell = cells.model?.[column],
          wrong = cell && untouched() && cell.verdict !== "reproduced";
        if (wrong) odd.push(title + ": " + cell.verdict);
        return make(
          "div",
          {},
          make("dt", {}, title),
          make("dd", {}, text),
          ...(cell ? [make("dd", { class: "lab-printed" }, "printed " + cell.printed)] : []),
        );
      };
      const decimals = (column, usual) => cells.model?.[column]?.decimals ?? usual;
      facts.replaceChildren(
        ...(result.problem
          ? []
          : [
              fact("R\u00b2", fixed(result.r2, decimals("r2", 4)), "r2"),
              fact(
                "Adjusted R\u00b2",
                fixed(result.adjusted, decimals("adjusted_r2", 4)),
                "adjusted_r2",
              ),
              fact("F", fixed(result.f, decimals("f", 3)), "f"),
              fact("p of F", pText(result.pF)),
              fact("s", fixed(result.s, logs() ? 4 : 1)),
              fact("Durbin\u2013Watson", fixed(result.dw, 3)),
              fact("n", String(result.n)),
              fact("Degrees of freedom", String(result.df)),
            ]),
      );
      facts.hidden = Boolean(result.problem);
      const units = ["gdp", ...state.regressors].map(
        (name) => label(name) + " in " + series[name].unit,
      );
      const against =
        paper && !result.problem
          ? " As printed: the paper\u2019s " +
            paper.label +
            (untouched()
              ? odd.length
                ? "; marked: " + odd.join("; ") + "."
                : "; every number agrees to the last printed digit."
              : ", on its own data; here " + listed(differences()) + ".")
          : "";
      note.textContent =
        (logs()
          ? "All variables are logarithms" + (state.form === "growth" ? " and their changes." : ".")
          : "Units: " + units.join(", ") + ". s is in the unit of " + label("gdp") + ".") +
        (state.trend ? " The year is counted from the middle of the sample." : "") +
        against;
    }

    /* The scatter plot, whose points can be moved */

    const axis = make(
      "select",
      { id: "lab-axis" },
      ...regressors.map((name) => make("option", { value: name }, label(name))),
    );
    axis.addEventListener("change", () => {
      state.axis = axis.value;
      show("The plot shows " + label("gdp") + " against " + label(state.axis) + ".");
    });
    const grid = draw("g", { "aria-hidden": "true" }),
      links = draw("path", { class: "lab-link" }),
      tags = draw("g", { "aria-hidden": "true" });
    const points = years.map((year, row) => {
      const shape = draw("path", {});
      const node = draw(
        "g",
        { class: "lab-point", tabindex: "0", role: "slider", "aria-valuemin": "0" },
        draw("circle", { r: 13, class: "lab-hit" }),
        draw("circle", { r: 9, class: "lab-ring" }),
        shape,
      );
      node.addEventListener("keydown", (event) => press(event, row));
      ["focus", "blur"].forEach((name) => node.addEventListener(name, nameThem));
      // Where touch-action is not honoured on a part of a drawing; elsewhere on it a touch still
      // scrolls the page.
      node.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
      return { node, shape };
    });
    const scatter = draw(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", class: "lab-scatter" },
      grid,
      links,
      ...points.map((one) => one.node),
      tags,
    );
    const across = (number) => LEFT + ((WIDTH - LEFT - RIGHT) * number) / scale.x.top;
    const up = (number) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * number) / scale.y.top;
    const text = (x, y, anchor, words) => draw("text", { x, y, "text-anchor": anchor }, words);

    function rescale() {
      const largest = (name) =>
        Math.max(...years.map((_, row) => Math.max(value(name, row), original(name, row))));
      scale = { x: ticks(largest(state.axis)), y: ticks(largest("gdp")) };
      const lines = [],
        words = [];
      for (let number = 0; number <= scale.y.top * 1.001; number += scale.y.step) {
        lines.push(`M${LEFT} ${up(number)}H${WIDTH - RIGHT}`);
        words.push(text(LEFT - 6, up(number) + 4, "end", plain(number)));
      }
      for (let number = 0; number <= scale.x.top * 1.001; number += scale.x.step) {
        words.push(text(across(number), HEIGHT - BOTTOM + 16, "middle", plain(number)));
      }
      words.push(
        text(2, 13, "start", label("gdp") + ", " + series.gdp.unit),
        text(WIDTH - 2, HEIGHT - 6, "end", label(state.axis) + ", " + series[state.axis].unit),
      );
      grid.replaceChildren(draw("path", { d: lines.join(""), class: "lab-grid" }), ...words);
    }

    const CIRCLE = "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z",
      DIAMOND = "M0-7L7 0L0 7L-7 0Z",
      CROSS = "M-5-5L5 5M-5 5L5-5";

    function plot() {
      let path = "";
      points.forEach(({ node, shape }, row) => {
        const x = value(state.axis, row),
          y = value("gdp", row),
          out = state.dropped.includes(years[row]);
        const [edited, kept] = [true, false].map((yes) =>
          [state.axis, "gdp"].filter((name) => key(name, row) in state.edits === yes),
        );
        const doubt = kept.map((name) => marked(name, row)).find(Boolean);
        node.setAttribute("transform", `translate(${across(x).toFixed(2)} ${up(y).toFixed(2)})`);
        shape.setAttribute("d", out ? CROSS : edited.length ? DIAMOND : CIRCLE);
        shape.setAttribute(
          "class",
          "lab-shape" +
            (out ? " lab-out" : "") +
            (edited.length ? " lab-moved" : "") +
            (doubt && !out ? " lab-doubt" : ""),
        );
        const words = [
          label("gdp") + " " + plain(y),
          label(state.axis) + " " + plain(x),
          ...(doubt ? [doubt] : []),
          ...(out ? ["left out"] : []),
          ...(edited.length ? ["changed"] : []),
        ];
        add(node, {
          "aria-label": "Point of " + years[row],
          "aria-valuenow": y,
          "aria-valuemax": scale.y.top,
          "aria-valuetext": words.join(", "),
        });
        const shows = !result.problem && state.form === "level" && !state.shift;
        const place = shows ? result.rows.indexOf(row) : -1;
        if (place >= 0) {
          const from = `M${across(x).toFixed(2)} ${up(y).toFixed(2)}`;
          path += `${from}V${up(result.fitted[place]).toFixed(2)}m-8 0h16`;
        }
      });
      links.setAttribute("d", path);
      scatter.setAttribute(
        "aria-label",
        label("gdp") +
          " against " +
          label(state.axis) +
          ", one point a year. Arrow keys move a point, with Shift in large steps.",
      );
      nameThem();
    }

    /* First, last, changed and focused points carry their year. */
    function nameThem() {
      const rows = years
        .map((_, row) => row)
        .filter(
          (row) =>
            row === 0 ||
            row === years.length - 1 ||
            key(state.axis, row) in state.edits ||
            key("gdp", row) in state.edits ||
            document.activeElement === points[row].node,
        );
      tags.replaceChildren(
        ...rows.map((row) => {
          const x = across(value(state.axis, row)),
            y = up(value("gdp", row));
          return x > WIDTH - 60
            ? text(x - 11, y + 4, "end", years[row])
            : text(x + 11, y + 4, "start", years[row]);
        }),
      );
    }

    function move(row, x, y) {
      const clip = (number, top, step) =>
        Number((Math.round(Math.min(Math.max(number, 0), top) / step) * step).toPrecision(12));
      if (x !== null)
        set(
          state.axis,
          row,
          clip(x, Math.min(scale.x.top, page.largest), round(scale.x.top / 1000)),
        );
      if (y !== null)
        set("gdp", row, clip(y, Math.min(scale.y.top, page.largest), round(scale.y.top / 1000)));
      refresh();
    }

    function press(event, row) {
      const sign = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] }[
        event.key
      ];
      if (!sign || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const times = event.shiftKey ? 10 : 1;
      move(
        row,
        sign[0] ? value(state.axis, row) + sign[0] * times * round(scale.x.top / 100) : null,
        sign[1] ? value("gdp", row) + sign[1] * times * round(scale.y.top / 100) : null,
      );
      later(moved(row));
    }

    const moved = (row) =>
      years[row] +
      " moved to " +
      label("gdp") +
      " " +
      plain(value("gdp", row)) +
      ", " +
      label(state.axis) +
      " " +
      plain(value(state.axis, row)) +
      ".";

    function where(event) {
      const frame = scatter.getBoundingClientRect();
      return {
        x: ((event.clientX - frame.left) * WIDTH) / frame.width,
        y: ((event.clientY - frame.top) * HEIGHT) / frame.height,
      };
    }

    scatter.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".lab-point") || event.button > 0 || drag) return;
      event.preventDefault();
      const at = where(event),
        spots = years.map((_, row) => ({
          x: across(value(state.axis, row)),
          y: up(value("gdp", row)),
        }));
      const far = spots.map((spot) => Math.hypot(spot.x - at.x, spot.y - at.y)),
        row = far.indexOf(Math.min(...far));
      drag = {
        row,
        id: event.pointerId,
        from: at,
        by: { x: spots[row].x - at.x, y: spots[row].y - at.y },
        moved: false,
      };
      scatter.setPointerCapture(event.pointerId);
      points[row].node.focus({ preventScroll: true });
    });
    scatter.addEventListener("pointermove", (event) => {
      if (!drag || event.pointerId !== drag.id) return;
      const at = where(event);
      drag.moved = drag.moved || Math.hypot(at.x - drag.from.x, at.y - drag.from.y) > NEAR;
      if (!drag.moved) return;
      move(
        drag.row,
        ((at.x + drag.by.x - LEFT) / (WIDTH - LEFT - RIGHT)) * scale.x.top,
        ((HEIGHT - BOTTOM - at.y - drag.by.y) / (HEIGHT - TOP - BOTTOM)) * scale.y.top,
      );
    });
    ["pointerup", "pointercancel", "lostpointercapture"].forEach((name) =>
      scatter.addEventListener(name, (event) => {
        if (!drag || event.pointerId !== drag.id) return;
        const ended = drag;
        drag = null;
        if (ended.moved) show(moved(ended.row));
      }),
    );

    /* Residuals */

    const residual = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });

    function plotResiduals() {
      if (result.problem) {
        residual.setAttribute("aria-label", "No residuals: there is no regression.");
        residual.replaceChildren(
          text(WIDTH / 2, HEIGHT / 2, "middle", "No regression, no residuals"),
        );
        return;
      }
      const sizes = result.residuals.map(Math.abs),
        worst = sizes.indexOf(Math.max(...sizes));
      const { step, top } = ticks(Math.max(...sizes, result.s) * 1.1),
        middle = (TOP + HEIGHT - BOTTOM) / 2;
      const x = (row) => LEFT + ((WIDTH - LEFT - RIGHT) * (row + 0.5)) / years.length,
        y = (number) => middle - ((HEIGHT - TOP - BOTTOM) / 2) * (number / top);
      const unit = logs() ? "logarithm" : series.gdp.unit;
      const parts = [text(2, 13, "start", "Residual, " + unit)],
        lines = [],
        stems = [];
      for (let number = 0; number <= top * 1.001; number += 2 * step) {
        [...new Set([number, -number])].forEach((one) => {
          lines.push(`M${LEFT} ${y(one)}H${WIDTH - RIGHT}`);
          parts.push(
            text(LEFT - 6, y(one) + 4, "end", (one < 0 ? MINUS : "") + plain(Math.abs(one))),
          );
        });
      }
      years.forEach((year, row) => {
        if (row % 2 === 0) parts.push(text(x(row), HEIGHT - BOTTOM + 16, "middle", year));
      });
      const dots = result.rows.map((row, place) => {
        stems.push(`M${x(row)} ${y(0)}V${y(result.residuals[place])}`);
        return draw("circle", {
          cx: x(row),
          cy: y(result.residuals[place]),
          r: 4.5,
          class: "lab-shape",
        });
      });
      const tip = result.residuals[worst],
        above = tip > 0;
      parts.push(
        text(
          x(result.rows[worst]),
          y(tip) + (above ? -9 : 18),
          "middle",
          years[result.rows[worst]],
        ),
      );
      residual.replaceChildren(
        draw("path", { d: lines.join(""), class: "lab-grid" }),
        draw("path", { d: `M${LEFT} ${y(0)}H${WIDTH - RIGHT}`, class: "lab-zero" }),
        draw("path", {
          d: `M${LEFT} ${y(result.s)}H${WIDTH - RIGHT}M${LEFT} ${y(-result.s)}H${WIDTH - RIGHT}`,
          class: "lab-band",
        }),
        draw("path", { d: stems.join(""), class: "lab-stem" }),
        ...dots,
        ...parts,
      );
      const positive = result.residuals.filter((number) => number > 0).length;
      const signs = `${positive} above zero, ${result.n - positive} below`;
      const largest = `the largest is ${fixed(tip, logs() ? 3 : 0)} in ${years[result.rows[worst]]}`;
      const statistic = `Durbin\u2013Watson ${fixed(result.dw, 3)}`;
      residual.setAttribute("aria-label", `Residuals by year: ${signs}; ${largest}. ${statistic}.`);
    }

    const figure = (title, ...children) =>
      make("figure", { class: "lab-figure" }, make("figcaption", {}, title), ...children);
    const plots = make(
      "div",
      { class: "lab-plots" },
      figure(
        make(
          "div",
          { class: "lab-choice" },
          make("label", { for: "lab-axis" }, label("gdp") + " against"),
          axis,
        ),
        scatter,
        make(
          "p",
          { class: "exhibit-note" },
          "Drag a point, or focus it and use the arrow keys. Short bars: fitted values. Hollow: " +
            Object.keys(page.meaning).join(" or ") +
            ". Diamond: changed. Cross: left out.",
        ),
      ),
      figure(
        "Residuals by year",
        residual,
        make(
          "p",
          { class: "exhibit-note" },
          "Dashed: one standard error of regression (s) above and below zero.",
        ),
      ),
    );

    /* The data table */

    const error = make("p", { class: "lab-error", id: "lab-error", role: "alert" }),
      echo = make("p", { class: "exhibit-note" });
    const letters = Object.fromEntries(Object.keys(page.meaning).map((one) => [one, one[0]]));
    const cells = years.map((year, row) =>
      names.map((name) => {
        const input = make("input", {
          type: "text",
          inputmode: "decimal",
          autocomplete: "off",
          spellcheck: "false",
        });
        const mark = make("span", { class: "lab-mark", "aria-hidden": "true" }),
          cell = make("td", {}, input, mark);
        input.addEventListener("change", () => type(name, row, input));
        input.addEventListener("keydown", (event) => {
          if (event.key === "Escape") {
            clear();
            fill();
            input.select();
          }
          if (event.key === "Enter") {
            event.preventDefault();
            type(name, row, input);
          }
        });
        return { name, row, input, mark, cell };
      }),
    );
    const rowHeads = years.map((year) => make("th", { scope: "row" }, String(year)));
    const legend = Object.entries(page.meaning).map(
      ([one, meaning]) => letters[one] + ", " + one + ": " + meaning,
    );
    const sheet = make(
      "table",
      { class: "exhibit-table lab-sheet" },
      make("caption", {}, "Data: type into any cell"),
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          make("th", { scope: "col" }, "Year"),
          ...names.map((name) =>
            make(
              "th",
              { scope: "col" },
              label(name),
              make("span", { class: "lab-unit" }, series[name].unit),
            ),
          ),
        ),
      ),
      make(
        "tbody",
        {},
        ...years.map((_, row) =>
          make("tr", {}, rowHeads[row], ...cells[row].map((one) => one.cell)),
        ),
      ),
    );
    const data = make(
      "div",
      { class: "exhibit lab-data" },
      make("div", { class: "lab-beside" }, error, echo),
      region("Data", sheet),
      make("p", { class: "exhibit-note" }, legend.join("; ") + "; *, changed by you."),
    );

    function clear() {
      error.textContent = "";
      cells.flat().forEach(({ input }) => {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      });
    }

    function type(name, row, input) {
      const number = parse(input.value),
        before = value(name, row),
        what = label(name) + " of " + years[row];
      if (!(number >= 0 && number <= page.largest)) {
        const why = Number.isNaN(number)
          ? input.value.trim()
            ? "\u201c" + input.value.trim() + "\u201d is not a number."
            : "The cell is empty."
          : "The value must lie between 0 and " + fixed(page.largest, 0) + ".";
        const said =
          why +
          " " +
          what +
          " stays at " +
          plain(before) +
          "; type digits, for example " +
          plain(before).replace(/,/g, "") +
          ", or press Escape to take the value back.";
        add(input, { "aria-invalid": "true", "aria-describedby": "lab-error" });
        if (error.textContent !== said) error.textContent = said;
        return;
      }
      const wrong = input.hasAttribute("aria-invalid");
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
      if (wrong) error.textContent = "";
      set(name, row, number);
      if (number === before) fill();
      else show(what + " is now " + plain(number) + " instead of " + plain(before) + ".");
    }

    function fill() {
      cells.flat().forEach(({ name, row, input, mark, cell }) => {
        const edited = key(name, row) in state.edits,
          doubt = marked(name, row);
        if (!input.hasAttribute("aria-invalid"))
          input.value = plain(value(name, row)).replace(/,/g, "");
        input.setAttribute(
          "aria-label",
          [label(name) + " " + years[row], ...(edited ? ["changed"] : doubt ? [doubt] : [])].join(
            ", ",
          ),
        );
        mark.textContent = edited ? "*" : doubt ? letters[doubt] : "";
        cell.className = edited ? "lab-edited" : doubt ? "status-" + doubt : "";
      });
      rowHeads.forEach((head, row) =>
        head.replaceChildren(
          ...(state.dropped.includes(years[row])
            ? [
                make("s", {}, String(years[row])),
                make("span", { class: "visually-hidden" }, " left out"),
              ]
            : [String(years[row])]),
        ),
      );
    }

    /* What changed, in words */

    const strength = (place) => (result.p[place] < LEVEL ? "" : "not ") + "significant at 5%";

    function problem() {
      const named = listed([...state.regressors.map(label), ...terms()]);
      const counts = ["No year is", "One year is"];
      const inSample = (counts[result.n] || result.n + " years are") + " in the sample";
      const size = state.regressors.length + state.trend + 1;
      const tooFew = `too few for ${size} coefficients and an error`;
      return {
        log: "A value of zero has no logarithm; change it or take another form.",
        none: "No regressor is ticked; tick at least one.",
        few: `${inSample}, ${tooFew}; put years back in or take regressors out.`,
        still:
          result.which === undefined
            ? ""
            : label(state.regressors[result.which]) +
              " does not vary over these years, so it cannot be told from the constant.",
        flat: label("gdp") + " does not vary over these years; there is nothing to explain.",
        collinear:
          named +
          " are exactly collinear over these years: no regression can tell them apart." +
          " Take one out or change a value.",
        exact:
          named +
          (state.regressors.length > 1 ? " fit " : " fits ") +
          label("gdp") +
          " exactly; no error is left from which standard errors could be computed.",
      }[result.problem];
    }

    function describe(action) {
      if (result.problem) return [action, problem()].filter(Boolean).join(" ");
      const parts = [action],
        before = told && !told.result.problem ? told : null;
      const table_ = chosen() && untouched() ? page.tables[chosen()].label : "";
      if (table_ && !action.includes(table_))
        parts.push("This is the paper\u2019s " + table_ + ".");
      const alike = before && before.state.form === state.form; // R² of other forms is no measure
      const now = fixed(result.adjusted, 4),
        then = alike ? fixed(before.result.adjusted, 4) : now;
      parts.push(
        "Adjusted R\u00b2 " +
          (now === then
            ? (alike ? "stays at " : "is ") + now
            : (result.adjusted > before.result.adjusted ? "rises" : "falls") +
              " from " +
              then +
              " to " +
              now) +
          ".",
      );
      let news = 0;
      state.regressors.forEach((name, place) => {
        const t = fixed(result.t[place + 1], 2),
          old = before ? before.state.regressors.indexOf(name) + 1 : 0;
        if (!old) {
          parts.push(label(name) + ": t = " + t + ", " + strength(place + 1) + ".");
          news += 1;
          return;
        }
        const was = before.result,
          turned = was.t[old] * result.t[place + 1] < 0,
          crossed = was.p[old] < LEVEL !== result.p[place + 1] < LEVEL;
        if (turned || crossed) {
          parts.push(
            label(name) +
              ": " +
              [
                turned ? "the sign turns" : "",
                crossed
                  ? (result.p[place + 1] < LEVEL ? "now " : "no longer ") + "significant at 5%"
                  : "",
              ]
                .filter(Boolean)
                .join(", ") +
              " (t = " +
              fixed(was.t[old], 2) +
              " before, " +
              t +
              " now).",
          );
          news += 1;
        }
      });
      if (!news) parts.push("No coefficient changes its sign or whether it is significant at 5%.");
      return parts.filter(Boolean).join(" ");
    }

    /* Numbers and drawings at once; words when the hand rests. */

    function refresh() {
      calculate();
      regressors.forEach((name) => {
        boxes[name].input.checked = state.regressors.includes(name);
      });
      chips.forEach((one, row) => {
        one.input.checked = !state.dropped.includes(years[row]);
      });
      vintage.value = String(state.vintage);
      choices.forEach((one) => {
        one.select.value = String(state[one.name]);
      });
      axis.value = state.axis;
      tabulate();
      plot();
      plotResiduals();
      fill();
      echo.textContent = result.problem
        ? problem()
        : state.regressors
            .map((name, place) => label(name) + ": t = " + fixed(result.t[place + 1], 2))
            .join("; ") +
          "; adjusted R\u00b2 = " +
          fixed(result.adjusted, 4) +
          ".";
    }

    function show(action) {
      clearTimeout(timer);
      rescale();
      refresh();
      sentence.textContent = describe(action);
      if (!result.problem)
        seen.add(
          JSON.stringify([
            state.regressors,
            state.dropped,
            state.vintage,
            [state.form, state.trend, state.shift],
            Object.entries(state.edits).sort(),
          ]),
        );
      counted.textContent =
        "Regressions you have looked at: " +
        seen.size +
        ". The p-values are those of a single one, chosen before looking.";
      told = { state: JSON.parse(JSON.stringify(state)), result };
      remember();
    }

    function later(action) {
      clearTimeout(timer);
      timer = setTimeout(() => show(action), WAIT);
    }

    /* The address keeps what was chosen, so that a regression can be shared. */

    function remember() {
      const base = fresh("table4"),
        parts = new URLSearchParams();
      if (state.regressors.join() !== base.regressors.join())
        parts.set("on", state.regressors.join("."));
      if (state.dropped.length) parts.set("without", state.dropped.join("."));
      if (state.vintage) parts.set("gdp", page.vintages[state.vintage].name);
      ["form", "trend", "shift"].forEach((name) => {
        if (state[name] !== base[name]) parts.set(name, state[name]);
      });
      if (state.axis !== base.axis) parts.set("plot", state.axis);
      Object.entries(state.edits).forEach(([cell, number]) =>
        parts.append("set", cell + "-" + number),
      );
      const hash = parts.toString() ? "#lab&" + parts : "";
      if (hash === location.hash || (!hash && !location.hash.startsWith("#lab&"))) return;
      try {
        history.replaceState(history.state, "", hash || location.pathname + location.search);
      } catch (_) {
        /* some browsers refuse this for local files; the lab works without it */
      }
    }

    function recall() {
      if (!location.hash.startsWith("#lab&")) return false;
      const parts = new URLSearchParams(location.hash.slice(5)),
        one = (name) => (parts.get(name) || "").split(".");
      state = fresh("table4");
      if (parts.has("on")) state.regressors = regressors.filter((name) => one("on").includes(name));
      state.dropped = years.filter((year) => one("without").includes(String(year)));
      state.vintage = Math.max(
        0,
        page.vintages.findIndex((vintage_) => vintage_.name === parts.get("gdp")),
      );
      if (Object.hasOwn(FORMS, parts.get("form"))) state.form = parts.get("form");
      if (Object.hasOwn(TRENDS, parts.get("trend"))) state.trend = Number(parts.get("trend"));
      if (Object.hasOwn(TIMES, parts.get("shift"))) state.shift = Number(parts.get("shift"));
      if (regressors.includes(parts.get("plot"))) state.axis = parts.get("plot");
      parts.getAll("set").forEach((entry) => {
        const [name, year, ...rest] = entry.split("-"),
          row = years.indexOf(Number(year)),
          number = parse(rest.join("-"));
        if (names.includes(name) && row >= 0 && number >= 0 && number <= page.largest)
          set(name, row, number);
      });
      return true;
    }

    root.addEventListener("hashchange", () => {
      if (!recall()) return;
      clear();
      show("Set as the address says.");
    });

    const fallback = host.querySelector(".lab-fallback");
    fallback.replaceWith(form, sentence, counted, results, plots, data);
    show(recall() ? "Set as the address says." : "");
  }

  const ready = () => document.querySelectorAll(".lab").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})(globalThis);
