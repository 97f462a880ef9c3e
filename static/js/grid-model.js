// Grid, part 4: what is known. Rows as the server last told them, over them what waits to be saved, what was wrong, and
// new rows that lack their name. Every change goes through here and leaves behind what undoes it.
"use strict";
window.dataGrid = window.dataGrid || {};
(() => {
  const { Queue } = window.dataGrid;
  const MOST_UNDO = 100;
  let drafts = 0;

  class Model {
    /** `changed(answer)` is called after every answer of the server; `toast(text, undo)` after a removal. */
    constructor(root, changed) {
      this.state = JSON.parse(root.querySelector("script[type='application/json']").textContent);
      this.changed = changed;
      this.waiting = new Map();
      this.troubles = new Map();
      this.drafts = [];
      this.undone = [];
      this.queue = new Queue(root.dataset.changes, root.dataset.owner, (answer, done) => this.answered(answer, done));
      for (const one of this.queue.waiting) this.resume(one);
      this.arrange();
    }

    get columns() {
      return this.state.columns;
    }

    get nameColumn() {
      return this.columns.find((column) => column.names);
    }

    get isUnsaved() {
      return this.troubles.size > 0 || this.drafts.some((draft) => !draft.sent && Object.values(draft.cells).some(Boolean));
    }

    /** What was typed before a reload waits again. */
    resume(one) {
      if (one.op === "set") this.waiting.set(`${one.row}:${one.column}`, one.text);
      if (one.op === "add") this.drafts.push({ ...this.blank(), id: one.key, cells: { ...one.cells }, after: one.after, sent: true });
    }

    /** Where the first pasted row is a head (two of its texts are labels, or the only one), the columns by it; it goes. */
    headed(table) {
      const plain = (text) => text.replace(/[\s（(].*$/u, "");
      const named = (column, text) => column.label === text || column.aliases.includes(text);
      const find = (text) => this.columns.find((column) => named(column, text) || named(column, plain(text)));
      const found = table[0].map((text) => find(text.trim()));
      const labels = Math.min(2, this.columns.filter((column) => !column.computed).length);
      if (table.length < 2 || found.filter(Boolean).length < labels) return null;
      table.shift();
      return found;
    }

    blank() {
      drafts += 1;
      const id = `new-${Date.now().toString(36)}-${drafts}-${Math.random().toString(36).slice(2, 8)}`;
      return { id, revision: 0, depth: 0, parent: null, cells: {}, computed: {}, marks: {}, unit: "", draft: true, after: null };
    }

    /** Rows in their order: saved ones, new ones after the row they belong to, at the end an empty one to type into. */
    arrange() {
      const rows = this.state.rows.filter((row) => !row.last);
      for (const draft of this.drafts) {
        const at = rows.findIndex((row) => row.id === draft.after);
        if (at < 0) rows.push(draft);
        else rows.splice(this.endOf(rows, at), 0, Object.assign(draft, { depth: rows[at].depth }));
      }
      if (this.state.may_add) {
        this.phantom = this.phantom ?? { ...this.blank(), phantom: true };
        rows.push(this.phantom);
      }
      this.rows = [...rows, ...this.state.rows.filter((row) => row.last)];
      this.byId = new Map(this.rows.map((row) => [row.id, row]));
    }

    endOf(rows, at) {
      let end = at + 1;
      while (end < rows.length && rows[end].depth > rows[at].depth) end += 1;
      return end;
    }

    /** The text of a cell and how it stands: waiting, wrong, conflict, or computed where nothing was typed. */
    shown(row, column) {
      const key = `${row.id}:${column.key}`;
      const trouble = this.troubles.get(key);
      if (trouble) return { text: trouble.mine, state: trouble.state };
      if (this.waiting.has(key)) return { text: this.waiting.get(key), state: "waiting" };
      const typed = row.cells[column.key] ?? "";
      if (typed || !row.computed[column.key]) return { text: typed };
      return { text: row.computed[column.key], computed: true };
    }

    text(row, column) {
      return column.computed ? (row.computed[column.key] ?? "") : this.shown(row, column).text;
    }

    mayEdit(row, column) {
      return this.state.may_edit && !column.computed && Boolean(row);
    }

    // Changes ------------------------------------------------------------------------------------

    /** Several cells at once, [{row, column, text}]; one step to undo. */
    set(cells) {
      const operations = [];
      const back = [];
      for (const { row, column, text } of cells) {
        const key = `${row.id}:${column.key}`;
        const now = this.shown(row, column);
        const old = now.computed ? "" : now.text;
        if (old === text && !this.troubles.has(key)) continue;
        this.troubles.delete(key);
        if (row.draft && !row.sent) {
          this.fill(row, column, text);
          continue;
        }
        back.push({ op: "set", row: row.id, column: column.key, text: row.cells[column.key] ?? "" });
        this.waiting.set(key, text);
        operations.push({ op: "set", row: row.id, column: column.key, text, revision: row.revision });
      }
      const added = this.send(this.ready());
      this.remember([...back, ...added.map((one) => ({ op: "remove", row: one.key }))]);
      this.send(operations);
    }

    fill(row, column, text) {
      row.cells[column.key] = text;
      if (row.phantom) {
        delete row.phantom;
        this.phantom = null;
        this.drafts.push(row);
        this.arrange();
      }
    }

    /** New rows that have all that a row must have are sent. */
    ready() {
      const required = this.columns.filter((column) => column.required);
      const isFull = ({ cells }) => (required.length ? required.every((column) => cells[column.key]) : Object.values(cells).some(Boolean));
      const full = this.drafts.filter((draft) => !draft.sent && isFull(draft));
      return full.map((draft) => {
        draft.sent = true;
        return { op: "add", key: draft.id, after: draft.after, parent: null, cells: { ...draft.cells } };
      });
    }

    /** An empty row below the given one; returns its place. */
    insert(row) {
      if (!this.state.may_add) return -1;
      const draft = { ...this.blank(), after: row && !row.phantom ? (row.last ? null : row.id) : null };
      this.drafts.push(draft);
      this.arrange();
      return this.rows.indexOf(draft);
    }

    remove(rows) {
      const unsent = rows.filter((row) => row.draft && !row.sent);
      this.drafts = this.drafts.filter((draft) => !unsent.includes(draft));
      const gone = rows.filter((row) => !unsent.includes(row) && !row.phantom);
      const tops = gone.filter((row) => !gone.some((other) => other.id === row.parent));
      this.send(tops.map((row) => ({ op: "remove", row: row.id })));
      this.arrange();
      return tops;
    }

    /** Up or down among its sisters (by ±1), or a level in or out; false where that cannot be. */
    move(row, how) {
      const at = this.rows.indexOf(row);
      const place = row.draft || row.last ? null : this.target(row, at, how);
      if (!place) return false;
      const back = { op: "place", row: row.id, parent: row.parent, after: this.sister(at, -1)?.id ?? null };
      this.remember([back]);
      this.send([{ op: "place", row: row.id, ...place }]);
      return true;
    }

    target(row, at, how) {
      const above = this.sister(at, -1);
      if (how === "up") return above && { parent: row.parent, after: this.sister(this.rows.indexOf(above), -1)?.id ?? null };
      const below = this.sister(at, 1);
      if (how === "down") return below && { parent: row.parent, after: below.id };
      if (!this.state.is_tree) return null;
      if (how === "in") return above && { parent: above.id, after: this.lastChild(above)?.id ?? null };
      const parent = this.byId.get(row.parent);
      return parent && !parent.last && { parent: parent.parent, after: parent.id };
    }

    sister(at, by) {
      for (let place = at + by; this.rows[place]; place += by) {
        const other = this.rows[place];
        if (other.draft || other.last) continue;
        if (other.depth === this.rows[at].depth) return other;
        if (other.depth < this.rows[at].depth) return null;
      }
      return null;
    }

    lastChild(parent) {
      return this.rows.filter((row) => row.parent === parent.id && !row.draft).at(-1) ?? null;
    }

    send(operations) {
      if (operations.length) this.queue.add(operations.map((one) => ({ ...one, unit: this.state.unit })));
      return operations;
    }

    remember(steps) {
      if (steps.length) this.undone.push(steps);
      if (this.undone.length > MOST_UNDO) this.undone.shift();
    }

    /** Takes the last step back; false where there is none. */
    undo() {
      const steps = this.undone.pop();
      if (!steps) return false;
      for (const step of steps) this.takeBack(step);
      return true;
    }

    takeBack(step) {
      const id = this.named?.[step.row] ?? step.row;
      const row = this.byId.get(id);
      if (step.op === "set" && row) {
        this.troubles.delete(`${id}:${step.column}`);
        this.waiting.set(`${id}:${step.column}`, step.text);
        this.send([{ ...step, row: id, revision: row.revision }]);
      } else if (step.op !== "set") {
        this.send([{ ...step, row: id }]);
      }
    }

    /** The person chose between two versions of a cell, or gave up a wrong text. */
    decide(row, column, text) {
      this.troubles.delete(`${row.id}:${column.key}`);
      if (text === null) return;
      this.set([{ row, column, text }]);
    }

    // Answers ------------------------------------------------------------------------------------

    answered(answer, done) {
      this.state = answer.state;
      this.named = { ...this.named, ...answer.created };
      for (const one of done) {
        const key = `${one.row}:${one.column}`;
        const isAgain = this.queue.waiting.some((other) => other.op === "set" && other.row === one.row && other.column === one.column);
        if (one.op === "set" && !isAgain) this.waiting.delete(key);
        const refused = answer.told.some((told) => told.row === one.key && told.column === this.nameColumn.key);
        if (one.op === "add" && !refused) this.drafts = this.drafts.filter((draft) => draft.id !== one.key);
        else if (one.op === "add") for (const draft of this.drafts) if (draft.id === one.key) draft.sent = false;
      }
      for (const told of answer.told) this.trouble(told, answer.created);
      if (answer.removed.length) this.remember(answer.removed.map((row) => ({ op: "restore", row })));
      for (const [key, text] of [...this.waiting]) this.renameWaiting(key, text, answer.created);
      this.arrange();
      this.changed(answer);
    }

    renameWaiting(key, text, created) {
      const [id, column] = key.split(":");
      if (created[id] === undefined) return;
      this.waiting.delete(key);
      this.waiting.set(`${created[id]}:${column}`, text);
    }

    trouble(told, created) {
      const id = created[told.row] ?? told.row;
      if (!told.column) return;
      this.troubles.set(`${id}:${told.column}`, { ...told, state: told.state === "conflict" ? "conflict" : "wrong" });
    }
  }

  window.dataGrid.Model = Model;
})();
