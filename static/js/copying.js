// <button data-copy="ID">: copies what the field of this id holds, and says so on the button for a moment.
"use strict";
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  const words = button.dataset.words ?? button.textContent;
  button.dataset.words = words;
  field.select();
  let isCopied = false;
  try {
    await navigator.clipboard.writeText(field.value);
    isCopied = true;
  } catch {
    isCopied = document.execCommand("copy"); // without https browsers have no clipboard
  }
  button.textContent = isCopied ? "已复制" : "请按Ctrl C";
  setTimeout(() => { button.textContent = words; }, 2000);
});
