// Grid, part 2: the way to the server. One request is on its way at a time, what is typed meanwhile waits; it is kept
// in localStorage until the server has answered, so being offline, a reload or a crash loses nothing. Says in
// #save-state how it stands, and warns on leaving.
"use strict";
window.dataGrid = window.dataGrid || {};
(() => {
  const place = document.getElementById("save-state");
  const queues = new Set();
  const AGAIN = 4000;

  function say(text, state = "", retry = null) {
    if (!place) return;
    place.className = `savestate ${state}`.trim();
    place.textContent = text;
    place.hidden = !text;
    if (!retry) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "linklike";
    button.textContent = "重试";
    button.addEventListener("click", retry);
    place.append("　", button);
  }

  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  class Queue {
    /** `answered(answer, operations)` is called for each answer of the server, in order. */
    constructor(url, owner, answered) {
      this.url = url;
      this.key = `grid:${owner}:${url}`;
      this.answered = answered;
      this.flying = [];
      this.waiting = this.kept();
      queues.add(this);
    }

    kept() {
      try {
        const kept = JSON.parse(localStorage.getItem(this.key) ?? "[]");
        return Array.isArray(kept) ? kept : [];
      } catch {
        return [];
      }
    }

    keep() {
      const all = [...this.flying, ...this.waiting];
      try {
        if (all.length) localStorage.setItem(this.key, JSON.stringify(all));
        else localStorage.removeItem(this.key);
      } catch {
        say("这台电脑的存储空间已满，离线的改动不能保留，请不要关闭页面", "failed");
      }
    }

    get size() {
      return this.flying.length + this.waiting.length;
    }

    add(operations) {
      this.waiting.push(...operations);
      this.keep();
      this.flush();
    }

    async flush() {
      clearTimeout(this.timer);
      if (this.flying.length || !this.waiting.length) return;
      if (!navigator.onLine) {
        this.offline();
        return;
      }
      const unit = this.waiting[0].unit;
      const end = this.waiting.findIndex((one) => one.unit !== unit);
      this.flying = this.waiting.splice(0, end < 0 ? this.waiting.length : end);
      say("正在保存…", "saving");
      let answer = null;
      try {
        answer = await this.send(unit);
      } catch {
        this.back();
        this.offline();
        return;
      }
      if (answer) this.landed(answer);
    }

    async send(unit) {
      const response = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({ unit, operations: this.flying }),
      });
      const isJson = response.headers.get("Content-Type")?.includes("json");
      if (response.ok && isJson) return response.json();
      this.back();
      if (response.status === 423 && isJson) {
        say(`没有保存：${(await response.json()).message}`, "failed");
        return null;
      }
      const why = response.ok || response.status === 403 ? "登录已失效或没有权限，请刷新页面；改动存在本机" : `服务器未响应（${response.status}）`;
      say(`没有保存：${why}`, "failed", () => this.flush());
      return null;
    }

    back() {
      this.waiting = [...this.flying, ...this.waiting];
      this.flying = [];
    }

    offline() {
      say("离线：改动存在本机，连上后自动保存", "offline");
      this.timer = setTimeout(() => this.flush(), AGAIN);
    }

    landed(answer) {
      const done = this.flying;
      this.flying = [];
      this.rename(answer);
      this.keep();
      this.answered(answer, done);
      if (!this.waiting.length) say(`已保存 ${answer.at}`);
      document.dispatchEvent(new CustomEvent("jiheng:grid-saved", { detail: { source: this.url } }));
      this.flush();
    }

    /** What waits speaks of rows by their numbers now, and rests on what was just saved. */
    rename(answer) {
      const named = (id) => answer.created[id] ?? id;
      const disputed = new Set(answer.told.filter((one) => one.state === "conflict").map((one) => one.row));
      const revisions = new Map(answer.state.rows.map((row) => [row.id, row.revision]));
      for (const one of this.waiting) {
        for (const name of ["row", "after", "parent"]) if (one[name] !== undefined && one[name] !== null) one[name] = named(one[name]);
        if (one.op === "set" && revisions.has(one.row) && !disputed.has(one.row)) one.revision = revisions.get(one.row);
      }
    }
  }

  window.addEventListener("online", () => queues.forEach((queue) => queue.flush()));
  window.addEventListener("offline", () => say("离线：改动存在本机，连上后自动保存", "offline"));
  window.addEventListener("beforeunload", (event) => {
    const isOpen = [...document.querySelectorAll("[data-grid]")].some((one) => one.dataset.unsaved === "yes");
    if (isOpen || [...queues].some((queue) => queue.size)) event.preventDefault();
  });

  Object.assign(window.dataGrid, { Queue, say });
})();
