/* Answer boxes. Does nothing where no element has the class "answer". What is needed stands in the
   page itself (helpers/exercises/answers.py): digests, not answers; nothing is fetched. The first
   part is arithmetic alone; the tests hold it against hashlib and against exercises.check. */
(function (root) {
  "use strict";

  /* SHA-256, since browsers offer theirs to some addresses only and not to a folder ------------ */

  const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) | 0;
  const PRIMES = [];
  for (let number = 2; PRIMES.length < 64; number += 1)
    if (PRIMES.every((prime) => number % prime)) PRIMES.push(number);
  const FIRST = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const CONSTANTS = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
  const words = new Int32Array(64); // those of one block; made once, since one check needs 2,000

  const turned = (word, by) => (word >>> by) | (word << (32 - by));

  /* Mix the block that stands in the first 16 words into the state. */
  function mix(state) {
    for (let place = 16; place < 64; place += 1) {
      const early = words[place - 15],
        late = words[place - 2];
      words[place] =
        words[place - 16] +
        (turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)) +
        words[place - 7] +
        (turned(late, 17) ^ turned(late, 19) ^ (late >>> 10));
    }
    let a = state[0],
      b = state[1],
      c = state[2],
      d = state[3],
      e = state[4],
      f = state[5],
      g = state[6],
      h = state[7];
    for (let place = 0; place < 64; place += 1) {
      const one =
        (h +
          (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) +
          ((e & f) ^ (~e & g)) +
          CONSTANTS[place] +
          words[place]) |
        0;
      const other = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + other) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }

  /* The digest of so many bytes, 32 of them. Behind the message its end is marked, and its length
     in bits closes the last block of 64 bytes. */
  function sha256(bytes) {
    const state = Int32Array.from(FIRST),
      size = bytes.length,
      blocks = Math.ceil((size + 9) / 64);
    for (let block = 0; block < blocks; block += 1) {
      words.fill(0, 0, 16);
      for (let at = 64 * block; at < Math.min(size + 1, 64 * block + 64); at += 1) {
        const byte = at < size ? bytes[at] : 0x80;
        words[(at >> 2) & 15] |= byte << (24 - 8 * (at & 3));
      }
      if (block === blocks - 1) words[15] = 8 * size;
      mix(state);
    }
    const digest = new Uint8Array(32);
    for (let at = 0; at < 32; at += 1) digest[at] = state[at >> 2] >>> (24 - 8 * (at & 3));
    return digest;
  }

  /* Reading what was typed -------------------------------------------------------------------- */

  // Thousands by comma and a decimal point; or thousands by point and a decimal comma. Where both
  // readings are possible the first counts, as in the book.
  const POINT = /^(\d+|\d{1,3}(?:[ '’]\d{3})+|[1-9]\d{0,2}(?:,\d{3})+)?(?:\.(\d*))?(e[+-]?\d+)?$/i;
  const COMMA = /^(\d+|\d{1,3}(?:[ '’]\d{3})+|\d{1,3}(?:\.\d{3})+)?(?:,(\d*))?(e[+-]?\d+)?$/i;

  /* A typed number; NaN if it is none. */
  function read(text) {
    const bare = text.normalize("NFKC").trim().replace(/\s+/g, " ");
    const sign = /^[-\u2212\u2013]/.test(bare) ? -1 : 1;
    const size = bare.replace(/^[-+\u2212\u2013] ?/, "");
    const [, whole = "", part = "", power = ""] = POINT.exec(size) || COMMA.exec(size) || [];
    const digits = whole.replace(/\D/g, "");
    const number = Number(digits + "." + part + power);
    return digits + part && Number.isFinite(number) ? sign * number : NaN;
  }

  /* Whether a number agrees: helpers.exercises._agrees, digit for digit. */
  function close(one, other, tolerance) {
    const gap = Math.abs(one - other);
    return (
      gap <= Math.abs(1e-12 * one) ||
      gap <= Math.abs(1e-12 * other) ||
      gap <= tolerance * (1 + 1e-9)
    );
  }

  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  /* Which reply a typed value unlocks: its place in the list, or -1. The value is a number, or a
     text (for truth values "true" or "false"). */
  function unlock(page, value) {
    const isNumber = page.kind === "number";
    const cell = isNumber
      ? String(Math.floor(value * page.scale + 0.5))
      : value.trim().toUpperCase().toLowerCase();
    let key = new TextEncoder().encode(page.salt + "|" + page.id + "|" + cell);
    for (let round = 0; round < page.rounds; round += 1) key = sha256(key);
    const entries = page.entries.map(bytesOf);
    for (let place = 0; ; place += 1) {
      const block = sha256([...key, place]);
      const entry = entries.find((one) => one.slice(0, 8).every((byte, at) => byte === block[at]));
      if (!entry) return -1;
      const inside = new DataView(entry.slice(8).map((byte, at) => byte ^ block[8 + at]).buffer);
      if (!isNumber || close(value, inside.getFloat64(1), page.tolerance))
        return inside.getUint8(0);
    }
  }

  const NOTHING = "Type your answer first.";
  const NO_NUMBER =
    "This does not look like a number. Digits alone, please, like 12,345.6 or −0.5.";

  /* What is said to a typed text, and how it counts: right, not, or unread. */
  function judge(page, text) {
    const value = page.kind === "number" ? read(text) : text;
    if (!text.trim()) return { state: "unread", text: NOTHING };
    if (Number.isNaN(value)) return { state: "unread", text: NO_NUMBER };
    const place = unlock(page, value);
    return {
      state: place === 0 ? "right" : "not",
      text: place < 0 ? page.otherwise : page.replies[place],
    };
  }

  root.answer = { sha256, read, judge };
  if (typeof document === "undefined") return;

  /* The page ----------------------------------------------------------------------------------- */

  function make(tag, attributes, ...children) {
    const node = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...children);
    return node;
  }

  /* Two buttons for a truth value. */
  function choice(page, name, say) {
    const buttons = ["True", "False"].map((word) =>
      make("button", { type: "button", "aria-pressed": "false" }, word),
    );
    buttons.forEach((button) => {
      button.addEventListener("click", () => {
        buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        say(judge(page, button.textContent));
      });
    });
    const label = make("span", { class: "answer-label", id: name }, page.label);
    return make(
      "div",
      { class: "answer-form", role: "group", "aria-labelledby": name },
      label,
      ...buttons,
    );
  }

  /* A field for a number or a text. */
  function typed(page, name, say) {
    const input = make("input", {
      id: name,
      type: "text",
      inputmode: page.kind === "number" ? "decimal" : "text",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-describedby": name + "-line",
    });
    const form = make(
      "form",
      { class: "answer-form" },
      make("label", { class: "answer-label", for: name }, page.label),
      input,
      make("button", { type: "submit" }, "Check"),
    );
    input.addEventListener("input", () => {
      input.removeAttribute("aria-invalid");
      say({ state: "empty", text: "" });
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const found = judge(page, input.value);
      if (found.state === "unread") input.setAttribute("aria-invalid", "true");
      say(found);
    });
    return form;
  }

  const LOOKS = { right: "answer-right", unread: "answer-unread" };

  function start(host) {
    const page = JSON.parse(host.querySelector("script[type='application/json']").textContent);
    const name = "answer-" + page.id;
    const line = make("p", { id: name + "-line", "aria-live": "polite" });
    const say = (found) => {
      line.className = "answer-line " + (LOOKS[found.state] || "");
      line.textContent = found.text;
    };
    say({ state: "empty", text: "" });
    host.classList.add("answer-live");
    host.append((page.kind === "truth" ? choice : typed)(page, name, say), line);
  }

  const ready = () => document.querySelectorAll(".answer").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})(globalThis);
