// The tree of indicators: rows by arrow keys, moved by Alt+arrows, Tab and dragging, cells edited in place, sums
// live while typing. Every change is one request after the other; the server's answer replaces the tree.
"use strict";
(() => {
  const design = () => document.getElementById("design");
  const editable = () => Boolean(design()?.dataset.addUrl);
  const rows = () => [...document.querySelectorAll(".tree tr[data-pk]")];
  const rowOf = (pk) => document.getElementById(`row-${pk}`);
  const childrenOf = (pk) => rows().filter((row) => row.dataset.parent === pk);
  const shown = () => rows().filter((row) => !row.hidden);
  const folded = new Set();
  let waiting = Promise.resolve();
  let pending = 0;
  let next = null;
  let dragged = null;
  let current = null;
  let open = null; // the cell being typed in while an answer comes
  let swapping = false;

  // Requests ---------------------------------------------------------------------------------------

  function send(url, values) {
    pending += 1;
    const change = { url, values, told: told(url, values) };
    waiting = waiting.then(() => post(change)).finally(() => { pending -= 1; });
    return waiting;
  }

  // What the server has not got stays here in its order, over a reload too, until it is sent again or given up.
  // Sent again it rests on the revision of the page, so that a change whose answer alone was lost is told as a
  // conflict and never made twice.
  const KEPT = `tree-unsaved:${document.body.dataset.user}:${location.pathname}`;
  let unsaved = [];
  let lost = false;

  async function post(change) {
    if (!unsaved.length && (await arrives(change))) return true;
    keep([...unsaved, change]);
    return false;
  }

  async function arrives(change) {
    lost = false;
    const values = { revision: design().dataset.revision, ...change.values };
    const aim = { source: document.querySelector("main"), target: "#design", swap: "outerHTML", values };
    await htmx.ajax("POST", change.url, aim).catch(() => { lost = true; });
    return !lost;
  }

  for (const kind of ["htmx:sendError", "htmx:timeout", "htmx:sendAbort"]) {
    document.addEventListener(kind, (event) => { lost ||= event.detail.target?.id === "design"; });
  }
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    lost ||= event.detail.target?.id === "design" && ![409, 422].includes(status);
  });

  function told(url, values) {
    const row = values.pk ? rowOf(values.pk) : null;
    const code = row?.querySelector("[data-cell=code]").textContent ?? "";
    const name = row ? `“${"name" in values ? code : `${code} ${nameOf(row)}`}”` : "";
    if (url === design().dataset.addUrl) return "新增一项指标";
    if (url === design().dataset.moveUrl) return `移动${name}`;
    if (url === design().dataset.removeUrl) return `删除${name}`;
    const cell = Object.keys(LABELS).find((key) => key in values);
    return cell ? `${name}的${LABELS[cell]}改为“${values[cell]}”` : "恢复已删除的指标";
  }

  function keep(changes) {
    unsaved = changes;
    try {
      if (changes.length) sessionStorage.setItem(KEPT, JSON.stringify(changes));
      else sessionStorage.removeItem(KEPT);
    } catch { /* a browser without storage keeps them as long as the page stands */ }
    const notice = document.getElementById("unsaved");
    notice.hidden = !changes.length;
    notice.querySelector("ul").replaceChildren(...changes.map((change) => {
      const item = document.createElement("li");
      item.textContent = change.told;
      return item;
    }));
    document.documentElement.toggleAttribute("data-tree-unsaved", changes.length > 0);
  }

  function again() {
    waiting = waiting.then(async () => {
      while (unsaved.length && (await arrives(unsaved[0]))) keep(unsaved.slice(1));
    });
    return waiting;
  }

  function recall() {
    if (!editable()) return;
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null"); } catch { /* nothing readable is kept */ }
    if (Array.isArray(kept) && kept.length) keep(kept);
  }

  const place = (row) => childrenOf(row.dataset.parent).indexOf(row);
  const move = (row, parent, at) => send(design().dataset.moveUrl, { pk: row.dataset.pk, parent, place: at });

  function add(after) {
    const values = after ? { parent: after.dataset.parent, place: place(after) + 1 } : { parent: "", place: childrenOf("").length };
    send(design().dataset.addUrl, values);
  }

  function remove(row, sure = false) {
    const inside = rows().filter((one) => one === row || isUnder(one, row));
    const holding = inside.filter((one) => "holds" in one.dataset).length;
    if (holding && !sure) {
      const dialog = document.getElementById("sure");
      dialog.querySelector("[data-sure]").textContent =
        inside.length > 1 ? `“${nameOf(row)}”及其下级里，有${holding}份底稿已经填写。` : `“${nameOf(row)}”的底稿已经填写。`;
      dialog.dataset.pk = row.dataset.pk;
      dialog.showModal();
      return;
    }
    const list = shown();
    const then = list[list.indexOf(row) - 1] ?? list.find((one) => !inside.includes(one));
    send(design().dataset.removeUrl, { pk: row.dataset.pk, then: then?.dataset.pk ?? "" });
  }

  function isUnder(row, above) {
    for (let at = row; at; at = at.dataset.parent ? rowOf(at.dataset.parent) : null) {
      if (at.dataset.parent === above.dataset.pk) return true;
    }
    return false;
  }

  const nameOf = (row) => row.querySelector("[data-cell=name]").textContent;

  // Focus and folding ------------------------------------------------------------------------------

  function focus(row) {
    if (!row) return;
    for (const one of rows()) one.tabIndex = -1;
    row.tabIndex = 0;
    current = row.dataset.pk;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function fold() {
    for (const row of rows()) {
      const above = row.dataset.parent ? rowOf(row.dataset.parent) : null;
      row.hidden = Boolean(above && (above.hidden || folded.has(above.dataset.pk)));
      if (row.hasAttribute("aria-expanded")) row.setAttribute("aria-expanded", String(!folded.has(row.dataset.pk)));
    }
  }

  function setFolded(row, closed) {
    folded[closed ? "add" : "delete"](row.dataset.pk);
    fold();
  }

  function settle() {
    const first = rows().find((row) => row.dataset.pk === current) ?? rows()[0];
    if (first) first.tabIndex = 0;
    fold();
    const typing = open && rowOf(open.pk);
    if (typing) return edit(typing, open.cell, open.text);
    const wanted = design()?.dataset.focus && rowOf(design().dataset.focus);
    if (!wanted) return;
    for (let at = wanted; at?.dataset.parent; at = rowOf(at.dataset.parent)) folded.delete(at.dataset.parent);
    fold();
    focus(wanted);
    const cell = next?.pk === wanted.dataset.pk ? next.cell : design().dataset.edit;
    next = null;
    if (cell) edit(wanted, cell);
  }

  // Editing in place -------------------------------------------------------------------------------

  const LABELS = { name: "名称", code: "编号", weight: "权重" };

  function edit(row, which, typed = null) {
    if (!editable() || row.querySelector("input")) return;
    const cell = row.querySelector(`[data-cell=${which}]`);
    const before = (cell.dataset.value ?? cell.textContent).replaceAll(",", which === "weight" ? "" : ",");
    const field = document.createElement("input");
    field.className = `form-control cell-${which}${which === "weight" ? " num" : ""}`;
    field.value = typed ?? before;
    field.autocomplete = "off";
    field.setAttribute("aria-label", `${nameOf(row)}的${LABELS[which]}`);
    row.draggable = false;
    cell.replaceChildren(field);
    field.focus();
    if (typed === null) field.select();
    let done = false;

    function close(save) {
      if (done) return;
      done = true;
      const value = field.value.trim();
      cell.replaceChildren(save ? value : before);
      row.draggable = true;
      if (save && value !== before) send(design().dataset.editUrl, { pk: row.dataset.pk, [which]: value });
      else window.treeSums();
      focus(row);
    }

    field.addEventListener("input", () => which === "weight" && window.treeSums());
    field.addEventListener("blur", () => swapping || close(true));
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing) return;
      if (event.key === "Enter") close(true);
      else if (event.key === "Escape") close(false);
      else if (event.key === "Tab") {
        const other = event.shiftKey ? { weight: "name", name: "code" }[which] : { code: "name", name: "weight" }[which];
        const changes = field.value.trim() !== before;
        if (other && changes) next = { pk: row.dataset.pk, cell: other };
        close(true);
        if (other && !changes) edit(row, other);
      } else return;
      event.preventDefault();
    });
  }

  // Keys --------------------------------------------------------------------------------------------

  const up = (row) => shown()[shown().indexOf(row) - 1];
  const down = (row) => shown()[shown().indexOf(row) + 1];

  function deeper(row) {
    const above = childrenOf(row.dataset.parent)[place(row) - 1];
    if (above) move(row, above.dataset.pk, childrenOf(above.dataset.pk).length);
  }

  function higher(row) {
    const above = row.dataset.parent && rowOf(row.dataset.parent);
    if (above) move(row, above.dataset.parent, place(above) + 1);
  }

  function shift(row, by) {
    const at = place(row) + by;
    if (at >= 0 && at < childrenOf(row.dataset.parent).length) move(row, row.dataset.parent, at);
  }

  const READING = {
    ArrowUp: (row) => focus(up(row)),
    ArrowDown: (row) => focus(down(row)),
    Home: () => focus(shown()[0]),
    End: () => focus(shown().at(-1)),
    ArrowLeft: (row) => (row.getAttribute("aria-expanded") === "true" ? setFolded(row, true) : focus(rowOf(row.dataset.parent))),
    ArrowRight: (row) => (row.getAttribute("aria-expanded") === "false" ? setFolded(row, false) : focus(childrenOf(row.dataset.pk)[0])),
  };
  const openRule = (row) => row.querySelector("[data-open]")?.click();
  const WRITING = {
    F4: openRule,
    "Alt+ArrowUp": (row) => shift(row, -1),
    "Alt+ArrowDown": (row) => shift(row, 1),
    Tab: deeper,
    "Shift+Tab": higher,
    Insert: add,
    F2: (row) => edit(row, "name"),
    F3: (row) => edit(row, "code"),
    Enter: (row) => edit(row, "name"),
    Delete: (row) => remove(row),
    Escape: () => document.querySelector("[data-add]")?.focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    const row = event.target.closest?.(".tree tr[data-pk]");
    if (!row || event.target !== row) {
      if (event.key === "Insert" && editable() && !event.target.matches("input, textarea")) add(current && rowOf(current));
      return;
    }
    const key = `${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}${event.key}`;
    const act = READING[key] ?? (editable() ? WRITING[key] : key === "Enter" && openRule);
    if (act) act(row);
    else if (editable() && /^[0-9]$/.test(key)) edit(row, "weight", key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-add]")) add(current && rowOf(current));
    const back = event.target.closest("[data-restore]");
    if (back) {
      back.closest(".toast-x")?.remove();
      send(design().dataset.restoreUrl, { removal: back.dataset.restore });
    }
    if (event.target.closest("[data-send-again]")) again();
    if (event.target.closest("[data-give-up]")) {
      keep([]);
      location.reload();
    }
    if (event.target.closest("[data-drop]")) event.target.closest(".notice").remove();
    if (event.target.closest("[data-yes]")) {
      const dialog = document.getElementById("sure");
      dialog.close();
      remove(rowOf(dialog.dataset.pk), true);
    }
    const row = event.target.closest(".tree tr[data-pk]");
    if (!row || event.target.closest("a, input")) return;
    if (event.target.closest("[data-fold]")) setFolded(row, row.getAttribute("aria-expanded") === "true");
    focus(row);
    if (event.target.closest("[data-cell=weight]")) edit(row, "weight");
  });

  document.addEventListener("dblclick", (event) => {
    const cell = event.target.closest(".tree [data-cell]");
    if (cell) edit(cell.closest("tr"), cell.dataset.cell);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.dataset.again) return;
    event.preventDefault();
    send(event.target.dataset.again, Object.fromEntries(new FormData(event.target)));
  });

  // Dragging ----------------------------------------------------------------------------------------

  const HINTS = ["drop-before", "drop-after", "drop-in"];

  function clear() {
    for (const row of rows()) row.classList.remove(...HINTS, "dragged");
  }

  function hint(event, row) {
    const box = row.getBoundingClientRect();
    const at = (event.clientY - box.top) / box.height;
    if (at < 0.3) return "drop-before";
    return at > 0.7 && row.getAttribute("aria-expanded") !== "true" ? "drop-after" : "drop-in";
  }

  document.addEventListener("dragstart", (event) => {
    dragged = editable() ? event.target.closest?.(".tree tr[data-pk]") : null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", nameOf(dragged));
    dragged.classList.add("dragged");
  });

  document.addEventListener("dragover", (event) => {
    const row = event.target.closest?.(".tree tr[data-pk]");
    if (!dragged || !row || row === dragged || isUnder(row, dragged)) return;
    event.preventDefault();
    for (const one of rows()) one.classList.remove(...HINTS);
    row.classList.add(hint(event, row));
  });

  document.addEventListener("drop", (event) => {
    const row = event.target.closest?.(".tree tr[data-pk]");
    if (!dragged || !row || row === dragged || isUnder(row, dragged)) return;
    event.preventDefault();
    const where = hint(event, row);
    if (where === "drop-in") move(dragged, row.dataset.pk, childrenOf(row.dataset.pk).length);
    else {
      const siblings = childrenOf(row.dataset.parent).filter((one) => one !== dragged);
      move(dragged, row.dataset.parent, siblings.indexOf(row) + (where === "drop-after" ? 1 : 0));
    }
  });

  document.addEventListener("dragend", () => {
    clear();
    dragged = null;
  });

  window.addEventListener("beforeunload", (event) => {
    if (pending) event.preventDefault();
    if (unsaved.length) event.preventDefault();
  });
  // In one go with the swap: whoever types on in the meantime keeps cell and text.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const field = event.detail.target?.id === "design" && document.querySelector(".tree input");
    open = field ? { pk: field.closest("tr").dataset.pk, cell: field.closest("[data-cell]").dataset.cell, text: field.value } : null;
    swapping = Boolean(field);
  });
  document.addEventListener("htmx:afterSwap", () => {
    settle();
    open = null;
    swapping = false;
  });
  window.addEventListener("online", again);
  settle();
  recall();
})();
