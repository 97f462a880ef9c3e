// Grid, part 5: words beside the cells. The bar with the current cell, the side pane with what is wrong and the
// versions of the cell, the card at a wrong or disputed cell, and the message after a removal.
"use strict";
window.dataGrid = window.dataGrid || {};
(() => {
  const { make, format, isNumeric } = window.dataGrid;
  const PAUSE = 250;
  const side = document.querySelector("[data-grid-side]");

  function button(text, className, act) {
    const element = make("button", className, text);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  }

  class Pane {
    constructor(grid) {
      this.grid = grid;
      this.versions = [];
    }

    named(row, column) {
      const names = this.grid.model.nameColumn;
      if (isNumeric(names) && !names.required) return `${this.grid.model.state.title} · ${column.label}`;
      const name = this.grid.model.text(row, names) || (row.phantom ? "新的一行" : "未命名");
      return column === names ? `${name.split("\n")[0]}` : `${name.split("\n")[0]} · ${column.label}`;
    }

    /** Tells of the current cell: above the table at once, its versions after a pause. */
    show(row, column) {
      const { model, table } = this.grid;
      const text = model.text(row, column);
      table.write("ref", this.named(row, column));
      table.write("how", column.computed ? `计算值 ${column.formula}` : model.shown(row, column).computed ? "下级合计" : "直接录入");
      table.write("value", isNumeric(column) ? format(text, column.places) || "—" : text.split("\n")[0] || "—");
      table.write("unit", isNumeric(column) && !column.computed ? row.unit || column.unit : "");
      table.write("last", "");
      this.draw(row, column, []);
      clearTimeout(this.timer);
      if (!row.draft && !column.computed) this.timer = setTimeout(() => this.fetch(row, column), PAUSE);
    }

    async fetch(row, column) {
      if (!navigator.onLine) return;
      const query = new URLSearchParams({ row: row.id, column: column.key, unit: this.grid.model.state.unit });
      let found = null;
      try {
        const response = await fetch(`${this.grid.root.dataset.cell}?${query}`);
        found = response.ok ? await response.json() : null;
      } catch {
        return; // offline: the versions are only a help
      }
      if (!found || this.grid.row !== row || this.grid.column !== column) return;
      this.versions = found.versions;
      if (found.versions.length) this.grid.table.write("last", `${found.versions[0].by}　${found.versions[0].at.slice(5)}`);
      this.draw(row, column, found.versions);
    }

    list(versions) {
      const list = make("ul", "hist");
      for (const one of versions) {
        const item = make("li");
        item.append(make("time", "", one.at.slice(5)), `${one.by}${one.why ? `（${one.why}）` : ""}　`);
        if (one.before && one.before !== "—") item.append(make("del", "", one.before), " ");
        item.append(make("ins", "", one.after));
        list.append(item);
      }
      return list;
    }

    draw(row, column, versions) {
      if (!side) return;
      const mark = row.marks[column.key];
      const parts = [make("h2", "", this.named(row, column))];
      if (mark?.kind === "given") parts.push(make("p", "meta", mark.text));
      else if (mark) parts.push(make("div", `notice ${mark.kind === "wrong" ? "conflict" : "todo"}`, mark.text));
      parts.push(make("h3", "cap", "历史"));
      parts.push(versions.length ? this.list(versions) : make("p", "meta", row.draft ? "还没有保存" : "没有改动记录"));
      side.querySelector("[data-side-cell]").replaceChildren(...parts);
      this.warn();
    }

    /** What concerns more than one row, of the page's first grid. */
    warn() {
      const { warnings } = this.grid.model.state;
      const list = make("ul", "sum-problems");
      for (const text of warnings) list.append(make("li", "", text));
      const place = side?.querySelector("[data-side-warnings]");
      if (place && this.grid.root.hasAttribute("data-first")) place.replaceChildren(warnings.length ? list : make("p", "meta", "✓ 每个上级都等于下级之和"));
    }

    /** The card at a cell that is wrong, disputed or marked. */
    card(row, column, cell) {
      const { model, table } = this.grid;
      const trouble = model.troubles.get(`${row.id}:${column.key}`);
      const mark = row.marks[column.key];
      if (trouble) table.pop(cell, this.trouble(trouble, row, column));
      else if (mark && mark.kind !== "given") table.pop(cell, [make("div", "", mark.text)]);
      else table.unpop();
    }

    trouble(trouble, row, column) {
      const { grid } = this;
      const decide = (text) => () => {
        grid.model.decide(row, column, text);
        grid.refresh();
        grid.focus();
      };
      const line = make("div", "row-x");
      if (trouble.state === "conflict") {
        line.append(
          button(`用我的 ${trouble.mine || "—"}`, "btn btn-primary btn-sm", decide(trouble.mine)),
          button(`用对方的 ${trouble.theirs || "—"}`, "btn btn-plain btn-sm", decide(null)),
        );
        return [make("b", "short", `${trouble.message}`), make("div", "", `${trouble.by || "另一人"}改成了“${trouble.theirs || "—"}”，您填的是“${trouble.mine || "—"}”。两份都在，请选择。`), line];
      }
      const old = row.cells[column.key] ?? "";
      if (trouble.fix) line.append(button(`改为${trouble.fix}`, "btn btn-primary btn-sm", decide(trouble.fix)));
      line.append(button(row.draft ? "清空这一格" : "恢复原值", "btn btn-plain btn-sm", decide(row.draft ? "" : null)), make("span", "meta", "F2 修改"));
      return [make("b", "short", trouble.message), make("div", "", row.draft ? "" : `原值${old ? format(old, column.places) : "“—”"}仍保留，合计按原值算。`), line];
    }

    /** Alt ↓: the versions beside the cell. */
    history(cell) {
      const content = this.versions.length ? this.list(this.versions) : make("div", "meta", "这一格没有改动记录");
      this.grid.table.pop(cell, [make("b", "", "历史"), content]);
    }

    toast(text, undo) {
      const place = document.getElementById("toasts");
      const toast = make("div", "toast-x");
      toast.setAttribute("role", "status");
      toast.append(make("span", "", text));
      toast.append(
        button("撤销", "push", () => {
          undo();
          toast.remove();
        }),
      );
      place.append(toast);
      setTimeout(() => toast.remove(), 12000);
    }
  }

  window.dataGrid.Pane = Pane;
})();
