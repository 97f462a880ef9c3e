// The finder (Ctrl K): lists what fits below the field while one types; arrows choose, Enter opens, Esc closes.
// Enter without a choice, and the field without script, search the list of projects.
"use strict";
(() => {
  const form = document.querySelector("form[data-found]");
  if (!form) return;
  const PAUSE = 150;
  const field = form.querySelector("[data-finder]");
  const list = form.querySelector("[role=listbox]");
  let timer, asked;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function open(isOpen) {
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(null);
  }

  async function ask() {
    asked?.abort();
    if (!field.value.trim()) return open(false);
    asked = new AbortController();
    const wanted = new URLSearchParams({ q: field.value, project: form.dataset.project ?? "" });
    try {
      const response = await fetch(`${form.dataset.found}?${wanted}`, { signal: asked.signal, redirect: "error" });
      if (!response.ok) return open(false);
      list.innerHTML = await response.text();
      open(true);
    } catch (error) {
      if (error.name !== "AbortError") open(false);
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown") choose(all[Math.min(all.length - 1, at + 1)]);
    else if (event.key === "ArrowUp") choose(all[Math.max(0, at - 1)]);
    else if (event.key === "Escape") open(false);
    else if (event.key === "Enter" && chosen()) chosen().querySelector("a").click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) open(false);
  });
})();
