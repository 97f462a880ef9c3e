// Fields that name an organisation: says while one types whether the firm knows the name, offers a like one to take, and what a
// new one means. The server decides by the same reading of names (evaluations/people/directory.py); without script it still does.
"use strict";
(() => {
  const list = document.getElementById("organisations");
  if (!list) return;
  const known = [...list.options].map((option) => option.value);
  const IDLE = /[\s·•,，.。;；:：()（）[\]【】〔〕<>《》"'“”‘’-]+/g;
  const plain = (name) => name.normalize("NFKC").replace(IDLE, "").toLowerCase();

  const pairs = (text) => new Set(Array.from({ length: Math.max(text.length - 1, 0) }, (_, at) => text.slice(at, at + 2)));

  // From 0 to 1: how many pairs of neighbouring characters two names share.
  function likeness(one, other) {
    const [mine, theirs] = [pairs(one), pairs(other)];
    const shared = [...mine].filter((pair) => theirs.has(pair)).length;
    return mine.size + theirs.size ? (2 * shared) / (mine.size + theirs.size) : 0;
  }

  function meant(typed) {
    const wanted = plain(typed);
    const same = known.find((name) => name === typed) ?? known.find((name) => plain(name) === wanted);
    if (same) return { same };
    if (wanted.length < 3) return {};
    const near = known
      .map((name) => [plain(name).includes(wanted) || wanted.includes(plain(name)) ? 1 : likeness(plain(name), wanted), name])
      .filter(([share]) => share >= 0.7)
      .sort((one, other) => other[0] - one[0]);
    return { near: near[0]?.[1] };
  }

  function tell(field, place) {
    const typed = field.value.trim();
    const { same, near } = typed ? meant(typed) : {};
    place.replaceChildren();
    if (!typed || same === typed) return;
    if (same) {
      place.append(`即名单里的“${same}”`);
      return;
    }
    place.append("名单里没有，保存时加入。");
    if (!near) return;
    const take = document.createElement("button");
    take.type = "button";
    take.className = "btn btn-quiet btn-sm";
    take.textContent = `改用“${near}”`;
    take.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps its focus, and saves once
    take.addEventListener("click", () => {
      field.value = near;
      tell(field, place);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    place.append(take);
  }

  for (const field of document.querySelectorAll("input[data-organisation]")) {
    const place = document.createElement("div");
    place.className = "form-text";
    place.id = `${field.id}_known`;
    place.setAttribute("role", "status");
    field.after(place);
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${place.id}`.trim());
    field.addEventListener("input", () => tell(field, place));
    document.addEventListener("jiheng:saved", () => {
      const settled = (field.dataset.whole ?? "").trim();
      if (settled && !meant(settled).same) known.push(settled);
      tell(field, place);
    });
    tell(field, place);
  }
})();
