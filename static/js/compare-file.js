// A file that somebody drops or chooses is hashed here, in the browser, and compared with the digest that was recorded when
// the report was issued. The file does not leave the machine: nothing is sent.
"use strict";
(() => {
  const box = document.querySelector("[data-compare]");
  if (!box || !window.crypto?.subtle) return;
  const drop = box.querySelector("[data-drop]");
  const outcomes = box.querySelector("[data-outcomes]");
  const issued = box.dataset.digest;
  drop.hidden = false;
  box.querySelector("[data-unable]").hidden = true;

  const short = (digest) => `${digest.slice(0, 8)} ${digest.slice(8, 16)} … ${digest.slice(-8)}`;

  function size(bytes) {
    if (bytes < 1024) return `${bytes} B`;
    return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
  }

  async function digestOf(file) {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function show(kind, file, own) {
    const piece = box.querySelector(`template[data-outcome="${kind}"]`).content.cloneNode(true);
    piece.querySelector("[data-name]").textContent = `${file.name}　${size(file.size)}`;
    for (const [name, text] of [["own", own], ["issued", issued]]) {
      const place = piece.querySelector(`[data-${name}]`);
      if (place) {
        place.textContent = short(text);
        place.title = text;
      }
    }
    outcomes.prepend(piece);
  }

  async function compare(file) {
    try {
      const own = await digestOf(file);
      show(own === issued ? "same" : "other", file, own);
    } catch {
      show("broken", file, "");
    }
  }

  box.querySelector("[data-file]").addEventListener("change", (event) => {
    for (const file of event.target.files) compare(file);
    event.target.value = "";
  });
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", drop.contains(event.target));
    });
  }
  document.addEventListener("dragleave", () => drop.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    for (const file of event.dataTransfer.files) compare(file);
  });
})();
