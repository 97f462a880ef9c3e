// Where words stand in a text, and back: stretches of a body ([data-body]) as numbers of characters, the same that
// reports/reading/screen.py counts (drawings left out, code points). Offers window.quoting to reading.js.
"use strict";
(() => {
  const CONTEXT = 32;

  function* nodes(body) {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT, {
      acceptNode: (node) => (node.parentElement.closest("svg") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT),
    });
    while (walker.nextNode()) yield walker.currentNode;
  }

  const size = (text) => [...text].length;
  const units = (text, points) => [...text].slice(0, points).join("").length;
  const whole = (body) => [...nodes(body)].map((node) => node.data).join("");

  // The character at which the range begins and the one behind its end; null where it holds no text of this body.
  function stretch(range, body) {
    let at = 0;
    let [start, end] = [null, null];
    for (const node of nodes(body)) {
      if (range.intersectsNode(node)) {
        const from = node === range.startContainer ? range.startOffset : 0;
        const to = node === range.endContainer ? range.endOffset : node.data.length;
        if (to > from) {
          start ??= at + size(node.data.slice(0, from));
          end = at + size(node.data.slice(0, to));
        }
      }
      at += size(node.data);
    }
    return start === null ? null : { start, end };
  }

  function quote(body, { start, end }) {
    const characters = [...whole(body)];
    return {
      exact: characters.slice(start, end).join(""),
      before: characters.slice(Math.max(0, start - CONTEXT), start).join(""),
      behind: characters.slice(end, end + CONTEXT).join(""),
    };
  }

  function cell(body, block) {
    const found = body.querySelector(`[data-block="${CSS.escape(block)}"]`);
    if (!found) return null;
    const range = document.createRange();
    range.selectNodeContents(found);
    return stretch(range, body);
  }

  // Marks the stretch for a comment; several marks may lie over each other.
  function mark(body, { start, end }, thread) {
    let at = 0;
    for (const node of [...nodes(body)]) {
      const length = size(node.data);
      const [from, to] = [Math.max(start - at, 0), Math.min(end - at, length)];
      at += length;
      if (from >= to) continue;
      const middle = from ? node.splitText(units(node.data, from)) : node;
      const long = units(middle.data, to - from);
      if (long < middle.data.length) middle.splitText(long);
      const mark = document.createElement("mark");
      mark.className = "hl";
      mark.dataset.mark = thread;
      middle.replaceWith(mark);
      mark.append(middle);
    }
  }

  function unmark(thread) {
    for (const mark of document.querySelectorAll(`[data-mark="${CSS.escape(thread)}"]`)) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
  }

  window.quoting = { stretch, quote, cell, mark, unmark };
})();
