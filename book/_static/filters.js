/* Filters for exhibit tables that name filter columns; without this script all rows are shown. */
(() => {
  "use strict";
  const build = (table) => {
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
    const rows = [...table.tBodies[0].rows];
    const box = document.createElement("div");
    box.className = "exhibit-filters";
    const shown = document.createElement("output");
    const choices = table.dataset.filters.split("|").map((name) => {
      const column = heads.indexOf(name);
      const label = document.createElement("label");
      label.textContent = name;
      const select = document.createElement("select");
      select.add(new Option("all", ""));
      for (const value of new Set(rows.map((row) => row.cells[column].textContent.trim())))
        select.add(new Option(value, value));
      label.append(select);
      box.append(label);
      return { column, select };
    });
    const apply = () => {
      let count = 0;
      for (const row of rows) {
        row.hidden = choices.some(
          ({ column, select }) =>
            select.value && row.cells[column].textContent.trim() !== select.value,
        );
        count += row.hidden ? 0 : 1;
      }
      shown.textContent = `${count} of ${rows.length} rows`;
    };
    box.append(shown);
    box.addEventListener("change", apply);
    table.closest(".table-box").before(box);
    apply();
  };
  const start = () => document.querySelectorAll("table[data-filters]").forEach(build);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
