// A working paper: [ and ] go to the paper before and after; a choice in a select is previewed like a typed figure.
"use strict";
(() => {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches("input, textarea, select") || localStorage.getItem("single-keys-off")) return;
    if (event.key === "[") document.querySelector("[data-previous]")?.click();
    if (event.key === "]") document.querySelector("[data-next]")?.click();
  });
  // What the preview found is marked at its field, too.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "preview") return;
    const fields = document.querySelector(".paper-form").elements;
    for (const place of document.querySelectorAll(".paper-form [id^=error-]")) {
      const wrong = place.textContent.trim() !== "";
      place.classList.toggle("d-block", wrong);
      const named = fields[place.id.slice("error-".length)];
      for (const field of named instanceof RadioNodeList ? named : [named]) {
        field.classList.toggle("is-invalid", wrong);
        if (wrong) field.setAttribute("aria-invalid", "true");
        else field.removeAttribute("aria-invalid");
      }
    }
  });
})();
