// Sheets from paper, by keyboard alone: the number of an option leads on to the next field, Enter and arrows move,
// questions that are jumped over are grey and passed by. Without this script the fields are plain ones.
"use strict";
(() => {
  const form = document.querySelector("[data-paper]");
  if (!form) return;
  const questions = [...form.querySelectorAll("[data-item]")];
  const fields = [...form.querySelectorAll("[data-key]")];
  const save = form.querySelector("[data-save]");
  const progress = form.querySelector("[data-progress]");

  const plain = (text) => text.normalize("NFKC").trim();
  const known = (field) => field.dataset.known.trim().split(/\s+/);
  const number = (text) => (/^\d+$/.test(plain(text)) ? String(Number(plain(text))) : "");
  const isAsked = (field) => !field.closest(".skipped");

  /** Whether words beside a choice are wanted: only where that choice was typed. */
  function isWanted(field) {
    if (!field.dataset.beside || field.value) return true;
    const own = [...field.closest("[data-item]").querySelectorAll("[data-key]")].filter((one) => !one.dataset.beside);
    return own.some((one) => {
      const parts = plain(one.value).split(/[\s,，、;；]+/).filter(Boolean).map(number);
      const digits = parts.length === 1 ? [...parts[0]] : [];
      return parts.includes(field.dataset.beside) || digits.includes(field.dataset.beside);
    });
  }

  function go(from, by) {
    let at = fields.indexOf(from) + by;
    while (fields[at] && !(isAsked(fields[at]) && isWanted(fields[at]))) at += by;
    if (at >= fields.length) save.focus();
    else if (fields[at]) {
      fields[at].focus();
      fields[at].select();
    }
  }

  /** Greys what the jumps leave out, and counts. */
  function follow() {
    let until = "";
    for (const question of questions) {
      if (until === question.dataset.item) until = "";
      question.classList.toggle("skipped", until !== "");
      if (until || !question.dataset.jumps) continue;
      const typed = number(question.querySelector("[data-key]").value);
      until = JSON.parse(question.dataset.jumps)[typed] ?? "";
    }
    for (const field of fields) field.tabIndex = isAsked(field) ? 0 : -1;
    const asked = questions.filter((one) => one.querySelector("[data-key]") && !one.classList.contains("skipped"));
    const filled = asked.filter((one) => [...one.querySelectorAll("[data-key]")].some((field) => field.value.trim()));
    progress.textContent = `已录${filled.length}题，共${asked.length}题`;
  }

  function say(field, words) {
    const place = field.closest(".ask-x");
    const said = place.querySelector("[data-said]");
    if (said) said.textContent = words;
    field.classList.toggle("is-invalid", words !== "");
  }

  form.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset.key || event.isComposing) return;
    say(field, "");
    follow();
    if (field.dataset.key !== "one" || !plain(field.value)) return;
    const typed = number(field.value);
    if (!known(field).some((one) => one.startsWith(typed)) || !typed) {
      say(field, `没有“${field.value.trim()}”，请填${known(field).join("、")}之一。`);
      field.select();
    } else if (known(field).includes(typed) && !known(field).some((one) => one !== typed && one.startsWith(typed))) {
      go(field, 1);
    }
  });

  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.dataset.key || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const isBack = (event.key === "Enter" && event.shiftKey) || event.key === "ArrowUp";
    const isOn = (event.key === "Enter" && !event.shiftKey) || event.key === "ArrowDown";
    if (!isBack && !isOn) return;
    if (field.tagName === "TEXTAREA" && event.key !== "Enter") return;
    event.preventDefault();
    const isWrong = field.dataset.key === "one" && plain(field.value) && !known(field).includes(number(field.value));
    if (isBack || !isWrong) go(field, isBack ? -1 : 1);
  });

  // From the button at the end one comes back by the same keys.
  save.addEventListener("keydown", (event) => {
    if (event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey)) {
      event.preventDefault();
      const last = [...fields].reverse().find((field) => isAsked(field) && isWanted(field));
      last.focus();
      last.select();
    }
  });

  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sent; });

  follow();
  const first = form.querySelector(".is-invalid") ?? fields.find((field) => isAsked(field) && !field.value) ?? fields[0];
  first.focus();
  first.select();
})();
