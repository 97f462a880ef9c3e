// Grid, part 6: which key does what, while a cell is edited and while none is.
"use strict";
window.dataGrid = window.dataGrid || {};
(() => {
  const ROW = 29;

  function whileEditing(grid, name) {
    const leave = (rows, columns) => () => {
      grid.commit();
      grid.step(rows, columns);
    };
    const tab = (by) => () => {
      grid.commit();
      grid.tab(by);
    };
    const { editor } = grid.table;
    const keys = {
      Enter: leave(1, 0),
      "Shift Enter": leave(-1, 0),
      Tab: tab(1),
      "Shift Tab": tab(-1),
      Escape: () => {
        grid.close();
        grid.refresh();
      },
      "Alt Enter": () => editor.setRangeText("\n", editor.selectionStart, editor.selectionEnd, "end"),
    };
    if (grid.editing === "over") Object.assign(keys, { ArrowUp: leave(-1, 0), ArrowDown: leave(1, 0) });
    return keys[name];
  }

  function moves(grid) {
    const rows = grid.model.rows.length;
    const columns = grid.model.columns.length;
    const page = Math.max(1, Math.floor(grid.table.wrap.clientHeight / ROW) - 2);
    return {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      PageUp: [-page, 0],
      PageDown: [page, 0],
      Home: [0, -columns],
      End: [0, columns],
      "Ctrl Home": [-rows, -columns],
      "Ctrl End": [rows, columns],
      "Ctrl ArrowUp": [-rows, 0],
      "Ctrl ArrowDown": [rows, 0],
      "Ctrl ArrowLeft": [0, -columns],
      "Ctrl ArrowRight": [0, columns],
      Enter: [1, 0],
    };
  }

  /** Tab leaves the grid at its last cell, so that the keyboard is never caught in it. */
  function tab(grid, by) {
    const { row, column } = grid.selection;
    const isLast = row === grid.model.rows.length - 1 && column === grid.model.columns.length - 1;
    const isFirst = row === 0 && column === 0;
    return (by > 0 ? isLast : isFirst) ? null : () => grid.tab(by);
  }

  function atRest(grid, name, extend) {
    if (name === "Shift Enter") return () => grid.step(-1, 0);
    const move = name.startsWith("Alt") ? null : moves(grid)[name.replace("Shift ", "")];
    if (move) return () => grid.step(...move, extend);
    if (name === "Tab" || name === "Shift Tab") return tab(grid, name === "Tab" ? 1 : -1);
    return {
      F2: () => grid.edit("in"),
      Delete: () => grid.write(() => ""),
      Backspace: () => grid.write(() => ""),
      Insert: () => grid.insert(),
      Escape: () => grid.table.unpop(),
      "Ctrl Delete": () => grid.remove(),
      "Ctrl z": () => grid.undo(),
      "Ctrl d": () => grid.fillDown(),
      "Ctrl a": () => grid.all(),
      "Alt ArrowDown": () => grid.pane.history(grid.cell),
      "Alt ArrowRight": () => grid.move("in"),
      "Alt ArrowLeft": () => grid.move("out"),
      "Alt Shift ArrowUp": () => grid.move("up"),
      "Alt Shift ArrowDown": () => grid.move("down"),
    }[name];
  }

  Object.assign(window.dataGrid, { whileEditing, atRest });
})();
