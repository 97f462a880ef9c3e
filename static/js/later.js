// Fills places that take longer than their page: <div data-later="URL">. Leaving the page meanwhile is no error.
"use strict";
(() => {
  const fill = async (place) => {
    try {
      const answer = await fetch(place.dataset.later);
      if (answer.ok) place.innerHTML = await answer.text();
    } catch {
      // left before it came
    }
  };
  document.querySelectorAll("[data-later]").forEach(fill);
})();
