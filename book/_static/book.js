// What every page does beyond the theme: one click for all code, formulas that scroll by keyboard,
// a search that works from a folder.
(function () {
  "use strict";

  // Excerpts of search results come from other pages, which a browser does not read from a folder;
  // the list of pages works there.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined")
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  function remembered() {
    try {
      return localStorage.getItem("code") === "shown";
    } catch (error) {
      return false;
    }
  }

  function remember(shown) {
    try {
      localStorage.setItem("code", shown ? "shown" : "folded");
    } catch (error) {
      /* then only on this page */
    }
  }

  // What scrolls must be reachable by keyboard.
  function reach() {
    document.querySelectorAll("div.math").forEach(function (formula) {
      if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
      else formula.removeAttribute("tabindex");
    });
  }

  function start() {
    reach();
    window.addEventListener("resize", reach);
    // Formulas grow when their fonts arrive.
    if (document.fonts) document.fonts.ready.then(reach);
    var cells = document.querySelectorAll("details.above-input"),
      bar = document.querySelector(".article-header-buttons");
    if (!cells.length || !bar) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm code-toggle";
    function show(shown) {
      cells.forEach(function (cell) {
        cell.open = shown;
      });
      button.setAttribute("aria-pressed", String(shown));
      button.textContent = shown ? "Fold code" : "All code";
    }
    button.addEventListener("click", function () {
      var shown = button.getAttribute("aria-pressed") !== "true";
      show(shown);
      remember(shown);
    });
    show(remembered());
    bar.prepend(button);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
