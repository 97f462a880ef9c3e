// Grades: a preset fills the rows; what was there can be typed again, and nothing is saved until the button.
"use strict";
(() => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-preset]");
    if (!button) return;
    const form = button.closest("form");
    const bands = button.dataset.preset.split(";").filter(Boolean).map((band) => band.split(":"));
    for (const row of form.querySelectorAll(".bands tbody tr")) {
      const [grade, minimum] = row.querySelectorAll("input");
      [grade.value, minimum.value] = bands.shift() ?? ["", ""];
    }
    form.querySelector(".bands input").dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
