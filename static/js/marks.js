// Rows of radio buttons (data-marks) by keyboard: 1, 2, 3 … choose in the row that has the focus and go on to the next one,
// arrows up and down change the row; left and right are the browser's own. Choosing is saved as any change of the form.
"use strict";
(() => {
  const rows = () => [...document.querySelectorAll("[data-marks]")];
  const focus = (row) => (row?.querySelector("input:checked") ?? row?.querySelector("input"))?.focus();

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("[data-marks]");
    if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = rows();
    const at = all.indexOf(row);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      focus(all[at + (event.key === "ArrowDown" ? 1 : -1)]);
      return;
    }
    const box = /^[1-9]$/.test(event.key) ? row.querySelectorAll("input")[Number(event.key) - 1] : null;
    if (!box) return;
    event.preventDefault();
    event.stopPropagation();
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    if (all[at + 1]) focus(all[at + 1]);
    else box.focus();
  });
})();
