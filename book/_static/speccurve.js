/* The specification curve, searched on the page. Does nothing where no element has the class
   "speccurve". The numbers stand in the page itself (helpers/exhibits/specification_curve.py); nothing is
   fetched. */
(function () {
  "use strict";

  var TITLES = {
    window: "Years",
    form: "Form",
    trend: "Trend",
    splice: "Splice of 2017",
    gdp: "GDP",
    measure: "Measure",
    source: "E-commerce series",
  };
  var FORKS = Object.keys(TITLES);
  var WIDTH = 340,
    HEIGHT = 200,
    LEFT = 42,
    RIGHT = 10,
    TOP = 28,
    BOTTOM = 12;
  var DRAWN = 500; // at most so many bars; more cannot be told apart
  var SVG = "http://www.w3.org/2000/svg";
  var STYLE = [
    ".speccurve-form fieldset{border:1px solid currentColor;border-radius:.25rem;",
    "padding:.25rem .75rem .5rem;margin:.5rem 0}",
    ".speccurve-form legend{float:none;width:auto;font-size:1rem;padding:0 .25rem;margin:0}",
    ".speccurve-form label{display:inline-block;min-height:1.75rem;margin-right:1rem}",
    ".speccurve-form label[hidden]{display:none}",
    ".speccurve-form select,.speccurve-form button{font:inherit;color:inherit;",
    "background:transparent;border:1px solid currentColor;border-radius:.25rem;",
    "padding:.15rem .5rem;min-height:1.75rem}",
    ".speccurve-form option{color:#000;background:#fff}",
    ".speccurve-figure svg{display:block;width:100%;max-width:36rem;height:auto}",
    "@media print{.speccurve-form{display:none}}",
  ];

  function make(tag, attributes, text) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      node.setAttribute(name, attributes[name]);
    });
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function draw(tag, attributes, text) {
    var node = document.createElementNS(SVG, tag);
    Object.keys(attributes).forEach(function (name) {
      node.setAttribute(name, attributes[name]);
    });
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function percent(part, whole) {
    return whole ? Math.round((100 * part) / whole) + "%" : "n/a";
  }

  function signed(value) {
    return value.toFixed(2).replace("-", "\u2212");
  }

  /* The loops below repeat those of helpers.methods.specification_curve.specifications. */
  function decode(data) {
    var bytes = atob(data.t),
      numbers = bytes.length / 2,
      place = 0,
      rows = [];
    function next() {
      var value = bytes.charCodeAt(2 * place) | (bytes.charCodeAt(2 * place + 1) << 8);
      place += 1;
      return (value > 32767 ? value - 65536 : value) / 100;
    }
    data.windows.forEach(function (window_, w) {
      data.choices.form.forEach(function (_, form) {
        data.choices.trend.forEach(function (_, trend) {
          if (trend && form > 1) return;
          data.choices.splice.forEach(function (_, splice) {
            data.subsets.forEach(function (subset) {
              var inside = subset.indexOf(0) >= 0;
              if (splice && !(inside && window_.spliced)) return;
              var df = window_.rows - (form > 1 ? 1 : 0) - subset.length - trend - splice - 1;
              var sources = splice ? [0] : window_.source;
              window_.gdp.forEach(function (gdp) {
                data.choices.measure.forEach(function (_, measure) {
                  (inside ? sources : [-1]).forEach(function (source) {
                    var t = {};
                    subset.forEach(function (regressor) {
                      t[regressor] = next();
                    });
                    rows.push({
                      window: w,
                      form: form,
                      trend: trend,
                      splice: inside ? splice : -1,
                      gdp: gdp,
                      measure: measure,
                      source: source,
                      t: t,
                      df: df,
                      critical: data.critical[df],
                    });
                  });
                });
              });
            });
          });
        });
      });
    });
    if (place !== numbers || rows.length !== data.total)
      throw new Error(
        "speccurve: " + rows.length + " rows, " + place + " of " + numbers + " values",
      );
    return rows;
  }

  function start(host, number) {
    var data = JSON.parse(host.querySelector("script").textContent);
    var rows = decode(data),
      names = data.regressors,
      prefix = "speccurve-" + number + "-";
    var boxes = {},
      company = {},
      tries = 1;
    var form = make("form", { class: "speccurve-form", "aria-label": "Choose specifications" });

    var which = make("select", { id: prefix + "regressor" });
    names.forEach(function (name, index) {
      which.appendChild(make("option", { value: index }, name));
    });
    which.value = "0";
    var line = make("p", {});
    line.appendChild(make("label", { for: which.id }, "Coefficient of "));
    line.appendChild(which);
    form.appendChild(line);

    FORKS.forEach(function (fork) {
      var set = make("fieldset", {});
      set.appendChild(make("legend", {}, TITLES[fork]));
      boxes[fork] = data.choices[fork].map(function (label, index) {
        var box = make("input", { type: "checkbox", id: prefix + fork + index });
        box.checked = true;
        var wrap = make("label", { for: box.id });
        wrap.appendChild(box);
        wrap.appendChild(document.createTextNode(" " + label));
        set.appendChild(wrap);
        return box;
      });
      form.appendChild(set);
    });

    var beside = make("fieldset", {});
    beside.appendChild(make("legend", {}, "Other regressors"));
    company = names.map(function (name, index) {
      var wrap = make("label", { for: prefix + "with" + index }, name + " ");
      var select = make("select", { id: prefix + "with" + index });
      [
        ["any", "in or out"],
        ["in", "in"],
        ["out", "out"],
      ].forEach(function (option) {
        select.appendChild(make("option", { value: option[0] }, option[1]));
      });
      wrap.appendChild(select);
      beside.appendChild(wrap);
      return { wrap: wrap, select: select };
    });
    form.appendChild(beside);

    var buttons = make("p", {});
    var all = make("button", { type: "button" }, "All specifications");
    var paper = make("button", { type: "button" }, "The paper\u2019s choices");
    buttons.appendChild(all);
    buttons.appendChild(document.createTextNode(" "));
    buttons.appendChild(paper);
    form.appendChild(buttons);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
    });

    var summary = make("p", { class: "speccurve-summary", "aria-live": "polite" });
    var counter = make("p", { class: "speccurve-tries", "aria-live": "polite" });
    var figure = make("div", { class: "speccurve-figure" });
    var box = make("div", {
      class: "table-box",
      role: "region",
      tabindex: "0",
      "aria-label": "Chosen specifications by form",
    });

    function choose() {
      var focus = Number(which.value);
      company.forEach(function (item, index) {
        item.wrap.hidden = index === focus;
      });
      return rows
        .filter(function (row) {
          return (
            focus in row.t &&
            FORKS.every(function (fork) {
              return row[fork] < 0 || boxes[fork][row[fork]].checked;
            }) &&
            company.every(function (item, index) {
              return (
                index === focus ||
                item.select.value === "any" ||
                (item.select.value === "in") === index in row.t
              );
            })
          );
        })
        .map(function (row) {
          var t = row.t[focus];
          return {
            r: t / Math.sqrt(t * t + row.df),
            sign: Math.abs(t) > row.critical ? (t > 0 ? 1 : -1) : 0,
            row: row,
          };
        })
        .sort(function (one, other) {
          return one.r - other.r;
        });
    }

    function picture(chosen, text) {
      var svg = draw("svg", {
        viewBox: "0 0 " + WIDTH + " " + HEIGHT,
        role: "img",
        "aria-label": text,
      });
      var x = function (rank) {
        return LEFT + ((WIDTH - LEFT - RIGHT) * (rank + 0.5)) / Math.max(1, chosen.length);
      };
      var y = function (r) {
        return TOP + ((HEIGHT - TOP - BOTTOM) * (1 - r)) / 2;
      };
      var paths = { yes: "", no: "" },
        step = Math.max(1, chosen.length / DRAWN);
      for (var rank = 0; rank < chosen.length; rank += step) {
        var item = chosen[Math.floor(rank)];
        paths[item.sign ? "yes" : "no"] +=
          "M" + x(Math.floor(rank)).toFixed(1) + " " + y(0).toFixed(1) + "V" + y(item.r).toFixed(1);
      }
      var wide = Math.max(
        1,
        Math.min(8, (0.7 * (WIDTH - LEFT - RIGHT)) / Math.max(1, chosen.length)),
      );
      svg.appendChild(
        draw("path", {
          d: paths.no,
          fill: "none",
          stroke: "var(--series-6, #4d4d4d)",
          "stroke-width": wide,
          "stroke-opacity": 0.4,
        }),
      );
      svg.appendChild(
        draw("path", {
          d: paths.yes,
          fill: "none",
          stroke: "var(--series-1, #0060a8)",
          "stroke-width": wide,
        }),
      );
      [-1, -0.5, 0, 0.5, 1].forEach(function (r) {
        svg.appendChild(
          draw(
            "text",
            {
              x: LEFT - 6,
              y: y(r) + 5,
              "text-anchor": "end",
              "font-size": 13,
              fill: "currentColor",
            },
            signed(r),
          ),
        );
      });
      svg.appendChild(
        draw("path", {
          d: "M" + LEFT + " " + y(0) + "H" + (WIDTH - RIGHT),
          stroke: "currentColor",
          "stroke-width": 1,
          fill: "none",
        }),
      );
      chosen.forEach(function (item, index) {
        Object.keys(data.paper).forEach(function (table) {
          if (rows[data.paper[table]] !== item.row) return;
          var cx = x(index),
            cy = y(item.r);
          svg.appendChild(
            draw("path", {
              d: "M" + cx + " " + (cy - 6) + "l6 6l-6 6l-6 -6z",
              fill: "var(--series-2, #b34700)",
              stroke: "currentColor",
            }),
          );
          svg.appendChild(
            draw(
              "text",
              { x: cx, y: cy - 10, "text-anchor": "middle", "font-size": 13, fill: "currentColor" },
              table.replace("table", ""),
            ),
          );
        });
      });
      figure.replaceChildren(
        svg,
        make(
          "p",
          { class: "exhibit-note" },
          "Partial correlations in order; dark bars: significant at 5%; " +
            "diamonds: the paper\u2019s Tables 2, 3 and 4.",
        ),
      );
    }

    /* Forms with their trends: "levels" alone would not say which. */
    function families() {
      var found = [];
      data.choices.form.forEach(function (label, form) {
        data.choices.trend.forEach(function (name, trend) {
          if (form < 2) found.push([label + ", " + name.toLowerCase(), form, trend]);
          else if (!trend) found.push([label, form, trend]);
        });
      });
      return found;
    }

    function table(chosen) {
      var whole = make("table", { class: "exhibit-table" }),
        head = make("tr", {}),
        body = make("tbody", {});
      whole.appendChild(make("caption", {}, "Chosen specifications by form"));
      [
        "Form",
        "Regressions",
        "b > 0, p < 0.05",
        "b < 0, p < 0.05",
        "Median partial correlation",
      ].forEach(function (title) {
        head.appendChild(make("th", { scope: "col" }, title));
      });
      var thead = make("thead", {});
      thead.appendChild(head);
      whole.appendChild(thead);
      families().forEach(function (family) {
        var part = chosen.filter(function (item) {
          return item.row.form === family[1] && item.row.trend === family[2];
        });
        if (!part.length) return;
        var row = make("tr", {});
        row.appendChild(make("th", { scope: "row" }, family[0]));
        [
          part.length,
          percent(count(part, 1), part.length),
          percent(count(part, -1), part.length),
          signed(median(part)),
        ].forEach(function (cell) {
          row.appendChild(make("td", { class: "number" }, String(cell)));
        });
        body.appendChild(row);
      });
      whole.appendChild(body);
      box.replaceChildren(whole);
    }

    function count(part, sign) {
      return part.filter(function (item) {
        return item.sign === sign;
      }).length;
    }

    function median(part) {
      var half = part.length >> 1;
      return part.length % 2 ? part[half].r : (part[half - 1].r + part[half].r) / 2;
    }

    /* Whoever looks long enough finds something: say how often was looked. */
    function another() {
      tries += 1;
      show();
    }

    function show() {
      var chosen = choose(),
        name = names[Number(which.value)],
        text;
      if (!chosen.length) {
        text = "No specification is left; tick at least one box in every group.";
      } else {
        text =
          chosen.length.toLocaleString("en") +
          " regressions with " +
          name +
          ": " +
          percent(count(chosen, 1), chosen.length) +
          " positive and significant at 5%, " +
          percent(count(chosen, -1), chosen.length) +
          " negative and significant; median partial correlation " +
          signed(median(chosen)) +
          ".";
        Object.keys(data.paper).forEach(function (key) {
          chosen.forEach(function (item, index) {
            if (rows[data.paper[key]] === item.row)
              text +=
                " The paper\u2019s " +
                key.replace("table", "Table ") +
                " (" +
                signed(item.r) +
                ") is larger than " +
                percent(index, chosen.length) +
                " of them.";
          });
        });
      }
      summary.textContent = text;
      counter.textContent =
        "You have looked at " + tries + (tries === 1 ? " selection." : " selections.");
      picture(chosen, text);
      table(chosen);
    }

    all.addEventListener("click", function () {
      FORKS.forEach(function (fork) {
        boxes[fork].forEach(function (item) {
          item.checked = true;
        });
      });
      company.forEach(function (item) {
        item.select.value = "any";
      });
      another();
    });
    paper.addEventListener("click", function () {
      FORKS.forEach(function (fork) {
        boxes[fork].forEach(function (item, index) {
          item.checked = index === 0;
        });
      });
      company.forEach(function (item) {
        item.select.value = "any";
      });
      another();
    });
    form.addEventListener("change", another);

    var fallback = host.querySelector(".speccurve-fallback");
    [figure, summary, counter, form, box].forEach(function (node) {
      host.insertBefore(node, fallback);
    });
    fallback.remove();
    show();
  }

  function style() {
    document.head.appendChild(make("style", {}, STYLE.join("")));
  }

  function ready() {
    var hosts = document.querySelectorAll(".speccurve");
    if (!hosts.length) return;
    style();
    hosts.forEach(start);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
