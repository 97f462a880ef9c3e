// A questionnaire on a phone. Without this script each page is sent by itself and everything works. With it all pages
// are there at once, what is typed lies in this phone's storage, and what could not be sent is sent again with the same
// address, so that it counts once. Old browsers: no newer language than 2015; without fetch the form is sent as a form.
"use strict";
(() => {
  const PREFIX = "jiheng:sheet:";
  const DAYS = 30;
  const SECONDS = 20;
  const AGAIN = [3, 5, 10, 20, 30];
  const form = document.querySelector("[data-sheet]");
  const list = (nodes) => Array.prototype.slice.call(nodes);
  const tokenOf = (page) => (page && page.elements.csrfmiddlewaretoken ? page.elements.csrfmiddlewaretoken.value : "");

  // What this phone keeps -------------------------------------------------------------------------
  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch (_) {
      return null;
    }
  }

  function write(key, kept) {
    try {
      localStorage.setItem(key, JSON.stringify(kept));
      return true;
    } catch (_) {
      return false; // full, or private browsing
    }
  }

  function drop(key) {
    try {
      localStorage.removeItem(key);
    } catch (_) {
      // nothing is kept there
    }
  }

  function keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.indexOf(PREFIX) === 0);
    } catch (_) {
      return [];
    }
  }

  // Sending ---------------------------------------------------------------------------------------
  const canSend = !!window.fetch && !!window.URLSearchParams;

  function post(address, pairs, token, then) {
    const body = new URLSearchParams();
    body.append("csrfmiddlewaretoken", token);
    pairs.forEach((pair) => body.append(pair[0], pair[1]));
    let isOver = false;
    const finish = (answer) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(limit);
      then(answer);
    };
    const limit = setTimeout(() => finish({ status: 0 }), SECONDS * 1000);
    fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: body.toString(),
    }).then(
      (response) => {
        const isPlain = (response.headers.get("Content-Type") || "").indexOf("json") >= 0;
        if (!isPlain) return finish({ status: response.status || 0 });
        return response.json().then((said) => finish({ status: response.status, said: said }), () => finish({ status: 0 }));
      },
      () => finish({ status: 0 })
    );
  }

  const isLater = (answer) => answer.status === 0 || answer.status === 429 || answer.status >= 500;

  // Sheets that were handed in while there was no net are sent from whichever page of the survey is open.
  function sendWaiting(token, own) {
    if (!canSend || !token) return;
    keys().forEach((key) => {
      const kept = read(key);
      if (!kept || Date.now() - kept.at > DAYS * 86400000) return drop(key);
      if (!kept.waits || key === own) return undefined;
      return post(key.slice(PREFIX.length), kept.fields, token, (answer) => {
        if (answer.status === 200) drop(key);
      });
    });
  }

  // The first page --------------------------------------------------------------------------------
  const first = document.querySelector("[data-begin]");
  if (first) first.elements.whole.value = canSend ? "1" : "";
  const resume = document.querySelector("[data-whole]");
  if (resume && canSend) resume.href = resume.getAttribute("data-whole");
  if (!form) {
    sendWaiting(tokenOf(first), "");
    return;
  }

  // A sheet ---------------------------------------------------------------------------------------
  const key = PREFIX + form.getAttribute("data-sheet");
  const isKept = form.hasAttribute("data-kept");
  const isAll = form.hasAttribute("data-all");
  const leaves = list(form.querySelectorAll("[data-leaf]"));
  const next = form.querySelector("[data-next]");
  const back = form.querySelector("[data-back]");
  const state = form.querySelector("[data-state]");
  const told = form.querySelector("[data-told]");
  const total = Number(form.getAttribute("data-total"));
  let way = [0];
  let tries = 0;
  let timer = null;
  let isSending = false;
  let waits = false;
  let isBack = false;

  function pairs() {
    return list(form.elements)
      .filter((one) => one.name && one.name !== "csrfmiddlewaretoken" && one.type !== "submit" && one.type !== "button")
      .filter((one) => (one.type !== "radio" && one.type !== "checkbox") || one.checked)
      .filter((one) => one.value !== "")
      .map((one) => [one.name, one.value]);
  }

  function keep() {
    if (!isKept) return;
    // A page that is sent by itself knows only its own fields: those of other pages stay as they are.
    const names = list(form.elements).map((one) => one.name);
    const before = isAll ? [] : ((read(key) || {}).fields || []).filter((pair) => names.indexOf(pair[0]) < 0);
    const isDone = write(key, { at: Date.now(), fields: before.concat(pairs()), way: way, waits: waits && isAll });
    say(isDone ? "已存在手机上，断网也不会丢" : "", isDone ? "kept" : "");
  }

  function restore() {
    const kept = isKept ? read(key) : null;
    if (!kept || Date.now() - kept.at > DAYS * 86400000) return;
    list(form.elements).forEach((one) => {
      if (!one.name || one.name === "csrfmiddlewaretoken" || one.type === "submit") return;
      const values = kept.fields.filter((pair) => pair[0] === one.name).map((pair) => pair[1]);
      if (one.type === "radio" || one.type === "checkbox") {
        if (values.length) one.checked = values.indexOf(one.value) >= 0;
      } else if (values.length) one.value = values[0];
    });
    if (isAll && kept.way) way = kept.way.filter((at) => at < leaves.length);
    if (!way.length) way = [0];
    waits = isAll && !!kept.waits;
    say("已存在手机上，断网也不会丢", "kept");
  }

  function say(text, look) {
    state.textContent = text;
    state.className = "state meta " + (look || "");
  }

  function tell(text, look) {
    told.textContent = text;
    told.className = "told " + (look || "") + (text ? "" : " off");
  }

  // The way through the pages ---------------------------------------------------------------------
  const here = () => leaves[isAll ? way[way.length - 1] : 0];

  function chosen(field, name) {
    return list(form.elements).filter((one) => one.name === name && one.checked);
  }

  function following() {
    const fields = list(here().querySelectorAll("[data-item]"));
    const last = fields[fields.length - 1];
    const at = leaves.indexOf(here());
    if (last && last.hasAttribute("data-jumps") && last === here().lastElementChild) {
      const jumps = JSON.parse(last.getAttribute("data-jumps"));
      const picked = chosen(last, last.getAttribute("data-item"))[0];
      if (picked && picked.value in jumps) {
        return jumps[picked.value] ? jumps[picked.value] - 1 : -1;
      }
    }
    return at + 1 < leaves.length ? at + 1 : -1;
  }

  function show(isMoved) {
    if (isAll) {
      leaves.forEach((leaf) => leaf.classList.toggle("off", leaf !== here()));
      back.classList.toggle("off", way.length < 2);
      const from = Number(here().getAttribute("data-first"));
      const to = Number(here().getAttribute("data-last"));
      const place = document.querySelector("[data-place]");
      place.textContent = from ? "第" + (from === to ? from : from + "—" + to) + "题，共" + total + "题" : "共" + total + "题";
      document.querySelector("[data-bar]").setAttribute("width", String(to));
      label();
    }
    if (!isMoved) return;
    window.scrollTo(0, 0);
    if (!isAll) return;
    here().setAttribute("tabindex", "-1"); // keyboards and screen readers go on at the first question
    here().focus({ preventScroll: true });
  }

  function label() {
    if (isAll && !waits) next.textContent = following() < 0 ? "提交" : "下一页";
  }

  // What is missing is told at once; whether a figure or a date can be read, the server says.
  function wrong(field) {
    const kind = field.getAttribute("data-kind");
    const inputs = list(field.querySelectorAll("input, select, textarea")).filter((one) => !one.classList.contains("words"));
    const isTicked = (one) => (one.type === "radio" || one.type === "checkbox" ? one.checked : one.value.trim() !== "");
    const given = inputs.filter(isTicked).length;
    if (kind === "matrix") {
      const rows = list(field.querySelectorAll(".row"));
      const left = rows.filter((row) => !list(row.querySelectorAll("input")).some(isTicked));
      if (!field.hasAttribute("data-required") || !left.length) return "";
      return left.length === rows.length ? "这道题还没有选，请每行选一项。" : "还有" + left.length + "行没有选。";
    }
    if (!given) {
      if (!field.hasAttribute("data-required")) return "";
      if (kind === "ranking") return "这道题还没有排序，请给选项写上名次。";
      if (kind === "multiple") return "这道题还没有选，请选一项或几项。";
      return kind === "single" || kind === "scale" ? "这道题还没有选，请选一项。" : "这道题还没有填。";
    }
    const most = Number(field.getAttribute("data-most") || Infinity);
    const least = Number(field.getAttribute("data-least") || 0);
    const word = kind === "multiple" ? "选" : "排";
    if (kind !== "multiple" && kind !== "ranking") return "";
    if (given > most) return "最多" + word + most + "项，现在" + word + "了" + given + "项。";
    return given < least ? "至少" + word + least + "项，现在只" + word + "了" + given + "项。" : "";
  }

  function mark(field, text) {
    const place = field.querySelector(".err");
    place.textContent = text;
    place.classList.add("said");
    place.classList.toggle("off", !text);
    field.classList.toggle("bad", !!text);
  }

  function isFine(leaf) {
    const fields = list(leaf.querySelectorAll("[data-item]"));
    fields.forEach((field) => mark(field, wrong(field)));
    return reach(leaf);
  }

  // Leads to the first question that has to be mended; says whether there was none.
  function reach(leaf) {
    const bad = leaf.querySelector(".bad");
    if (!bad) return true;
    const head = document.querySelector(".top");
    window.scrollTo(0, bad.getBoundingClientRect().top + window.pageYOffset - head.offsetHeight - 12);
    const field = bad.querySelector("input, select, textarea");
    if (field) field.focus({ preventScroll: true });
    return false;
  }

  // Handing in ------------------------------------------------------------------------------------
  function send() {
    if (isSending) return;
    isSending = true;
    waits = true;
    keep();
    clearTimeout(timer);
    say("正在送出…");
    next.disabled = true;
    post(location.href, pairs(), tokenOf(form), (answer) => {
      isSending = false;
      next.disabled = false;
      heard(answer);
    });
  }

  function heard(answer) {
    if (answer.status === 200 && answer.said && answer.said.to) {
      if (answer.said.to.indexOf(form.getAttribute("data-sheet")) !== 0) drop(key);
      location.replace(answer.said.to);
      return;
    }
    if (isLater(answer)) {
      const isBusy = answer.status === 429;
      say(isBusy ? "现在作答的人太多，答案在手机上；稍后会自动再送" : "没有连上网络，答案在手机上；连上后会自动再送", "wait");
      timer = setTimeout(send, AGAIN[Math.min(tries, AGAIN.length - 1)] * (isBusy ? 4000 : 1000));
      tries += 1;
      next.textContent = "再送一次";
      return;
    }
    waits = false;
    keep();
    label();
    if (answer.status === 422 && answer.said) mend(answer.said);
    else if (answer.said && answer.said.message) tell(answer.said.title + "　" + answer.said.message, "wait");
    else tell("没有送出，答案还在手机上。请刷新本页，再送一次。", "wait");
    if (answer.status !== 422) window.scrollTo(0, 0);
  }

  function mend(said) {
    list(form.querySelectorAll("[data-item]")).forEach((field) => mark(field, said.errors[field.getAttribute("data-item")] || ""));
    if (isAll) {
      const at = said.page - 1;
      way = way.indexOf(at) >= 0 ? way.slice(0, way.indexOf(at) + 1) : way.concat(at);
    }
    show(false);
    reach(here());
  }

  form.addEventListener("submit", (event) => {
    if (!isAll && !canSend) return;
    if (isBack) return;
    if (!isFine(here())) {
      event.preventDefault();
      return;
    }
    tell("");
    const to = isAll ? following() : -1;
    if (to < 0 && !canSend) return;
    event.preventDefault();
    if (to < 0) {
      send();
      return;
    }
    way.push(to);
    show(true);
    keep();
  });

  if (isAll) {
    back.addEventListener("click", () => {
      if (way.length > 1) way.pop();
      waits = false;
      clearTimeout(timer);
      tell("");
      show(true);
      keep();
    });
  } else if (back) {
    back.addEventListener("click", () => {
      isBack = true;
    });
  }

  function changed(event) {
    const field = event.target.closest ? event.target.closest("[data-item]") : null;
    if (field && field.classList.contains("bad") && !wrong(field)) mark(field, "");
    waits = false;
    clearTimeout(timer);
    label();
    keep();
  }
  form.addEventListener("change", changed);
  form.addEventListener("input", changed);
  window.addEventListener("online", () => {
    if (waits) send();
  });

  restore();
  const bad = form.querySelector(".bad");
  if (isAll && bad) way = [leaves.indexOf(bad.parentNode)];
  show(false);
  sendWaiting(tokenOf(form), key);
  if (waits && canSend) send();
})();
