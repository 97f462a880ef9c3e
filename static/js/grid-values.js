// Grid, part 1: texts of cells. Figures with thousands, exact sums, and tables from and to the clipboard
// (tab-separated as Excel writes them, quoted cells with line breaks included, or an HTML table).
"use strict";
window.dataGrid = window.dataGrid || {};
(() => {
  const FIGURE = /^[+-]?\d+(\.\d+)?$/;

  /** 4860 → 4,860.00: thousands and at least `places` decimals, no digit lost; what is no figure stays as it is. */
  function format(text, places = 0) {
    if (!FIGURE.test(text)) return text;
    const [, sign, whole, fraction = ""] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text);
    const decimals = fraction.padEnd(places, "0");
    return sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (decimals ? `.${decimals}` : "");
  }

  /** The figures among the texts added up exactly, and how many there were. */
  function sum(texts) {
    const figures = texts.map((text) => text.replace(/,/g, "")).filter((text) => FIGURE.test(text));
    const scale = Math.max(0, ...figures.map((text) => (text.split(".")[1] ?? "").length));
    const total = figures.reduce((before, text) => {
      const [whole, fraction = ""] = text.split(".");
      return before + BigInt(whole.replace(/^\+/, "") + fraction.padEnd(scale, "0"));
    }, 0n);
    const digits = String(total < 0n ? -total : total).padStart(scale + 1, "0");
    const cut = digits.length - scale;
    const text = (total < 0n ? "-" : "") + digits.slice(0, cut) + (scale ? `.${digits.slice(cut)}` : "");
    return { count: figures.length, total: text };
  }

  /** Tab-separated text → rows of cells. A quote at a cell's beginning holds tabs and line breaks; "" is one quote. */
  function readTsv(text) {
    const rows = [[]];
    const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    let at = 0;
    while (at <= source.length) {
      let cell = "";
      if (source[at] === '"' && /"(?:\t|\n|$)/.test(source.slice(at + 1))) {
        at += 1;
        while (at < source.length && !(source[at] === '"' && source[at + 1] !== '"')) {
          if (source[at] === '"') at += 1;
          cell += source[at];
          at += 1;
        }
        at += 1;
      }
      while (at < source.length && source[at] !== "\t" && source[at] !== "\n") {
        cell += source[at];
        at += 1;
      }
      rows.at(-1).push(cell);
      if (source[at] === "\n") rows.push([]);
      at += 1;
    }
    return rows;
  }

  function readHtml(html) {
    const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (!table) return null;
    return [...table.rows].map((row) => [...row.cells].flatMap((cell) => [cell.textContent.trim(), ...Array(cell.colSpan - 1).fill("")]));
  }

  /** What the clipboard holds as rows of cells, or null. */
  function fromClipboard(data) {
    const text = data.getData("text/plain");
    if (text) return readTsv(text);
    return readHtml(data.getData("text/html"));
  }

  function toTsv(rows) {
    const quoted = (cell) => (/[\t\n"]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
    return rows.map((row) => row.map(quoted).join("\t")).join("\n");
  }

  Object.assign(window.dataGrid, { format, sum, readTsv, fromClipboard, toTsv });
})();
