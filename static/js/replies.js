// Answers of the server that refuse (409 two versions, 422 something to mend) are shown in their place, too.
// Esc in a row being edited gives it up; the first wrong field gets the focus.
"use strict";
(() => {
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const row = document.querySelector(".editing");
    if (!row || row.contains(document.activeElement)) return;
    (row.querySelector("[aria-invalid]") ?? row.querySelector("input:not([type=hidden])"))?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") event.target.closest(".editing")?.querySelector("[data-escape]")?.click();
  });
})();
