// Names offered while one types: offers({id, label, fields, begun, find, after}). ↑ ↓ choose, ↵ or Tab takes, Esc closes.
// `begun` gives what of the text before the caret is the beginning of a name, `find` the names for it (none: no list).
"use strict";
(() => {
  const MOST = 8;

  window.offers = ({ id, label, fields, begun, find, after = "" }) => {
    const list = document.createElement("ul");
    list.id = id;
    list.className = "offers";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label);
    list.hidden = true;
    document.body.append(list);
    let at = null;

    const started = (field) => begun(field.value.slice(0, field.selectionStart));
    const chosen = () => [...list.children].findIndex((one) => one.getAttribute("aria-selected") === "true");

    function close() {
      list.hidden = true;
      at?.setAttribute("aria-expanded", "false");
      at?.removeAttribute("aria-activedescendant");
      at = null;
    }

    function choose(index) {
      const options = [...list.children];
      options.forEach((one, place) => one.setAttribute("aria-selected", String(place === index)));
      at.setAttribute("aria-activedescendant", options[index].id);
      options[index].scrollIntoView({ block: "nearest" });
    }

    function show(names) {
      list.replaceChildren(...names.slice(0, MOST).map((name, place) => {
        const option = document.createElement("li");
        option.id = `${id}-${place}`;
        option.setAttribute("role", "option");
        option.textContent = name;
        return option;
      }));
      const box = at.getBoundingClientRect();
      list.hidden = false;
      list.style.setProperty("left", `${box.left}px`);
      list.style.setProperty("top", `${Math.min(box.bottom + 2, innerHeight - list.offsetHeight - 4)}px`);
      at.setAttribute("aria-expanded", "true");
      at.setAttribute("aria-controls", id);
      choose(0);
    }

    function take(name) {
      const [field, end] = [at, at.selectionStart];
      field.setRangeText(`${name}${after}`, end - started(field).length, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      close();
      field.focus();
    }

    document.addEventListener("input", (event) => {
      if (!event.target.matches?.(fields) || event.isComposing) return;
      const start = started(event.target);
      const names = start === undefined ? [] : find(start);
      if (!names.length) return close();
      at = event.target;
      return show(names);
    });
    document.addEventListener("keydown", (event) => {
      if (!at || event.target !== at || event.isComposing || event.ctrlKey || event.altKey) return;
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      const count = list.children.length;
      if (event.key in steps) choose((chosen() + steps[event.key] + count) % count);
      else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen()].textContent);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }, true);
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();  // the text keeps the focus
      if (event.target.closest("li")) take(event.target.closest("li").textContent);
    });
    document.addEventListener("focusout", (event) => {
      if (event.target === at) close();
    });
  };
})();
