// @ in a text ([data-mentions]) offers the names of [data-people].
"use strict";
(() => {
  const BEGUN = /@([^\s@，。；：、,.;:]{0,12})$/u;
  const people = [...document.querySelectorAll("[data-people] li")].map((one) => one.textContent);

  offers({
    id: "people-offered",
    label: "提到谁",
    fields: "[data-mentions]",
    begun: (text) => text.match(BEGUN)?.[1],
    find: (start) => people.filter((name) => name.startsWith(start) && name !== start),
    after: " ",
  });
})();
