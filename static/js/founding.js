// 新建项目: a unit fills in its 自评表 itself, so the firm's name is proposed for evaluations only; what was typed stays.
"use strict";
(() => {
  const kind = document.getElementById("id_kind");
  const firm = document.getElementById("id_firm_name");
  if (!kind || !firm) return;
  const proposed = firm.defaultValue;
  const follow = () => {
    if (kind.value === "self_evaluation" && firm.value === proposed) firm.value = "";
    else if (kind.value !== "self_evaluation" && firm.value === "") firm.value = proposed;
  };
  kind.addEventListener("change", follow);
  if (kind.selectedOptions[0]?.defaultSelected === false) follow(); // chosen before this script was there
})();
