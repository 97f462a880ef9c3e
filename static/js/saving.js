// Is it saved? Watches forms marked data-unsaved and every writing htmx request, and writes into #save-state.
// Leaving with unsaved work asks first.
"use strict";
(() => {
  const place = document.getElementById("save-state");
  let unsaved = false;

  function say(text, state = "") {
    if (!place) return;
    place.className = `savestate ${state}`.trim();
    place.textContent = text;
    place.hidden = !text;
  }

  const now = () => new Date().toLocaleTimeString("zh-CN", { hour12: false });
  const writes = (event) => event.detail.requestConfig.verb !== "get" && !event.detail.elt.closest("[data-unstored]");

  document.addEventListener("input", (event) => {
    if (!event.target.closest("form[data-unsaved]")) return;
    unsaved = true;
    say("有改动还没有保存", "offline");
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-unsaved]") && !event.defaultPrevented) unsaved = false;
    if (event.target.matches("form[data-unsaved]")) say("正在保存…", "saving");
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (writes(event)) say("正在保存…", "saving");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!writes(event) || !event.detail.successful) return;
    unsaved = false;
    say(`已保存 ${now()}`);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (writes(event) && event.detail.xhr.status >= 400) say("没有保存：请看页面上的提示", "failed");
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (writes(event)) say("没有保存：连不上服务器，改动还在页面上", "failed");
  });

  window.addEventListener("offline", () => say("离线：请不要关闭页面，连上后再保存", "offline"));
  window.addEventListener("online", () => say(unsaved ? "已连上，有改动还没有保存" : "", unsaved ? "offline" : ""));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
})();
