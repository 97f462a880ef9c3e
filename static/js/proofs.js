// 佐证: every button [data-proofs="kind:12"] says how many documents prove its row (✓ when others have checked them all), and opens the
// dialog where they are linked, checked and released. Grids make such a button per row; pages may write one. One request per kind of row.
"use strict";
(() => {
  const base = document.body.dataset.proofs;
  if (!base) return;
  const kinds = new Map();
  const dialog = document.createElement("dialog");
  dialog.className = "card-x picker-x";
  dialog.setAttribute("aria-labelledby", "proofs-title");
  document.body.append(dialog);
  let opener = null;

  const say = (button, [links, checked]) => {
    const done = links > 0 && links === checked;
    button.textContent = links ? `佐证 ${links}${done ? " ✓" : ""}` : "佐证";
    button.classList.toggle("none", !links);
    button.classList.toggle("done", done);
    button.title = links ? `${links}份佐证，已核对${checked}份` : "还没有佐证";
    if (button.dataset.of) button.setAttribute("aria-label", `${button.dataset.of}：${button.title}`);
  };

  const fetched = (kind) => {
    if (!kinds.has(kind)) {
      const found = fetch(`${base}marks/?kind=${kind}`).then((answer) => (answer.ok ? answer.json() : { marks: {} }), () => ({ marks: {} }));
      kinds.set(kind, found.then((answer) => new Map(Object.entries(answer.marks))));
    }
    return kinds.get(kind);
  };

  const fill = async (button) => {
    const [kind, row] = button.dataset.proofs.split(":");
    say(button, [0, 0]);
    say(button, (await fetched(kind)).get(row) ?? [0, 0]);
  };

  const show = (html) => {
    dialog.innerHTML = html;
    window.htmx?.process(dialog);
  };

  const open = async (button) => {
    opener = button;
    const answer = await fetch(`${base}of-row/?target=${encodeURIComponent(button.dataset.proofs)}`);
    if (!answer.ok) return;
    show(await answer.text());
    dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-proofs]:not(body)");
    if (button) open(button);
  });

  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { target: form, submitter } = event;
    const body = new FormData(form, submitter);
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) return;
    show(await answer.text());
    const { links, checked } = dialog.querySelector("header").dataset;
    const [kind, row] = opener.dataset.proofs.split(":");
    (await fetched(kind)).set(row, [Number(links), Number(checked)]);
    for (const one of document.querySelectorAll(`[data-proofs="${kind}:${row}"]`)) fill(one);
    dialog.querySelector("[data-close-dialog]").focus();
  });
  dialog.addEventListener("close", () => {
    document.querySelector(`[data-proofs="${opener?.dataset.proofs}"]`)?.focus();
  });

  window.proofs = { fill };
  for (const button of document.querySelectorAll("[data-proofs]:not(body)")) fill(button);
})();
