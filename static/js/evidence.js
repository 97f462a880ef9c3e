// Files on their way in: every place [data-upload] takes files by choice, drop or (on a page with one main place) paste, and sends each
// by itself as the body of a request, two at a time, with progress, cancel and retry. Each row tells what became of its file: kept; already
// there, with an offer to link; same name, with the question whether it is a new version; refused, and why.
"use strict";
(() => {
  const AT_ONCE = 2;
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"];
  const waiting = [];
  let running = 0;
  let finished = 0;

  const make = (tag, css, text) => {
    const node = document.createElement(tag);
    if (css) node.className = css;
    if (text) node.textContent = text;
    return node;
  };
  const button = (text, act) => {
    const node = make("button", "btn btn-quiet btn-sm", text);
    node.type = "button";
    node.addEventListener("click", act);
    return node;
  };

  const next = () => {
    while (running < AT_ONCE && waiting.length) send(waiting.shift());
  };

  const add = (place, files) => {
    const rows = place.querySelector("[data-upload-rows]");
    for (const file of files) {
      const row = make("li");
      const bar = make("progress");
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", `${file.name}的上传进度`);
      const job = { place, file, row, bar, buttons: make("span", "buttons"), told: make("span", "told"), extra: {} };
      row.append(make("span", "name", file.name), bar, job.buttons, job.told);
      rows.append(row);
      rows.hidden = false;
      queue(job);
    }
  };

  const queue = (job) => {
    job.row.className = "";
    job.bar.hidden = false;
    job.bar.value = 0;
    job.told.textContent = "";
    job.buttons.replaceChildren(button("取消", () => cancel(job)));
    waiting.push(job);
    next();
  };

  const cancel = (job) => {
    const at = waiting.indexOf(job);
    if (at >= 0) waiting.splice(at, 1);
    if (job.request) job.request.abort();
    else ended(job, "refused", "已取消，没有上传。", [button("重试", () => queue(job))]);
  };

  const address = (job) => {
    const url = new URL(job.place.dataset.upload, location.href);
    const kind = job.place.querySelector("[data-kind]");
    const given = { kind: kind?.value, target: job.place.dataset.target, ...job.extra };
    for (const [name, value] of Object.entries(given)) if (value) url.searchParams.set(name, value);
    return url;
  };

  const send = (job) => {
    running += 1;
    const request = new XMLHttpRequest();
    job.request = request;
    request.open("POST", address(job));
    request.responseType = "json";
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(job.file.name));
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) job.bar.value = (event.loaded / event.total) * 100;
    });
    const retry = () => [button("重试", () => queue(job))];
    request.addEventListener("load", () => answered(job, request.response, request.status));
    request.addEventListener("error", () => ended(job, "refused", "没有上传：连不上服务器，或文件在上传中被改动。", retry()));
    request.addEventListener("abort", () => ended(job, "refused", "已取消，没有上传。", retry()));
    request.addEventListener("loadend", () => {
      job.request = null;
      running -= 1;
      summarise(job.place);
      next();
    });
    request.send(job.file);
  };

  const link = (answer) => {
    const node = make("a", "", answer.label);
    node.href = answer.url;
    return node;
  };

  const answered = (job, answer, status) => {
    const again = button("重试", () => queue(job));
    const told = {
      stored: () => ended(job, "done", `已收下${answer.note ? `　${answer.note}` : ""}　`, [], answer),
      completed: () => ended(job, "done", "已按SHA-256认出，补上了文件　", [], answer),
      handed_in: () => ended(job, "done", `已提交　${answer.label}`, []),
      duplicate: () => ended(job, "asked", `同一文件已经在第${answer.version}版，没有再存　`, linking(job, answer), answer),
      same_name: () => ended(job, "asked", "已有同名资料，内容不同，请选择　", versioning(job, answer), answer),
      refused: () => ended(job, "refused", `没有上传：${answer.reason}`, [again]),
    }[answer?.state];
    if (told) told();
    else ended(job, "refused", status === 403 ? "没有上传：登录已过期或没有权限。请刷新页面后重试。" : "没有上传：服务器没有按约定回答，请稍后重试。", [again]);
    if (told && job.row.className === "done") finished += 1;
  };

  const versioning = (job, answer) => [
    button("作为新版本", () => { job.extra = { version_of: answer.document }; queue(job); }),
    button("作为另一份", () => { job.extra = { as_new: "on" }; queue(job); }),
  ];

  // With a target at hand the document that is already there can be linked at once; else its page is where to do it.
  const linking = (job, answer) => {
    const { link: url, target } = job.place.dataset;
    if (!url || !target) return [];
    return [button("改为关联", () => {
      const body = new FormData();
      body.set("document", answer.document);
      body.set("target", target);
      fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token } }).then((response) =>
        response.ok
          ? ended(job, "done", "已关联　", [], answer)
          : ended(job, "asked", "没有关联上，请到资料页重试　", [], answer));
    })];
  };

  const ended = (job, state, text, buttons, answer) => {
    job.row.className = state;
    job.bar.hidden = true;
    job.told.textContent = text;
    if (answer) job.told.append(link(answer));
    job.buttons.replaceChildren(...buttons);
  };

  const summarise = (place) => {
    const rows = [...place.querySelectorAll("[data-upload-rows] li")];
    const count = (css) => rows.filter((row) => row.classList.contains(css)).length;
    const parts = [[count("done"), "份已收下"], [count("asked"), "份待选择"], [count("refused"), "份没有上传"]];
    const summary = place.querySelector("[data-upload-summary]");
    summary.textContent = parts.filter(([number]) => number).map(([number, word]) => `${number}${word}`).join("，");
    const open = rows.some((row) => !row.className || row.className === "asked" || row.className === "refused");
    if (finished && !open && !waiting.length && (place.hasAttribute("data-reload") || place.closest(".hand-in"))) location.reload();
    else if (finished && !waiting.length && !place.querySelector("[data-refresh]") && place.querySelector("[data-kind]")) {
      const refresh = button("刷新列表", () => location.reload());
      refresh.dataset.refresh = "";
      summary.after(refresh);
    }
  };

  for (const place of document.querySelectorAll("[data-upload]")) {
    const input = place.querySelector("[data-files]");
    const zone = input.closest(".drop-x");
    input.addEventListener("change", () => {
      add(place, [...input.files]);
      input.value = "";
    });
    for (const [name, isOver] of [["dragenter", true], ["dragleave", false], ["drop", false]]) {
      zone?.addEventListener(name, () => zone.classList.toggle("over", isOver));
    }
  }

  const main = document.querySelector(".drop-sheet[data-upload]");
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!main || !files.length) return;
    event.preventDefault();
    const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace(/[T:]/g, "-");
    add(main, files.map((file) => (file.name === "image.png" ? new File([file], `截图 ${now}.png`, { type: file.type }) : file)));
  });
  window.addEventListener("beforeunload", (event) => {
    if (running || waiting.length) event.preventDefault();
  });
})();
