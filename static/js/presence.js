// Who else is on this page: tells the server every 20 s which page is open, while it is looked at, and shows who else is there.
"use strict";
(() => {
  const place = document.getElementById("presence");
  if (!place) return;
  const EVERY = 20_000;
  const address = place.dataset.presence;
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));

  async function tell() {
    if (document.visibilityState !== "visible" || !navigator.onLine) return;
    try {
      const body = new URLSearchParams({ page: location.pathname });
      const response = await fetch(address, { method: "POST", body, headers, redirect: "error" });
      place.innerHTML = response.ok ? await response.text() : "";
    } catch {
      place.replaceChildren(); // nobody knows
    }
  }

  function leave() {
    const body = new URLSearchParams({ page: location.pathname, leave: "1", csrfmiddlewaretoken: headers["X-CSRFToken"] });
    navigator.sendBeacon(address, body);
  }

  tell();
  setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", tell);
  window.addEventListener("pagehide", leave);
})();
