/* One box that chooses all datasets of the list, or none; without this file each has its own. */
(() => {
  "use strict";

  const all = document.getElementById("hnd-all");
  if (!all) return;
  const boxes = [...all.form.querySelectorAll("input[type=checkbox][name]")];
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };

  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  boxes.forEach((box) => box.addEventListener("change", show));
  show();
})();
