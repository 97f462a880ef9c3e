// Verification of a base table by keyboard: J and K go to the next and the last item, E verifies the current one, R goes
// to the field for the reason of its return. Letters act only outside fields. After a save the page comes back at the
// item named in its address.
"use strict";
(() => {
  const body = document.querySelector("[data-verify]");
  if (!body) return;
  const rows = [...body.querySelectorAll("tr[id]")];
  let at = Math.max(0, rows.findIndex((row) => `#${row.id}` === location.hash));

  function show(place) {
    rows[at]?.classList.remove("on");
    at = Math.min(Math.max(0, place), rows.length - 1);
    rows[at]?.classList.add("on");
    rows[at]?.focus({ preventScroll: true });
    rows[at]?.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select")) {
      if (event.key === "Escape") show(at);
      if (event.key === "Enter" && event.target.matches("[data-verify-reason]")) {
        event.preventDefault();
        event.target.form.querySelector("[value=return]").click();
      }
      return;
    }
    const row = rows[at];
    const does = {
      j: () => show(at + 1),
      k: () => show(at - 1),
      e: () => row?.querySelector("[data-verify-do]")?.click(),
      r: () => row?.querySelector("[data-verify-reason]")?.focus(),
    }[event.key.toLowerCase()];
    if (!does) return;
    event.preventDefault();
    does();
  });
  if (rows.length) show(at);
})();
