// Grid, part 3: what is seen. Draws head, rows and foot of the table, the bar above it, the line below it and the card
// beside a cell. Nothing here changes a value.
"use strict";
window.dataGrid = window.dataGrid || {};
(() => {
  const { format } = window.dataGrid;
  const LEAST = 140; // pixels of a column without a width of its own

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  const isNumeric = (column) => column.kind === "figure" || column.kind === "whole";

  class Table {
    constructor(root) {
      this.root = root;
      this.wrap = root.querySelector(".grid-wrap");
      this.element = root.querySelector("table");
      this.editor = root.querySelector("textarea");
      this.card = root.querySelector(".gridpop");
      this.cells = new Map();
    }

    /** Draws everything anew; `model` knows rows, columns, and how each cell stands. */
    draw(model) {
      this.cells.clear();
      const body = make("tbody");
      const foot = make("tfoot");
      for (const [at, row] of model.rows.entries()) (row.last ? foot : body).append(this.row(model, row, at));
      if (!foot.children.length && Object.keys(model.state.foot).length) foot.append(this.sums(model));
      this.element.replaceChildren(this.columns(model), this.head(model), body, foot);
      this.element.setAttribute("aria-rowcount", String(model.rows.length + 1));
      this.element.setAttribute("aria-colcount", String(model.columns.length + (model.state.proves ? 2 : 1)));
    }

    /** Columns without a width share what is left; in a narrow window the table is wider than its pane instead. */
    columns(model) {
      const group = make("colgroup");
      const widths = [34, ...model.columns.map((column) => column.width), ...(model.state.proves ? [64] : [])];
      this.element.style.minWidth = `${widths.reduce((sum, width) => sum + (width || LEAST), 0)}px`;
      for (const width of widths) {
        const column = make("col");
        if (width) column.setAttribute("width", String(width));
        group.append(column);
      }
      return group;
    }

    head(model) {
      const head = make("thead");
      const row = make("tr");
      row.setAttribute("role", "row");
      row.append(make("th", "rn"));
      for (const column of model.columns) {
        const cell = make("th", column.names ? "w-nm" : "", column.label);
        cell.scope = "col";
        cell.setAttribute("role", "columnheader");
        if (column.formula) cell.append(make("span", "meta", column.formula));
        row.append(cell);
      }
      if (model.state.proves) row.append(make("th", "proof", "佐证"));
      head.append(row);
      return head;
    }

    row(model, row, at) {
      const isParent = model.rows[at + 1]?.depth > row.depth && !model.rows[at + 1].last;
      const line = make("tr", [row.last ? "sum" : "", isParent ? "lvl1" : "", row.draft ? "draft" : ""].join(" ").trim());
      line.setAttribute("role", "row");
      line.setAttribute("aria-rowindex", String(at + 2));
      const number = make("td", "rn", row.phantom ? "+" : row.last ? "" : String(at + 1));
      number.setAttribute("role", "rowheader");
      number.dataset.row = String(at);
      line.append(number);
      for (const [place, column] of model.columns.entries()) line.append(this.cell(model, row, at, column, place));
      if (model.state.proves) line.append(this.proof(model, row));
      return line;
    }

    /** The button that tells and opens what proves the row. */
    proof(model, row) {
      const cell = make("td", "proof");
      if (row.draft || row.phantom) return cell;
      const button = make("button", "btn btn-quiet btn-sm");
      button.type = "button";
      button.dataset.proofs = `${model.state.proves}:${row.id}`;
      button.dataset.of = model.text(row, model.nameColumn);
      window.proofs?.fill(button);
      cell.append(button);
      return cell;
    }

    cell(model, row, at, column, place) {
      const cell = make(column.names ? "th" : "td");
      cell.id = `${model.state.name}-${at}-${place}`;
      cell.setAttribute("role", "gridcell");
      cell.dataset.row = String(at);
      cell.dataset.column = String(place);
      cell.setAttribute("aria-colindex", String(place + 2));
      this.cells.set(`${at}:${place}`, cell);
      this.fill(model, row, column, cell);
      return cell;
    }

    fill(model, row, column, cell) {
      const shown = model.shown(row, column);
      const mark = row.marks[column.key];
      const classes = [];
      if (isNumeric(column)) classes.push("num");
      const isGiven = mark?.kind === "given";
      if (column.computed || shown.computed || isGiven) classes.push("calc");
      if (column.names && row.depth) classes.push(`d${Math.min(row.depth, 6)}`);
      if (shown.state) classes.push(shown.state === "waiting" ? "waiting" : "bad");
      else if (mark && !isGiven) classes.push(mark.kind === "wrong" ? "bad" : "noted");
      const text = isNumeric(column) && !shown.computed && !shown.state ? format(shown.text, column.places) : shown.text;
      if (!text) classes.push("gap");
      cell.className = classes.join(" ");
      cell.replaceChildren(text || (row.phantom ? "" : "—"));
      if (mark?.beside) cell.append(make("small", "beside", mark.beside));
      if (row.unit && isNumeric(column)) cell.append(make("small", "beside", row.unit));
      cell.setAttribute("aria-readonly", String(column.computed || isGiven || !model.state.may_edit));
      if (shown.state === "wrong" || shown.state === "conflict") cell.setAttribute("aria-invalid", "true");
    }

    sums(model) {
      const line = make("tr", "sum");
      line.append(make("td", "rn"));
      for (const column of model.columns) {
        const text = model.state.foot[column.key] ?? "";
        line.append(make(column.names ? "th" : "td", isNumeric(column) ? "num" : "", text));
      }
      if (model.state.proves) line.append(make("td", "proof"));
      return line;
    }

    at(row, column) {
      return this.cells.get(`${row}:${column}`);
    }

    /** Marks the selected rectangle and the current cell, and lays the (still unseen) editor over it. */
    select(selection, reveal = true) {
      for (const cell of this.element.querySelectorAll(".sel, .cur")) cell.classList.remove("sel", "cur");
      const { top, bottom, left, right, row, column } = selection;
      for (let one = top; one <= bottom; one += 1) {
        for (let other = left; other <= right; other += 1) this.at(one, other)?.classList.add("sel");
      }
      const cell = this.at(row, column);
      if (!cell) return;
      cell.classList.add("cur");
      if (reveal) this.reveal(cell);
      this.lay(cell);
    }

    reveal(cell) {
      const wrap = this.wrap.getBoundingClientRect();
      const box = cell.getBoundingClientRect();
      const head = this.element.tHead.getBoundingClientRect().height;
      if (box.top < wrap.top + head) this.wrap.scrollTop -= wrap.top + head - box.top;
      else if (box.bottom > wrap.bottom) this.wrap.scrollTop += box.bottom - wrap.bottom + 4;
      if (box.left < wrap.left) this.wrap.scrollLeft -= wrap.left - box.left;
      else if (box.right > wrap.right) this.wrap.scrollLeft += box.right - wrap.right;
    }

    lay(cell) {
      const wrap = this.wrap.getBoundingClientRect();
      const box = cell.getBoundingClientRect();
      const style = this.editor.style;
      style.top = `${box.top - wrap.top + this.wrap.scrollTop}px`;
      style.left = `${box.left - wrap.left + this.wrap.scrollLeft}px`;
      style.width = `${box.width}px`;
      style.height = `${box.height}px`;
    }

    /** A card below the cell (above it where there is no room), never over it. */
    pop(cell, content) {
      this.card.replaceChildren(...content);
      this.card.hidden = false;
      const wrap = this.wrap.getBoundingClientRect();
      const box = cell.getBoundingClientRect();
      const size = this.card.getBoundingClientRect();
      const isLow = box.bottom + size.height + 8 > window.innerHeight && box.top - size.height > wrap.top;
      const top = isLow ? box.top - size.height - 4 : box.bottom + 4;
      const left = Math.max(wrap.left + 4, Math.min(box.left, wrap.right - size.width - 8));
      this.card.style.top = `${top - wrap.top + this.wrap.scrollTop}px`;
      this.card.style.left = `${left - wrap.left + this.wrap.scrollLeft}px`;
    }

    unpop() {
      this.card.hidden = true;
    }

    write(name, ...content) {
      this.root.querySelector(`[data-grid-${name}]`)?.replaceChildren(...content);
    }
  }

  Object.assign(window.dataGrid, { Table, make, isNumeric });
})();
