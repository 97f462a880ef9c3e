// A place to drop a file: shows which file was chosen. The input lies over the whole place, so dropping is the browser's own.
"use strict";
(() => {
  for (const place of document.querySelectorAll("[data-drop]")) {
    const input = place.querySelector("input[type=file]");
    const name = place.querySelector("[data-drop-name]");
    const over = (isOver) => () => place.classList.toggle("over", isOver);
    input.addEventListener("change", () => {
      const file = input.files[0];
      if (!file) return;
      name.textContent = `${file.name}　${(file.size / 1024).toLocaleString("zh-CN", { maximumFractionDigits: 0 })} KB`;
      place.classList.add("chosen");
    });
    input.addEventListener("dragenter", over(true));
    input.addEventListener("dragleave", over(false));
    input.addEventListener("drop", over(false));
  }
})();
