// The tree's weights while one types: sums of branches and of all, exactly, in whole numbers of the sixth decimal.
"use strict";
(() => {
  const rowOf = (pk) => document.getElementById(`row-${pk}`);
  const SCALE = 6;

  function units(text) {
    const found = /^(\d*)(?:\.(\d{0,6}))?$/.exec(text.replaceAll(",", "").trim());
    if (!found || !(found[1] || found[2])) return null;
    return BigInt(found[1] + (found[2] ?? "").padEnd(SCALE, "0"));
  }

  function written(number) {
    const text = String(number).padStart(SCALE + 1, "0");
    const rest = text.slice(-SCALE).replace(/0+$/, "");
    return text.slice(0, -SCALE).replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "");
  }

  function weightOf(row) {
    const cell = row.querySelector("[data-cell=weight]");
    return units(cell.querySelector("input")?.value ?? cell.textContent);
  }

  function total(pk) {
    let sum = 0n;
    for (const row of document.querySelectorAll(`.tree tr[data-pk][data-parent="${pk}"]`)) {
      const weight = weightOf(row);
      if (weight === null) return null;
      sum += weight;
    }
    return sum;
  }

  function mark(place, sum, wrong) {
    place.textContent = sum === null ? "—" : written(sum);
    place.classList.toggle("wrong", wrong);
  }

  window.treeSums = () => {
    for (const place of document.querySelectorAll("[data-sum]")) {
      const pk = place.dataset.sum === "top" ? "" : place.dataset.sum;
      const sum = total(pk);
      mark(place, sum, sum !== (pk ? weightOf(rowOf(pk)) : 100n * 10n ** BigInt(SCALE)));
    }
    for (const place of document.querySelectorAll("[data-weight]")) {
      const weight = weightOf(rowOf(place.dataset.weight));
      place.textContent = weight === null ? "—" : written(weight);
    }
    const verdict = document.querySelector("[data-verdict]");
    const whole = total("") === 100n * 10n ** BigInt(SCALE);
    verdict.textContent = whole ? "权重合计100" : "应为100";
    verdict.className = whole ? "right-x" : "wrong";
  };
})();
