// Keys: Ctrl+K finder, Ctrl+Enter primary action, G then a letter, J and K through rows, / filter, ? all keys.
// Single keys act outside fields only, and can be switched off (WCAG 2.1.4).
"use strict";
(() => {
  const OFF = "single-keys-off";
  const dialog = document.getElementById("keys");
  let going = false;

  const typing = (target) => target.isContentEditable || target.matches("input, textarea, select");
  const targets = () => [...document.querySelectorAll("[data-go]")];

  function fillIn() {
    const list = dialog.querySelector("[data-go-list]");
    list.replaceChildren();
    for (const link of targets()) {
      const keys = document.createElement("dt");
      const where = document.createElement("dd");
      for (const key of ["G", link.dataset.go.toUpperCase()]) {
        const cap = document.createElement("kbd");
        cap.textContent = key;
        keys.append(cap, " ");
      }
      where.textContent = link.firstChild.textContent.trim();
      list.append(keys, where);
    }
  }

  function step(by) {
    const rows = [...document.querySelectorAll("[data-rows] a[data-row]")];
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
  }

  function single(key) {
    if (going) {
      going = false;
      targets().find((link) => link.dataset.go === key)?.click();
      return true;
    }
    if (key === "g") going = true;
    else if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "/") document.querySelector("[data-filter]")?.focus();
    else if (key === "?") {
      fillIn();
      dialog.showModal();
    } else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) {
      if (event.key === "Enter") {
        const action = (document.querySelector("dialog[open]") ?? document).querySelector("[data-primary]:not(:disabled)");
        if (action) {
          event.preventDefault();
          action.click();
        }
      } else if (event.key.toLowerCase() === "k") {
        event.preventDefault();
        document.querySelector("[data-finder]")?.focus();
      }
      return;
    }
    if (event.altKey || event.isComposing || typing(event.target) || dialog?.open) return;
    if (localStorage.getItem(OFF)) return;
    if (single(event.key.toLowerCase())) event.preventDefault();
  });

  const choice = dialog?.querySelector("[data-single-keys]");
  if (choice) {
    choice.checked = !localStorage.getItem(OFF);
    choice.addEventListener("change", () => {
      if (choice.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    });
  }
})();
