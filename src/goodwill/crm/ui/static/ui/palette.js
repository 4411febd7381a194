/* The palette: one box that goes, finds, creates and acts. The server writes the rows; the
   arrows choose among them while the focus stays in the box (ARIA combobox). */

const palette = document.getElementById("palette");
const count = document.getElementById("palette-count");
if (palette) {
  const box = palette.querySelector("[role=combobox]");
  const list = document.getElementById("palette-list");

  const rows = () => [...list.querySelectorAll("[role=option]:not([hidden])")];
  const chosen = () => list.querySelector("[role=option][aria-selected=true]");

  const choose = (row) => {
    chosen()?.setAttribute("aria-selected", "false");
    row?.setAttribute("aria-selected", "true");
    row?.scrollIntoView({ block: "nearest" });
    row ? box.setAttribute("aria-activedescendant", row.id) : box.removeAttribute("aria-activedescendant");
  };

  const arrange = () => {
    const typed = box.value.trim().toLowerCase();
    for (const act of list.querySelectorAll("[data-act]")) act.hidden = !act.textContent.toLowerCase().includes(typed);
    const all = rows();
    all.forEach((row, place) => {
      row.id ||= `palette-row-${place}-${Date.now()}`;
      row.setAttribute("aria-selected", "false");
    });
    const fits = (row) => typed && row.textContent.toLowerCase().includes(typed);
    choose(all.find(fits) ?? all[0]);
    count.textContent = all.length === 1 ? count.dataset.one : count.dataset.many.replace("#", all.length);
  };

  const go = (row) => {
    if (!row) return;
    palette.close();
    if (row.dataset.clicks) document.querySelector(row.dataset.clicks)?.click();
    else row.click();
  };

  box.addEventListener("input", arrange);
  box.addEventListener("keydown", (event) => {
    const all = rows();
    const here = all.indexOf(chosen());
    const steps = { ArrowDown: here + 1, ArrowUp: here - 1 };
    if (event.key in steps) {
      event.preventDefault();
      choose(all.at(steps[event.key] % all.length));
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      go(chosen());
    }
  });

  list.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]");
    if (act) go(act);
    else if (event.target.closest("[role=option]")) palette.close();
  });
  list.addEventListener("pointermove", (event) => {
    const row = event.target.closest("[role=option]");
    if (row && row !== chosen()) choose(row);
  });

  new MutationObserver((changes) => {
    if (changes.some(({ type }) => type === "childList")) arrange();
  }).observe(list, { childList: true, subtree: true });

  new MutationObserver(() => {
    if (!palette.open) return;
    box.value = "";
    arrange();
    htmx.trigger(box, "palette-opened");
  }).observe(palette, { attributeFilter: ["open"] });
}
