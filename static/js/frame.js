// The frame: menus close by Esc and by a click elsewhere, messages can be put away, dialogs have a cross.
"use strict";
(() => {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    event.target.closest("[data-dismiss]")?.closest(".toast-x")?.remove();
    event.target.closest("[data-close-dialog]")?.closest("dialog")?.close();
    const opener = event.target.closest("[data-open-dialog]");
    if (opener) document.getElementById(opener.dataset.openDialog)?.showModal();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else {
      document.querySelector("#toasts .toast-x")?.remove();
    }
  });

  // In a narrow window the navigations are rows that scroll: the place where one is stands in view.
  document.addEventListener("DOMContentLoaded", () => {
    for (const here of document.querySelectorAll(".sidenav [aria-current], .topnav [aria-current]")) {
      const row = here.parentElement;
      const [place, frame] = [here.getBoundingClientRect(), row.getBoundingClientRect()];
      if (row.scrollWidth > row.clientWidth) row.scrollLeft += place.left - frame.left - (frame.width - place.width) / 2;
    }
  });

  // What was typed into a search before the scripts began is searched for now.
  document.addEventListener("DOMContentLoaded", () => {
    for (const field of document.querySelectorAll("input[type=search][hx-get]")) {
      if (field.value !== field.defaultValue) htmx.trigger(field, "early");
    }
  });

  // A select that filters a list sends its form at once; without script there is the button beside it.
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
  });

  // A request that a newer one replaced, or whose page was left, is no fault, and stays out of the console.
  // Of one that failed, htmx tells twice: as sent, and as done; once is enough.
  let leaving = false;
  window.addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => { leaving = false; }, 2000);
  });
  if (window.htmx) {
    htmx.logger = (_element, name, detail) => {
      const isSaidElsewhere = name === "htmx:afterRequest" && detail.xhr?.status === 0;
      if (name === "htmx:sendAbort" || isSaidElsewhere || (name === "htmx:sendError" && leaving)) delete detail.error;
    };
  }
})();
