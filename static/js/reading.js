// The quiet reading page: words are selected and commented on, comments hang at their words, sections are marked as read.
// Drafts are saved by autosave.js; every other form of a card ([data-card]) is sent from here and answered by its card.
"use strict";
(() => {
  const root = document.querySelector("[data-reading]");
  const page = root.querySelector(".r-page");
  const pop = root.querySelector("[data-pop]");
  const cards = root.querySelector("[data-cards]");
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "X-Card": "1" };
  const all = (selector, within = root) => [...within.querySelectorAll(selector)];
  const piece = (key) => root.querySelector(`.r-piece[data-key="${CSS.escape(key)}"]`);
  const card = (thread) => document.getElementById(`thread-${thread}`);
  const isPhone = matchMedia("(max-width: 860px)");

  function say(words) {
    root.querySelector("[data-said]").textContent = words;
  }

  function problem(words) {
    const place = root.querySelector(".r-side > [data-problem]");
    place.textContent = words;
    place.hidden = !words;
    if (words) sheet("side", true);
  }

  // Sheets of a phone: contents and comments come from below -------------------------------------------------
  function sheet(id, open) {
    for (const name of ["toc", "side"]) {
      const shown = name === id && open;
      document.getElementById(name).classList.toggle("open", shown);
      for (const button of all(`[data-sheet="${name}"][aria-controls]`)) button.setAttribute("aria-expanded", String(shown));
    }
  }

  // What is chosen: words in one piece, or a cell of a table --------------------------------------------------
  let chosen = null;

  function choice() {
    const selection = getSelection();
    if (selection.rangeCount && !selection.isCollapsed) {
      const range = selection.getRangeAt(0);
      const body = all("[data-body]").find((one) => range.intersectsNode(one) && quoting.stretch(range, one));
      if (!body || !page.contains(range.commonAncestorContainer)) return null;
      const found = quoting.stretch(range, body);
      return { key: body.parentElement.dataset.key, block: "", ...quoting.quote(body, found), box: range.getBoundingClientRect() };
    }
    const cell = document.activeElement?.closest?.("[data-block]");
    if (!cell) return null;
    const body = cell.closest("[data-body]");
    const found = quoting.cell(body, cell.dataset.block);
    if (!found) return null;
    return { key: body.parentElement.dataset.key, block: cell.dataset.block, ...quoting.quote(body, found), box: cell.getBoundingClientRect() };
  }

  function showTools() {
    chosen = choice();
    pop.hidden = !chosen;
    if (!chosen || isPhone.matches) return;
    const around = page.getBoundingClientRect();
    const left = Math.min(Math.max(chosen.box.left, around.left + 8), around.right - pop.offsetWidth - 24);
    const below = chosen.box.bottom + 8 + pop.offsetHeight < around.bottom;
    const top = below ? chosen.box.bottom + 8 : Math.max(around.top + 8, chosen.box.top - pop.offsetHeight - 8);
    pop.style.setProperty("left", `${left}px`);
    pop.style.setProperty("top", `${top}px`);
  }

  // Beginning, and what the server answers ---------------------------------------------------------------------
  async function ask(address, body) {
    try {
      const response = await fetch(address, { method: "POST", body, headers, signal: AbortSignal.timeout(20_000) });
      if (response.redirected) return { status: 401, text: "登录已过期。请刷新页面重新登录。" };
      const text = await response.text();
      if (response.status < 300 || response.status === 409 || response.status === 422) return { status: response.status, text };
      return { status: response.status, text: response.status === 404 ? "这一条现在不在了，或不再送您审阅。请刷新页面。" : "服务器出错，没有保存。请再试一次。" };
    } catch {
      return { status: 0, text: "连不上服务器，没有保存。请再试一次。" };
    }
  }

  async function begin(kind, where) {
    const { box: _box, ...fields } = where;
    const answer = await ask(root.dataset.begin, new URLSearchParams({ kind, ...fields }));
    problem(answer.status === 200 ? "" : answer.text);
    if (answer.status !== 200) return;
    getSelection().removeAllRanges();
    pop.hidden = true;
    const slot = drawn(answer.text);
    place(slot);
    show("");
    if (kind === "mark") return say("已作标记，仅自己可见");
    sheet("side", true);
    focusOn(slot.querySelector(".r-card"));
    const field = slot.querySelector("textarea");
    field?.focus();
    if (kind === "suggestion") field?.setSelectionRange(field.value.length, field.value.length);
    return undefined;
  }

  function drawn(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content.querySelector(".r-slot");
  }

  // Cards stand in the order of the text.
  function place(slot) {
    const keys = all(".r-piece").map((one) => one.dataset.key);
    const rank = (one) => {
      const { of, start } = one.querySelector(".r-card").dataset;
      return (keys.indexOf(of) + 1 || keys.length + 1) * 1e7 + Number(start ?? 0);
    };
    const behind = all(".r-slot", cards).find((one) => rank(one) > rank(slot));
    cards.insertBefore(slot, behind ?? null);
  }

  async function send(form, submitter) {
    const body = new URLSearchParams(new FormData(form));
    if (submitter?.name) body.append(submitter.name, submitter.value);
    const buttons = all("button", form);
    for (const button of buttons) button.disabled = true;
    const answer = await ask(form.action, body);
    for (const button of buttons) button.disabled = false;
    const told = form.querySelector("[data-problem]");
    if (answer.status >= 300 || !answer.status) {
      if (told) told.textContent = answer.text;
      else problem(answer.text);
      const knowingly = form.querySelector("[data-knowingly]");
      if (knowingly) knowingly.hidden = answer.status !== 409;
      return;
    }
    const slot = form.closest(".r-slot");
    const draft = slot.querySelector("form[data-draft]");
    if (draft) document.dispatchEvent(new CustomEvent("jiheng:saved", { detail: { source: draft.action } }));
    const changed = answer.status === 200 && answer.text && form.action.endsWith("/accept/");
    if (answer.status === 204) slot.remove();
    else slot.replaceWith(drawn(answer.text));
    if (changed) location.reload(); // the text itself is another
  }

  // Marks at the words, numbers in the contents, filters --------------------------------------------------------
  const marked = new Map(); // thread → where it hangs

  function hang() {
    const there = new Set();
    for (const one of all(".r-card", cards)) {
      const { thread, of, start, end, block } = one.dataset;
      const body = piece(of)?.querySelector("[data-body]");
      const where = body && (block ? quoting.cell(body, block) : start && { start: Number(start), end: Number(end) });
      if (!where) continue;
      there.add(thread);
      const said = `${of} ${where.start} ${where.end}`;
      if (marked.get(thread) === said) continue;
      if (marked.has(thread)) quoting.unmark(thread);
      quoting.mark(body, where, thread);
      marked.set(thread, said);
    }
    for (const thread of [...marked.keys()].filter((one) => !there.has(one))) {
      quoting.unmark(thread);
      marked.delete(thread);
    }
  }

  let shown = "";

  function show(filter) {
    shown = filter;
    for (const button of all("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === filter));
    const by = root.querySelector("[data-by]").value;
    for (const slot of all(".r-slot", cards)) {
      const { filters, author } = slot.querySelector(".r-card").dataset;
      slot.hidden = Boolean((filter && !filters.split(" ").includes(filter)) || (by && author !== by));
    }
    const left = all(".r-slot:not([hidden])", cards).length;
    const none = root.querySelector("[data-none]");
    none.hidden = left > 0;
    if (!left && all(".r-slot", cards).length) none.textContent = "没有这样的意见。换一个筛选看看。";
  }

  function count() {
    const listed = all(".r-card", cards).map((one) => one.dataset);
    const said = listed.filter((one) => one.state !== "mark");
    for (const place of all("[data-total]")) place.textContent = said.length;
    for (const line of all(".r-line")) {
      const keys = all(".r-piece", line).map((one) => one.dataset.key);
      const number = said.filter((one) => keys.includes(one.of)).length;
      const place = root.querySelector(`.r-toc [data-line="${CSS.escape(line.dataset.line)}"] [data-count]`);
      place.textContent = number;
      place.hidden = !number;
    }
    const mine = said.filter((one) => one.own);
    const of = (...states) => mine.filter((one) => states.includes(one.state)).length;
    const parts = [["待处理", of("open")], ["待修改", of("to_change")], ["已答复", of("adopted", "declined", "settled")], ["草稿", of("draft")]];
    root.querySelector("[data-mine]").textContent = `我的意见${mine.length}条${mine.length ? "：" : ""}${parts.filter(([, number]) => number).map(([word, number]) => word + number).join("　")}`;
    const unread = all(".r-toc .dot:not(.r)").length;
    const open = [of("draft") && `${of("draft")}条草稿`, unread && `${unread}节未读`].filter(Boolean);
    root.querySelector("[data-left]").textContent = open.length ? `还有${open.join("、")}` : "";
  }

  function refresh() {
    hang();
    count();
    show(shown);
    for (const form of all("form[data-draft]", cards)) form.dispatchEvent(new Event("jiheng:form", { bubbles: true }));
  }

  new MutationObserver(refresh).observe(cards, { childList: true, subtree: false });
  document.addEventListener("jiheng:saved", () => requestAnimationFrame(refresh)); // a draft became a comment

  function focusOn(one, scroll = true) {
    for (const other of all(".r-card.on, mark.on")) other.classList.remove("on");
    if (!one) return;
    one.classList.add("on");
    const marks = all(`[data-mark="${CSS.escape(one.dataset.thread)}"]`);
    for (const mark of marks) mark.classList.add("on");
    one.scrollIntoView({ block: "nearest" });
    if (scroll) (marks[0] ?? piece(one.dataset.of))?.scrollIntoView({ block: isPhone.matches ? "start" : "center" });
  }

  function next() {
    const open = all(".r-slot:not([hidden]) .r-card", cards).filter((one) => one.dataset.filters.split(" ").includes("open"));
    if (!open.length) return say("没有待处理的意见");
    const at = open.findIndex((one) => one.classList.contains("on"));
    const one = open[(at + 1) % open.length];
    sheet("side", true);
    focusOn(one);
    one.focus({ preventScroll: true });
    return say(`第${((at + 1) % open.length) + 1}条，共${open.length}条`);
  }

  // Reading: which section one is in, which were read ------------------------------------------------------------
  const unread = new Set(all(".r-toc .dot:not(.r)").map((dot) => dot.closest("[data-line]").dataset.line));
  const waiting = new Map();

  async function read(key) {
    const answer = await ask(root.dataset.seen, new URLSearchParams({ key }));
    if (answer.status !== 204) return;
    unread.delete(key);
    const line = root.querySelector(`.r-toc [data-line="${CSS.escape(key)}"]`);
    line.querySelector(".dot").classList.add("r");
    line.querySelector("[data-read-word]").textContent = "已读";
    const lines = all(".r-toc .dot");
    const done = lines.filter((dot) => dot.classList.contains("r")).length;
    root.querySelector("[data-read-count]").textContent = done;
    root.querySelector(".r-toc .meter .v").setAttribute("width", String(Math.floor((100 * done) / lines.length)));
    count();
  }

  const ends = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const key = target.dataset.end;
      clearTimeout(waiting.get(key));
      if (isIntersecting && unread.has(key)) waiting.set(key, setTimeout(() => read(key), 1000));
    }
  });
  for (const end of all("[data-end]")) ends.observe(end);

  const lines = all(".r-line");
  function here() {
    const top = page.getBoundingClientRect().top + 80;
    const line = lines.findLast((one) => one.getBoundingClientRect().top <= Math.max(top, 80)) ?? lines[0];
    for (const link of all(".r-toc a[data-line]")) {
      if (link.dataset.line === line?.dataset.line) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }
  page.addEventListener("scroll", () => requestAnimationFrame(here), { passive: true });
  window.addEventListener("scroll", () => requestAnimationFrame(here), { passive: true });

  // Size of the letters ------------------------------------------------------------------------------------------
  const SIZES = [14, 16, 18, 20, 23];
  function resize(by) {
    const now = Number(localStorage.getItem("jiheng:reading-size") ?? 1);
    const size = Math.min(SIZES.length - 1, Math.max(0, now + by));
    localStorage.setItem("jiheng:reading-size", String(size));
    root.querySelector(".r-sheet").style.setProperty("font-size", `${SIZES[size]}px`);
    if (by) say(`字号${SIZES[size]}`);
  }

  // Tables: one cell is a stop of Tab, arrows lead from it to the others -------------------------------------------
  for (const table of all(".r-body table")) table.querySelector("[data-block]")?.setAttribute("tabindex", "0");
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  function walk(cell, [down, right]) {
    const row = cell.closest("tr");
    const cells = (one) => all("[data-block]", one);
    const at = cells(row).indexOf(cell);
    const rows = all("tr", cell.closest("table")).filter((one) => cells(one).length);
    const other = rows[rows.indexOf(row) + down];
    const found = other && cells(other)[Math.min(at + right, cells(other).length - 1)];
    if (!found || at + right < 0) return;
    cell.setAttribute("tabindex", "-1");
    found.setAttribute("tabindex", "0");
    found.focus();
  }

  // Events -----------------------------------------------------------------------------------------------------------
  let settling;
  document.addEventListener("selectionchange", () => {
    clearTimeout(settling);
    settling = setTimeout(showTools, 200);
  });
  page.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-block]")) showTools();
  });
  page.addEventListener("scroll", () => (pop.hidden = pop.hidden || !isPhone.matches), { passive: true });
  page.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-mark]");
    if (mark && getSelection().isCollapsed) {
      sheet("side", true);
      focusOn(card(mark.dataset.mark), false);
    }
    const cell = event.target.closest("[data-block]");
    if (!cell || !getSelection().isCollapsed || event.target.closest("a, [data-mark]")) return;
    cell.setAttribute("tabindex", "0");
    cell.focus();
  });
  pop.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const one = event.target.closest(".r-card");
    if (one && !one.classList.contains("on") && !event.target.closest("button, textarea, input, label, summary, a")) focusOn(one);
    if (event.target.closest(".r-toc a[data-line]")) sheet("toc", false);
    if (!button) return;
    if (button.dataset.do && chosen) begin(button.dataset.do, chosen);
    if (button.dataset.show !== undefined) show(button.dataset.show);
    if (button.dataset.next !== undefined) next();
    if (button.dataset.size) resize(Number(button.dataset.size));
    if (button.dataset.sheet) sheet(button.dataset.sheet, !document.getElementById(button.dataset.sheet).classList.contains("open"));
  });
  cards.addEventListener("focusin", (event) => {
    const one = event.target.closest(".r-card");
    if (one && !one.classList.contains("on")) focusOn(one, false);
  });
  root.addEventListener("change", (event) => {
    if (event.target.matches("[data-by]")) show(shown);
  });
  root.addEventListener("submit", (event) => {
    if (event.target.matches("[data-begin-form]")) {
      event.preventDefault();
      begin("comment", { key: event.target.elements.key.value, block: "", exact: "", before: "", behind: "" });
    } else if (event.target.matches("[data-card]")) {
      event.preventDefault();
      send(event.target, event.submitter);
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select");
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.closest?.("form");
      if (!form || !cards.contains(form)) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-submit]") ?? undefined);
      return;
    }
    if (event.key === "Escape") {
      getSelection().removeAllRanges();
      pop.hidden = true;
      sheet("side", false);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing) return;
    const cell = event.target.closest?.("[data-block]");
    if (cell && STEPS[event.key]) {
      event.preventDefault();
      walk(cell, STEPS[event.key]);
      return;
    }
    if (localStorage.getItem("single-keys-off") || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (key === "n") next();
    else if (key === "c" || key === "r") {
      chosen = choice();
      if (chosen) begin(key === "c" ? "comment" : "suggestion", chosen);
      else say("先选中一段文字，或走到表格的一个单元格");
    } else return;
    event.preventDefault();
  });

  resize(0);
  refresh();
  here();
  showTools(); // something may have been selected before
  const named = location.hash.match(/^#thread-\d+$/) && document.getElementById(location.hash.slice(1));
  if (named) {
    sheet("side", true);
    focusOn(named);
  }
})();
