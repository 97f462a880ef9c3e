// Formulas ([data-formula]): a name's beginning offers the inputs' names ([data-input-name]).
// Signs as evaluators write them (×, ÷, full-width brackets) become those of the grammar while typing.
"use strict";
(() => {
  const SIGNS = { "×": "*", "÷": "/", "（": "(", "）": ")", "，": ",", "－": "-", "−": "-", "＋": "+", "＊": "*", "／": "/" };
  const WORD = /[\p{L}\p{N}_]+$/u;
  const names = () => [...document.querySelectorAll("[data-input-name]")].map((one) => one.value.trim()).filter(Boolean);

  document.addEventListener("input", (event) => {
    const field = event.target.closest?.("[data-formula]");
    if (!field || event.isComposing) return;
    const plain = field.value.replace(/[×÷（），－−＋＊／]/g, (sign) => SIGNS[sign]);
    if (plain === field.value) return;
    const place = field.selectionStart;
    field.value = plain;
    field.setSelectionRange(place, place);
  });

  offers({
    id: "names-offered",
    label: "输入名称",
    fields: "[data-formula]",
    begun: (text) => text.match(WORD)?.[0],
    find: (typed) => {
      const start = typed.toLowerCase();
      if (/^\d/.test(start)) return [];
      const found = names().filter((one) => one.toLowerCase().includes(start) && one !== typed);
      return found.sort((a, b) => Number(b.toLowerCase().startsWith(start)) - Number(a.toLowerCase().startsWith(start)));
    },
  });
})();
