// 意见采纳情况表 by keyboard: 1 2 3 answer the row one is in, N goes to the next row without an answer, Esc leaves a field.
// Single keys act outside text fields, and can be switched off like all others (shortcuts.js). Saving: autosave.js.
"use strict";
(() => {
  const OFF = "single-keys-off";
  const rows = () => [...document.querySelectorAll("tr[data-opinion]")];
  const isOpen = (row) => row.querySelector(".state.todo, .state.active") !== null;
  const isText = (target) => target.isContentEditable || target.matches("textarea, select, input:not([type=radio])");
  let last = null;

  const current = () => document.activeElement?.closest("tr[data-opinion]") ?? last;

  // The answer that is chosen, else the first one; the row is the one that 1 2 3 are for.
  function enter(row) {
    const field = row?.querySelector("[data-decide] input:checked") ?? row?.querySelector("[data-decide] input");
    if (!field) return;
    last = row;
    field.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function next() {
    const all = rows();
    const at = all.indexOf(current());
    const found = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))].find(isOpen);
    if (found) enter(found);
    return found !== undefined;
  }

  // What is not adopted as it was said needs a reason: one writes on.
  function decide(place) {
    const row = current();
    const field = row?.querySelectorAll("[data-decide] input")[place];
    if (!field) return;
    field.click();
    const reason = row.querySelector(".why > textarea");
    if (place > 0 && !reason.value.trim()) reason.focus();
  }

  document.addEventListener("focusin", (event) => (last = event.target.closest("tr[data-opinion]") ?? last));

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches("tr[data-opinion] textarea, tr[data-opinion] input[type=text]")) {
      enter(event.target.closest("tr"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isText(event.target)) return;
    if (localStorage.getItem(OFF) || document.querySelector("dialog[open]")) return;
    if (event.key.toLowerCase() === "n") next();
    else if (["1", "2", "3"].includes(event.key)) decide(Number(event.key) - 1);
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-next]") && next()) event.preventDefault();
  });
  if (location.hash.startsWith("#o")) enter(document.getElementById(location.hash.slice(1)));
})();
