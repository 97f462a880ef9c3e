// Shows and hides a password, and says when Caps Lock is on.
"use strict";
(() => {
  for (const button of document.querySelectorAll("[data-show-password]")) {
    const field = document.getElementById(button.dataset.showPassword);
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = field.type === "password";
      field.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
      button.setAttribute("aria-label", shown ? "隐藏密码" : "显示密码");
      field.focus();
    });
    const caps = document.getElementById("caps");
    field.addEventListener("keyup", (event) => {
      caps.hidden = !event.getModifierState?.("CapsLock");
    });
  }
})();
