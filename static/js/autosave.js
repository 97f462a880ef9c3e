// Saves forms marked data-autosave while one types: 1.2 s after the last key, at once on change, blur and Ctrl S; one request
// at a time, on the revision that the form holds. What the server does not have yet lies in localStorage, one draft per
// person and page, and comes back at the next visit. Answers: evaluations/projects/saving.py. Without script the button saves.
"use strict";
(() => {
  const PAUSE = 1200;
  const PATIENCE = 20_000;
  const PREFIX = "jiheng:draft:";
  const mine = `${PREFIX}${document.body.dataset.user}:`;

  // What is sent but not typed: never part of a draft's values, never a reason to save.
  const isTyped = (name) => !/^(revision|csrfmiddlewaretoken|next_code)$|^initial-/.test(name);
  const entries = (form) => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const typed = (form) => JSON.stringify(entries(form).filter(([name]) => isTyped(name)));

  // A list without an end keeps one empty box behind its last entry.
  function grow(list, count) {
    const boxes = () => [...list.querySelectorAll("input")];
    while (boxes().length < count || boxes().at(-1).value.trim()) {
      const label = list.lastElementChild.cloneNode(true);
      const [box, named] = [label.querySelector("input"), `第${boxes().length + 1}个`];
      label.querySelector("span").textContent = named;
      box.setAttribute("aria-label", `${list.dataset.grows} ${named}`.trim());
      box.value = "";
      list.append(label);
    }
  }

  function put(form, values) {
    const left = new Map();
    for (const [name, value] of values) left.set(name, [...(left.get(name) ?? []), value]);
    for (const list of form.querySelectorAll("[data-grows]")) {
      grow(list, left.get(list.querySelector("input").name)?.length ?? 0);
    }
    for (const field of form.elements) {
      if (field.type === "checkbox" || field.type === "radio") {
        // The values are those of the whole form: what is not among them was not chosen.
        if (field.name) field.checked = left.get(field.name)?.includes(field.value) ?? false;
        continue;
      }
      const value = left.get(field.name)?.shift();
      if (value !== undefined && field.type !== "submit") field.value = value;
    }
  }

  class Saver {
    constructor(form) {
      this.form = form;
      this.key = mine + new URL(form.action).pathname;
      this.stored = typed(form);
      this.loaded = entries(form).filter(([name]) => isTyped(name));
      this.refused = null;
      this.queue = Promise.resolve();
      this.shown = 0; // how often a save's effects were put in the page
      this.asked = new WeakMap(); // and how often when a preview was asked for
      form.addEventListener("htmx:beforeSend", (event) => this.asked.set(event.detail.xhr, this.shown));
      form.addEventListener("htmx:beforeSwap", (event) => {
        // A preview that was under way when a save's effects were shown is of older typing.
        if (this.asked.get(event.detail.xhr) < this.shown) event.detail.shouldSwap = false;
      });
      form.addEventListener("input", (event) => {
        const list = event.target.closest?.("[data-grows]");
        if (list) grow(list, 0);
        this.touched(PAUSE);
      });
      form.addEventListener("change", (event) => {
        if (event.target.dataset.whole !== undefined) event.target.dataset.whole = event.target.value;
        this.touched(0);
      });
      for (const field of form.querySelectorAll("[data-whole]")) field.dataset.whole = field.value;
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.save(event.submitter);
      });
      window.addEventListener("online", () => this.save());
      window.addEventListener("offline", () => this.isDirty() && this.tell("offline"));
      this.restore();
    }

    tell(state, detail = {}) {
      const told = { ...detail, source: this.form.action };
      document.dispatchEvent(new CustomEvent(`jiheng:${state}`, { detail: told }));
    }

    isDirty() {
      return typed(this.form) !== this.stored;
    }

    // Half a name is never saved: a field marked data-whole counts when it is left, or one chose from its list.
    isHalf() {
      const field = document.activeElement;
      return this.form.contains(field) && field.dataset.whole !== undefined && field.dataset.whole !== field.value;
    }

    touched(pause) {
      clearTimeout(this.timer);
      if (!this.isDirty()) return;
      this.keep();
      if (this.dialog?.open) return; // its two versions are to be settled first
      if (typed(this.form) !== this.refused) this.tell(navigator.onLine ? "unsaved" : "offline");
      this.timer = setTimeout(() => this.save(), pause);
    }

    // What the pressed button says is taken at once: the save before this one may put other buttons in its place.
    save(submitter) {
      clearTimeout(this.timer);
      const pressed = submitter && { name: submitter.name, value: submitter.value };
      this.queue = this.queue.then(() => this.send(pressed));
      return this.queue;
    }

    async send(pressed) {
      if (!this.form.isConnected) return; // taken off the page since
      const sent = typed(this.form);
      if (!pressed && (sent === this.stored || sent === this.refused || this.dialog?.open || this.isHalf())) return;
      this.tell("saving");
      const body = new FormData(this.form);
      if (pressed?.name) body.append(pressed.name, pressed.value);
      const answer = await this.ask(this.form.action, body);
      if (answer?.status === 200) this.accepted(answer, body, sent, pressed);
      else if (answer?.status === 409) this.both(answer);
      else if (answer?.status === 422) this.wrong(answer, sent);
      else if (answer?.status === 423) this.locked(answer);
    }

    // Signed and frozen meanwhile: what was typed stays on this device.
    locked(answer) {
      this.keep();
      this.tell("failed", { reason: answer.message });
    }

    // The answer with its status, or null when there is none; then the state says so.
    async ask(address, body) {
      const headers = { "X-Autosave": "1" };
      let response;
      try {
        response = await fetch(address, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
      } catch {
        this.keep();
        if (navigator.onLine) this.tell("failed", { retry: () => this.save() });
        else this.tell("offline");
        return null;
      }
      if (response.headers.get("Content-Type")?.startsWith("application/json")) {
        return { ...(await response.json()), status: response.status };
      }
      this.keep();
      this.tell("failed", { reason: reason(response), retry: () => this.save() });
      return null;
    }

    accepted(answer, body, sent, pressed) {
      this.stored = sent;
      this.refused = null;
      this.form.elements.revision.value = answer.revision;
      for (const [name, value] of body) {
        const before = this.form.elements[`initial-${name}`];
        if (before) before.value = value;
      }
      this.mark({});
      if (this.isDirty()) {
        this.touched(PAUSE);
        return;
      }
      localStorage.removeItem(this.key);
      for (const [id, html] of Object.entries(answer.effects)) this.show(id, html);
      this.tell("saved", { at: answer.at });
      if (pressed && new URL(answer.next, location).pathname !== location.pathname) location.assign(answer.next);
      else if (pressed && answer.again) location.reload();
    }

    show(id, html) {
      const place = document.getElementById(id);
      if (!place) return;
      this.shown += 1;
      const drawn = document.createElement("template");
      drawn.innerHTML = html;
      if (drawn.innerHTML !== place.innerHTML) place.replaceChildren(drawn.content); // else a button being pressed stays
    }

    wrong(answer, sent) {
      this.refused = sent;
      this.keep();
      this.mark(answer.errors);
      this.tell("failed", { reason: `有${Object.keys(answer.errors).length}处要改正，改动还在页面上` });
    }

    mark(errors) {
      for (const field of this.form.querySelectorAll("[data-told], [aria-invalid]")) {
        if (errors[field.name] !== undefined) continue;
        field.classList.remove("is-invalid");
        field.removeAttribute("aria-invalid");
        this.place(field).replaceChildren();
      }
      for (const [name, messages] of Object.entries(errors)) {
        const named = this.form.elements[name];
        for (const field of named instanceof RadioNodeList ? named : [named].filter(Boolean)) {
          field.classList.add("is-invalid");
          field.setAttribute("aria-invalid", "true");
          field.dataset.told = "";
          this.place(field).textContent = messages.join("");
        }
      }
    }

    // Where a field's errors stand; made at its first error if the page has no such place.
    place(field) {
      const id = field.dataset.error ?? `error-${field.name}`;
      const known = document.getElementById(id);
      if (known) {
        known.classList.add("d-block");
        return known;
      }
      const place = document.createElement("div");
      place.id = id;
      place.className = "invalid-feedback d-block";
      place.setAttribute("role", "alert");
      field.after(place);
      field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
      return place;
    }

    // Both versions, in a dialog over the page; merging is sent like any save.
    both(answer) {
      this.keep();
      this.tell("failed", { reason: "另一人保存了新版本，请逐项选择", retry: () => this.save() });
      this.dialog ??= document.body.appendChild(document.createElement("dialog"));
      this.dialog.className = "card-x both";
      this.dialog.setAttribute("aria-label", "两份都在，请逐项选择");
      this.dialog.innerHTML = answer.html;
      const form = this.dialog.querySelector("form");
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.merge(form);
      });
      this.dialog.querySelector("[data-discard]")?.addEventListener("click", () => this.forget());
      if (!this.dialog.open) this.dialog.showModal();
      this.dialog.querySelector("[data-primary]").focus(); // never the button that gives mine up
    }

    async merge(form) {
      const answer = await this.ask(form.action, new FormData(form));
      if (answer?.status === 409) this.both(answer);
      if (answer?.status === 422) {
        this.dialog.close();
        this.wrong(answer, typed(this.form));
      }
      if (answer?.status !== 200) return;
      this.forget();
      location.reload();
    }

    forget() {
      localStorage.removeItem(this.key);
      this.stored = typed(this.form);
      this.tell("saved");
    }

    keep() {
      const at = new Date().toLocaleTimeString("zh-CN", { hour12: false, hour: "2-digit", minute: "2-digit" });
      localStorage.setItem(this.key, JSON.stringify({ at, entries: entries(this.form) }));
    }

    // On the same revision the draft goes back into the fields; on an older one the server shows both versions.
    restore() {
      const draft = JSON.parse(localStorage.getItem(this.key) ?? "null");
      if (!draft) return;
      put(this.form, draft.entries.filter(([name]) => isTyped(name)));
      if (!this.isDirty()) {
        localStorage.removeItem(this.key);
        return;
      }
      const { revision } = this.form.elements;
      const rested = draft.entries.find(([name]) => name === "revision")?.[1];
      if (rested === revision.value) this.announce(draft.at);
      else put(this.form, draft.entries);
      this.form.dispatchEvent(new Event("input", { bubbles: true }));
      if (rested !== revision.value || navigator.onLine) this.save();
    }

    announce(at) {
      const notice = document.createElement("div");
      notice.className = "notice active slim restored";
      notice.setAttribute("role", "status");
      notice.append(`恢复了${at}未保存的改动　`);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-quiet btn-sm";
      button.textContent = "放弃";
      button.addEventListener("click", () => {
        put(this.form, this.loaded);
        notice.remove();
        this.form.dispatchEvent(new Event("change", { bubbles: true }));
        if (!this.isDirty()) this.forget();
      });
      notice.append(button);
      (this.form.querySelector("[data-notices]") ?? this.form).prepend(notice);
    }
  }

  function reason(response) {
    if (response.redirected) return "登录已过期，改动存在本机，登录后回到这一页";
    if (response.status === 403 || response.status === 404) return "页面已过期或权限已变，改动存在本机，请刷新页面";
    return response.status >= 500 ? "服务器出错，改动存在本机" : "服务器未响应";
  }

  const savers = [...document.querySelectorAll("form[data-autosave]")].map((form) => new Saver(form));
  // A form that came onto the page later tells so by `jiheng:form`, as often as it likes.
  document.addEventListener("jiheng:form", ({ target }) => {
    if (!savers.some((saver) => saver.form === target)) savers.push(new Saver(target));
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s" || !savers.length) return;
    event.preventDefault();
    for (const saver of savers) saver.save();
  });
})();
