// @ in a text ([data-mentions]) offers the names of [data-people]; ↑ ↓ choose, ↵ or Tab takes, Esc closes.
"use strict";
(() => {
  const BEGUN = /@([^\s@，。；：、,.;:]{0,12})$/u;
  const people = [...document.querySelectorAll("[data-people] li")].map((one) => one.textContent);
  const list = document.createElement("ul");
  list.id = "people-offered";
  list.className = "offers";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "提到谁");
  list.hidden = true;
  document.body.append(list);
  let at = null;

  const begun = (field) => field.value.slice(0, field.selectionStart).match(BEGUN)?.[1];
  const chosen = () => [...list.children].findIndex((one) => one.getAttribute("aria-selected") === "true");

  function close() {
    list.hidden = true;
    at?.removeAttribute("aria-activedescendant");
    at = null;
  }

  function choose(index) {
    const options = [...list.children];
    options.forEach((one, place) => one.setAttribute("aria-selected", String(place === index)));
    at.setAttribute("aria-activedescendant", options[index].id);
    options[index].scrollIntoView({ block: "nearest" });
  }

  function offer(field) {
    const start = begun(field);
    const found = start === undefined ? [] : people.filter((name) => name.startsWith(start) && name !== start);
    if (!found.length) return close();
    at = field;
    list.replaceChildren(...found.slice(0, 8).map((name, place) => {
      const option = document.createElement("li");
      option.id = `person-${place}`;
      option.setAttribute("role", "option");
      option.textContent = name;
      return option;
    }));
    const box = field.getBoundingClientRect();
    list.hidden = false;
    list.style.setProperty("left", `${box.left}px`);
    list.style.setProperty("top", `${Math.min(box.bottom + 2, innerHeight - list.offsetHeight - 4)}px`);
    field.setAttribute("aria-controls", list.id);
    choose(0);
    return undefined;
  }

  function take(name) {
    const [field, end] = [at, at.selectionStart];
    field.setRangeText(`${name} `, end - begun(field).length, end, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-mentions]")) offer(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (!at || event.target !== at || event.isComposing) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") choose((chosen() + 1) % count);
    else if (event.key === "ArrowUp") choose((chosen() + count - 1) % count);
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen()].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest?.("#people-offered [role=option]");
    if (option) {
      event.preventDefault();
      take(option.textContent);
    } else close();
  });
})();
