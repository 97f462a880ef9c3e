// One indicator's rule: rows are added, moved and taken out by the server (data-do), faults and the rule's sentence
// from a live answer are put at their fields, a renamed input is renamed in the formulas. Alt ↑ ↓ moves a row, Alt Del
// takes it out. What is typed in the try-out is no unsaved work, and is kept when its pane is drawn anew; so is what is
// typed into the rule while an answer is under way.
"use strict";
(() => {
  const form = document.getElementById("criteria");
  if (!form) return;
  const aside = form.querySelector(".criteria-side");
  const field = (name) => {
    const found = form.elements.namedItem(name);
    return found instanceof RadioNodeList ? found[0] : found;
  };

  // One after the other; each sends what stands there when its turn comes.
  let waiting = Promise.resolve();
  let sent = null;

  function act(operation) {
    waiting = waiting.then(() => {
      sent = { operation, texts: texts() };
      return htmx.ajax("POST", form.dataset.draft, {
        source: "#builder",
        target: "#builder",
        swap: "outerHTML",
        values: { do: operation },
      });
    }).then(() => {
      document.getElementById("builder").dispatchEvent(new Event("input", { bubbles: true }));
    }).catch(() => {});
  }

  function texts() {
    const fields = document.querySelectorAll("#builder :is(input:not([type=hidden]), select, textarea)[name]");
    return new Map([...fields].filter((one) => one.type !== "radio" || one.checked).map((one) => [one.name, one.value]));
  }

  // Where rows changed their places, a name may mean another row: there only fields outside of rows are kept.
  let typed = new Map();
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "builder" || !sent) return;
    const isSame = /^(add|kind|rename|take)/.test(sent.operation);
    typed = new Map([...texts()].filter(([name, text]) => sent.texts.get(name) !== text && (isSame || !name.includes("["))));
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const [name, text] of typed) {
      for (const one of document.querySelectorAll("#builder [name]")) {
        if (one.name !== name) continue;
        if (one.type === "radio") one.checked = one.value === text;
        else one.value = text;
      }
    }
    typed = new Map();
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) act(button.dataset.do);
    const place = event.target.closest("[data-goto]");
    if (place) show(place.dataset.goto);
    const fix = event.target.closest("[data-fix]");
    if (fix) mend(fix);
  });

  form.addEventListener("change", (event) => {
    const chosen = event.target.closest("[data-do-change]");
    if (chosen) act(chosen.dataset.doChange);
    if (event.target.closest("[data-rename]")) act("rename:");
  });

  form.addEventListener("keydown", (event) => {
    if (!event.altKey || event.isComposing) return;
    const verb = { ArrowUp: "up:", ArrowDown: "down:", Delete: "remove:" }[event.key];
    const button = verb && event.target.closest("[data-line]")?.querySelector(`[data-do^="${verb}"]`);
    if (!button) return;
    event.preventDefault();
    act(button.dataset.do);
  });

  for (const kind of ["input", "change"]) {
    aside.addEventListener(kind, (event) => event.stopPropagation());
  }

  // Faults at their fields; in a formula with the wrong part to be chosen and the name that may be meant.
  function place(fault) {
    const spot = [...form.querySelectorAll("[data-error-for]")].find((one) => one.dataset.errorFor === fault.dataset.name);
    if (!spot) return;
    spot.textContent = "";
    spot.append(fault.textContent);
    spot.classList.add("d-block");
    if (fault.dataset.close) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "linklike";
      button.textContent = `改为“${fault.dataset.close}”`;
      Object.assign(button.dataset, { fix: fault.dataset.name, start: fault.dataset.start, wrong: fault.dataset.wrong, close: fault.dataset.close });
      spot.append(" ", button);
    }
    const wrong = field(fault.dataset.name);
    wrong?.classList.add("is-invalid");
    wrong?.setAttribute("aria-invalid", "true");
  }

  function mark() {
    for (const spot of form.querySelectorAll("[data-error-for]")) {
      spot.textContent = "";
      spot.classList.remove("d-block");
      const fine = field(spot.dataset.errorFor);
      fine?.classList.remove("is-invalid");
      fine?.removeAttribute("aria-invalid");
    }
    document.querySelectorAll("#faults li").forEach(place);
  }

  function mirror() {
    for (const source of document.querySelectorAll("#live template[data-for]")) {
      const target = form.querySelector(`[data-mirror="${source.dataset.for}"]`);
      if (target && target.innerHTML !== source.innerHTML) target.innerHTML = source.innerHTML;
    }
  }

  function show(name) {
    const wrong = field(name) ?? [...form.querySelectorAll("[data-error-for]")].find((one) => one.dataset.errorFor === name);
    wrong?.scrollIntoView({ block: "center" });
    wrong?.focus?.();
  }

  function mend(button) {
    const wrong = field(button.dataset.fix);
    const start = Number(button.dataset.start) - 1;
    wrong.focus();
    wrong.setRangeText(button.dataset.close, start, start + button.dataset.wrong.length, "end");
    wrong.dispatchEvent(new Event("input", { bubbles: true }));
  }

  let tried = new Map();
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "live") return;
    tried = new Map([...aside.querySelectorAll("[data-try]")].map((one) => [one.name, one.value]));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "live") return;
    for (const one of aside.querySelectorAll("[data-try]")) {
      if (tried.has(one.name)) one.value = tried.get(one.name);
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "live") return;
    mirror();
    mark();
  });
  mark();
})();
