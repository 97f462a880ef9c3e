// Grid: a list of a project's rows, edited like a sheet of Excel. This part listens: keys, mouse, clipboard. The focus
// stays in one field that lies unseen over the current cell, so that typing Chinese with an input method starts at once.
"use strict";
(() => {
  const { Model, Table, Pane, format, sum, fromClipboard, toTsv, isNumeric, whileEditing, atRest } = window.dataGrid;

  class Grid {
    constructor(root) {
      this.root = root;
      this.table = new Table(root);
      this.model = new Model(root, (answer) => this.answered(answer));
      this.pane = new Pane(this);
      this.selection = { row: 0, column: 0, top: 0, bottom: 0, left: 0, right: 0 };
      this.editing = "";
      this.refresh();
      this.listen();
      this.model.queue.flush();
    }

    get row() {
      return this.model.rows[this.selection.row];
    }

    get column() {
      return this.model.columns[this.selection.column];
    }

    get cell() {
      return this.table.at(this.selection.row, this.selection.column);
    }

    // Drawing ------------------------------------------------------------------------------------

    refresh() {
      const { id } = this.row ?? {};
      const named = this.model.named?.[id] ?? id;
      this.table.draw(this.model);
      const at = this.model.rows.findIndex((row) => row.id === named);
      if (at >= 0 && at !== this.selection.row && this.isOne()) this.selection = { ...this.selection, row: at, top: at, bottom: at };
      this.clamp();
      this.root.dataset.unsaved = this.model.isUnsaved ? "yes" : "no";
      this.table.select(this.selection, false);
      this.tell();
    }

    isOne() {
      const { top, bottom, left, right } = this.selection;
      return top === bottom && left === right;
    }

    clamp() {
      const rows = Math.max(0, this.model.rows.length - 1);
      for (const name of ["row", "top", "bottom"]) this.selection[name] = Math.min(this.selection[name], rows);
    }

    answered(answer) {
      this.refresh();
      this.moved(answer.effects ?? []);
      this.pane.warn();
      if (this.root.classList.contains("active") && this.row && this.column) this.pane.show(this.row, this.column);
      const wrong = this.model.troubles.size;
      const counted = this.pasted ? `粘贴：${this.pasted.cells - wrong}格已填入` : "";
      const notes = wrong ? `${counted}${counted ? "，" : ""}${wrong}格有误` : counted;
      this.table.write("say", notes || (answer.told[0]?.message ?? ""));
      this.pasted = null;
      const told = answer.told.find((one) => one.message && !one.column);
      if (told) this.table.write("say", told.message);
      if (answer.removed.length) {
        const name = this.leaving ?? `${answer.removed.length}${this.model.state.noun}`;
        this.pane.toast(`已删除${name}`, () => this.undo());
      }
      if (document.activeElement === this.table.editor && !this.editing) this.pane.card(this.row, this.column, this.cell);
    }

    /** Which scores the change moved, until the next change moves others. */
    moved(effects) {
      const place = this.root.querySelector("[data-grid-effects]");
      if (!place || (!effects.length && !place.textContent)) return;
      place.textContent = effects.join("　");
      place.hidden = !effects.length;
    }

    tell() {
      if (!this.row || !this.column) return;
      const { top, bottom, left, right } = this.selection;
      const texts = [];
      for (let row = top; row <= bottom; row += 1) {
        for (let column = left; column <= right; column += 1) texts.push(this.model.text(this.model.rows[row], this.model.columns[column]));
      }
      const figures = sum(texts.filter(Boolean));
      const many = texts.length > 1;
      this.table.write("sum", many ? `选中${texts.length}格` : "", many && figures.count ? `　合计（${figures.count}格）${format(figures.total)}` : "");
      const text = this.model.text(this.row, this.column) || "空";
      this.table.editor.setAttribute("aria-label", `${this.pane.named(this.row, this.column)}：${text}`);
      this.table.editor.setAttribute("aria-activedescendant", this.cell?.id ?? "");
    }

    focus() {
      this.table.editor.focus({ preventScroll: true });
    }

    // Moving -------------------------------------------------------------------------------------

    go(row, column, extend = false) {
      const rows = this.model.rows.length;
      if (!rows) return; // nothing is there, and whoever only looks gets no row to type into
      const to = { row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(0, Math.min(this.model.columns.length - 1, column)) };
      if (!extend) this.anchor = to;
      const from = this.anchor ?? to;
      this.selection = {
        ...to,
        top: Math.min(from.row, to.row),
        bottom: Math.max(from.row, to.row),
        left: Math.min(from.column, to.column),
        right: Math.max(from.column, to.column),
      };
      this.table.unpop();
      this.table.select(this.selection);
      this.tell();
      this.pane.show(this.row, this.column);
      this.pane.card(this.row, this.column, this.cell);
    }

    step(rows, columns, extend) {
      this.go(this.selection.row + rows, this.selection.column + columns, extend);
    }

    /** Tab: the next cell that can be typed into, at the row's end the first of the next row. */
    tab(by) {
      const { columns, rows } = this.model;
      let { row, column } = this.selection;
      do {
        column += by;
        if (column < 0 || column >= columns.length) {
          row += by;
          column = by > 0 ? 0 : columns.length - 1;
        }
        if (row < 0 || row >= rows.length) return false;
      } while (columns[column].computed);
      this.go(row, column);
      return true;
    }

    // Editing ------------------------------------------------------------------------------------

    /** `how`: "over" replaces what was there (typing), "in" goes on with it (F2). */
    edit(how) {
      if (this.editing || !this.model.mayEdit(this.row, this.column)) return;
      this.editing = how;
      const { editor } = this.table;
      if (how === "in") {
        const shown = this.model.shown(this.row, this.column);
        editor.value = shown.computed ? "" : shown.text;
        editor.setSelectionRange(editor.value.length, editor.value.length);
      }
      editor.classList.add("open");
      editor.classList.toggle("num", isNumeric(this.column));
      this.table.unpop();
      this.propose();
      this.root.dataset.unsaved = "yes";
    }

    propose() {
      if (!this.column.choices.length) return;
      const typed = this.table.editor.value.trim();
      const list = this.column.choices.filter((choice) => !typed || choice.includes(typed));
      if (!list.length || (list.length === 1 && list[0] === typed)) {
        this.table.unpop();
        return;
      }
      const items = list.map((choice) => {
        const item = window.dataGrid.make("button", "choice", choice);
        item.type = "button";
        item.tabIndex = -1;
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          this.table.editor.value = choice;
          this.commit();
        });
        return item;
      });
      this.table.pop(this.cell, items);
    }

    commit() {
      if (!this.editing) return;
      const text = this.table.editor.value;
      this.close();
      this.model.set([{ row: this.row, column: this.column, text }]);
      this.refresh();
    }

    close() {
      this.editing = "";
      this.table.editor.value = "";
      this.table.editor.classList.remove("open", "num");
      this.table.unpop();
      this.root.dataset.unsaved = this.model.isUnsaved ? "yes" : "no";
    }

    // The selection as a whole ---------------------------------------------------------------------

    /** Every cell of the selection that can be typed into, with the text that `text(row, column)` gives. */
    write(text) {
      const { top, bottom, left, right } = this.selection;
      const cells = [];
      for (let at = top; at <= bottom; at += 1) {
        for (let place = left; place <= right; place += 1) {
          const [row, column] = [this.model.rows[at], this.model.columns[place]];
          if (this.model.mayEdit(row, column) && !row.phantom) cells.push({ row, column, text: text(at, place) });
        }
      }
      this.model.set(cells);
      this.refresh();
    }

    fillDown() {
      const { top, bottom, row } = this.selection;
      const from = top === bottom ? row - 1 : top;
      if (from < 0) return;
      this.write((_at, place) => this.model.text(this.model.rows[from], this.model.columns[place]));
    }

    copied() {
      const { top, bottom, left, right } = this.selection;
      const rows = this.model.rows.slice(top, bottom + 1);
      return toTsv(rows.map((row) => this.model.columns.slice(left, right + 1).map((column) => this.model.text(row, column))));
    }

    paste(data) {
      const table = fromClipboard(data);
      if (!table || !this.model.state.may_edit) return;
      const { top, bottom, left, right } = this.selection;
      if (table.length === 1 && table[0].length === 1 && (bottom > top || right > left)) {
        this.write(() => table[0][0]);
        return;
      }
      const columns = this.model.headed(table) ?? this.model.columns.slice(left);
      const cells = [];
      for (const [at, line] of table.entries()) {
        const row = this.pasteRow(top + at);
        if (!row) break;
        for (const [place, text] of line.entries()) {
          const column = columns[place];
          if (column && !column.computed && (text !== "" || !row.draft)) cells.push({ row, column, text: text.trim() });
        }
      }
      this.pasted = { cells: cells.length };
      this.model.set(cells);
      this.refresh();
    }

    /** The row at that place; past the last one a new one. */
    pasteRow(at) {
      const row = this.model.rows[at];
      if (row && !row.phantom && !(row.last && at > this.selection.top)) return row;
      if (!this.model.state.may_add) return null;
      const draft = this.model.blank();
      this.model.drafts.push(draft);
      this.model.arrange();
      return draft;
    }

    insert() {
      const at = this.model.insert(this.row);
      if (at < 0) return;
      this.table.draw(this.model);
      this.go(at, this.model.columns.findIndex((column) => !column.computed));
      this.focus();
    }

    remove() {
      if (!this.model.state.may_edit) return;
      const { top, bottom } = this.selection;
      const rows = this.model.rows.slice(top, bottom + 1);
      const named = rows.length === 1 ? `“${this.model.text(rows[0], this.model.nameColumn).slice(0, 30)}”` : null;
      this.leaving = named;
      this.model.remove(rows);
      this.refresh();
    }

    move(how) {
      if (!this.model.state.may_edit || !this.model.move(this.row, how)) this.table.write("say", "不能再移");
    }

    undo() {
      if (!this.model.undo()) this.table.write("say", "没有可以撤销的改动");
      this.refresh();
    }

    // Listening ----------------------------------------------------------------------------------

    listen() {
      const { editor, element } = this.table;
      editor.addEventListener("keydown", (event) => this.key(event));
      editor.addEventListener("input", () => {
        this.edit("over");
        if (!this.editing) editor.value = "";
        else this.propose();
      });
      editor.addEventListener("focus", () => this.root.classList.add("active"));
      editor.addEventListener("blur", () => {
        this.commit();
        this.root.classList.remove("active");
      });
      editor.addEventListener("copy", (event) => this.copy(event, false));
      editor.addEventListener("cut", (event) => this.copy(event, true));
      editor.addEventListener("paste", (event) => {
        if (this.editing) return;
        event.preventDefault();
        this.paste(event.clipboardData);
      });
      element.addEventListener("pointerdown", (event) => this.press(event));
      element.addEventListener("pointerover", (event) => {
        if (event.buttons === 1 && this.isPressed) this.point(event, true);
      });
      element.addEventListener("dblclick", () => this.edit("in"));
      document.addEventListener("pointerup", () => {
        this.isPressed = false;
      });
      this.root.addEventListener("click", (event) => this.press1(event));
      document.addEventListener("jiheng:grid-saved", (event) => event.detail.source === this.root.dataset.changes || this.reread());
    }

    // Another grid of the page was saved: what this one shows may rest on it.
    async reread() {
      if (this.model.queue.size || this.model.isUnsaved) return;
      const response = await fetch(new URL("../", new URL(this.root.dataset.changes, location)));
      if (!response.ok || this.model.queue.size || this.model.isUnsaved || this.editing) return;
      this.model.state = await response.json();
      this.model.arrange();
      this.refresh();
    }

    press1(event) {
      const act = event.target.closest("[data-grid-do]")?.dataset.gridDo;
      if (!act) return;
      this.commit();
      if (act === "insert") this.insert();
      else if (act === "remove") this.remove();
      else if (act === "undo") this.undo();
      else this.move(act);
      this.focus();
    }

    press(event) {
      if (!this.point(event, event.shiftKey)) return;
      event.preventDefault();
      this.isPressed = true;
      this.focus();
    }

    point(event, extend) {
      const cell = event.target.closest("[data-row]");
      if (!cell) return false;
      if (this.editing) this.commit();
      const row = Number(cell.dataset.row);
      if (cell.dataset.column !== undefined) this.go(row, Number(cell.dataset.column), extend);
      else {
        this.go(row, 0, extend);
        this.go(row, this.model.columns.length - 1, true);
      }
      return true;
    }

    copy(event, cut) {
      if (this.editing) return;
      event.preventDefault();
      event.clipboardData.setData("text/plain", this.copied());
      if (cut) this.write(() => "");
    }

    key(event) {
      if (event.isComposing || event.key === "Process") return;
      const name = `${event.ctrlKey || event.metaKey ? "Ctrl " : ""}${event.altKey ? "Alt " : ""}${event.shiftKey ? "Shift " : ""}${event.key}`;
      const does = this.editing ? whileEditing(this, name) : atRest(this, name, event.shiftKey);
      if (!does) return;
      event.preventDefault();
      event.stopPropagation();
      does();
    }

    all() {
      this.anchor = { row: 0, column: 0 };
      this.go(this.model.rows.length - 1, this.model.columns.length - 1, true);
    }
  }

  for (const root of document.querySelectorAll("[data-grid]")) {
    const grid = new Grid(root);
    if (root.hasAttribute("data-first")) {
      grid.go(0, 0);
      grid.focus();
    }
  }
})();
