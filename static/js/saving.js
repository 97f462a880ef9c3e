// Is it saved? Turns the events jiheng:unsaved, saving, saved, offline and failed (docs/development.md, "Saving") into
// the words and the dot in the project bar; several savers on one page are told apart by detail.source, the worst is shown.
// Leaving with unsaved work asks first. Forms marked data-unsaved and writing htmx requests are told of here, too.
"use strict";
(() => {
  const RANK = ["failed", "offline", "saving", "unsaved", "saved"];
  const WORDS = {
    unsaved: () => "有改动还没有保存",
    saving: () => "正在保存…",
    saved: (detail) => `已保存 ${detail.at ?? now()}`,
    offline: () => "离线：改动存在本机，连上后自动保存",
    failed: (detail) => `没有保存：${detail.reason ?? "服务器未响应"}`,
  };
  const LOOK = { unsaved: "offline", saving: "saving", saved: "", offline: "offline", failed: "failed" };
  const places = new Map(); // source → {state, detail}

  const now = () => new Date().toLocaleTimeString("zh-CN", { hour12: false });

  function show() {
    const place = document.getElementById("save-state");
    if (!place) return;
    const worst = RANK.map((state) => [...places.values()].findLast((one) => one.state === state)).find(Boolean);
    place.hidden = !worst;
    if (!worst) return;
    place.className = `savestate ${LOOK[worst.state]}`.trim();
    place.dataset.state = worst.state;
    place.textContent = WORDS[worst.state](worst.detail);
    if (worst.state === "failed" && worst.detail.retry) place.append(again(worst.detail.retry));
  }

  function again(retry) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet btn-sm";
    button.textContent = "重试";
    button.addEventListener("click", retry);
    return button;
  }

  for (const state of RANK) {
    document.addEventListener(`jiheng:${state}`, (event) => {
      const detail = event.detail ?? {};
      places.delete(detail.source ?? "page");
      places.set(detail.source ?? "page", { state, detail });
      show();
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if ([...places.values()].some((one) => one.state !== "saved")) event.preventDefault();
  });

  // Signing out takes this person's drafts (autosave.js) off this device, once the page is really left.
  let isSigningOut = false;
  document.addEventListener("click", () => (isSigningOut = false), true);
  document.addEventListener("submit", (event) => (isSigningOut = event.target.matches("[data-sign-out]")));
  window.addEventListener("pagehide", () => {
    const mine = `jiheng:draft:${document.body.dataset.user}:`;
    if (isSigningOut) Object.keys(localStorage).filter((key) => key.startsWith(mine)).forEach((key) => localStorage.removeItem(key));
  });

  const tell = (state, detail) => document.dispatchEvent(new CustomEvent(`jiheng:${state}`, { detail }));

  // Forms that are sent by their button only.
  const plain = (event) => event.target.closest?.("form[data-unsaved]");
  const named = (form) => ({ source: form.action });
  document.addEventListener("input", (event) => {
    if (plain(event)) tell("unsaved", named(plain(event)));
  });
  document.addEventListener("submit", (event) => {
    if (!plain(event) || event.defaultPrevented) return;
    tell("saving", named(plain(event)));
    places.delete(plain(event).action); // the page is left by this very request
  });

  // Writing htmx requests; one under data-unstored stores nothing, one under data-saver tells by itself.
  const writes = (event) =>
    event.detail.requestConfig.verb !== "get" && !event.detail.elt.closest("[data-unstored], [data-saver]");
  const asked = (event) => ({ source: event.detail.elt.closest("form[data-unsaved]")?.action ?? "htmx" });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (writes(event)) tell("saving", asked(event));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (writes(event) && event.detail.successful) tell("saved", asked(event));
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (writes(event) && event.detail.xhr.status >= 400) {
      tell("failed", { ...asked(event), reason: "请看页面上的提示" });
    }
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (writes(event)) tell("failed", { ...asked(event), reason: "连不上服务器，改动还在页面上" });
  });
})();
