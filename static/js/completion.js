// Formulas ([data-formula]): a name's beginning offers the inputs' names ([data-input-name]); ↑ ↓ choose, ↵ or Tab takes,
// Esc closes. Signs as evaluators write them (×, ÷, full-width brackets) become those of the grammar while typing.
"use strict";
(() => {
  const SIGNS = { "×": "*", "÷": "/", "（": "(", "）": ")", "，": ",", "－": "-", "−": "-", "＋": "+", "＊": "*", "／": "/" };
  const WORD = /[\p{L}\p{N}_]+$/u;
  const list = document.createElement("ul");
  list.id = "names-offered";
  list.className = "offers";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "输入名称");
  list.hidden = true;
  document.body.append(list);
  let at = null;

  const names = () => [...document.querySelectorAll("[data-input-name]")].map((one) => one.value.trim()).filter(Boolean);
  const begun = (field) => field.value.slice(0, field.selectionStart).match(WORD)?.[0] ?? "";

  function close() {
    list.hidden = true;
    at?.setAttribute("aria-expanded", "false");
    at?.removeAttribute("aria-activedescendant");
    at = null;
  }

  function choose(index) {
    const options = [...list.children];
    options.forEach((one, place) => one.setAttribute("aria-selected", String(place === index)));
    at.setAttribute("aria-activedescendant", options[index].id);
    options[index].scrollIntoView({ block: "nearest" });
  }

  const chosen = () => [...list.children].findIndex((one) => one.getAttribute("aria-selected") === "true");

  function offer(field) {
    const start = begun(field).toLowerCase();
    const found = start && !/^\d/.test(start) ? names().filter((one) => one.toLowerCase().includes(start) && one !== begun(field)) : [];
    found.sort((a, b) => Number(b.toLowerCase().startsWith(start)) - Number(a.toLowerCase().startsWith(start)));
    if (!found.length) return close();
    at = field;
    list.replaceChildren(...found.slice(0, 8).map((name, place) => {
      const option = document.createElement("li");
      option.id = `offer-${place}`;
      option.setAttribute("role", "option");
      option.textContent = name;
      return option;
    }));
    const box = field.getBoundingClientRect();
    list.hidden = false;
    list.style.setProperty("left", `${box.left}px`);
    list.style.setProperty("top", `${box.bottom + 2}px`);
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-controls", list.id);
    choose(0);
  }

  function take(name) {
    const field = at;
    const end = field.selectionStart;
    field.setRangeText(name, end - begun(field).length, end, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  document.addEventListener("input", (event) => {
    const field = event.target.closest?.("[data-formula]");
    if (!field || event.isComposing) return;
    const plain = field.value.replace(/[×÷（），－−＋＊／]/g, (sign) => SIGNS[sign]);
    if (plain !== field.value) {
      const place = field.selectionStart;
      field.value = plain;
      field.setSelectionRange(place, place);
    }
    offer(field);
  });
  document.addEventListener("keydown", (event) => {
    if (!at || list.hidden || event.isComposing || event.ctrlKey || event.altKey) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    const count = list.children.length;
    if (event.key in steps) choose((chosen() + steps[event.key] + count) % count);
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen()].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    if (event.target.closest("li")) take(event.target.closest("li").textContent);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === at) close();
  });
})();
