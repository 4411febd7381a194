/* Lists: selecting rows (one by one, in ranges, all), editing conditions, moving cards. */

const list = () => document.getElementById("list");
const boxes = () => [...document.querySelectorAll("#list-form [name=selected]")];
let last = null;

const tell = () => {
  const form = document.getElementById("list-form");
  if (!form) return;
  const all = form.querySelector("[data-all]").value === "1";
  const count = boxes().filter((box) => box.checked).length;
  const every = form.querySelector("[data-every]");
  form.querySelector("[data-bar]").hidden = count === 0;
  const known = document.getElementById("list-count")?.firstChild?.textContent?.trim();
  form.querySelector("[data-selected]").textContent = all ? known || "…" : count;
  form.querySelector("[data-take-all]").hidden = all;
  every.checked = count > 0 && count === boxes().length;
  every.indeterminate = count > 0 && count < boxes().length;
};

const some = (isAll) => {
  document.querySelector("#list-form [data-all]").value = isAll ? "1" : "";
  tell();
};

const between = (one, other) => {
  const all = boxes();
  const [from, to] = [all.indexOf(one), all.indexOf(other)].sort((a, b) => a - b);
  return all.slice(from, to + 1);
};

document.addEventListener("click", (event) => {
  const box = event.target.closest("#list-form [name=selected]");
  if (box) {
    if (event.shiftKey && last?.isConnected) for (const one of between(last, box)) one.checked = box.checked;
    last = box;
    some(false);
  }
  const every = event.target.closest("#list-form [data-every]");
  if (every) {
    for (const one of boxes()) one.checked = every.checked;
    some(false);
  }
  if (event.target.closest("[data-take-all]")) {
    for (const one of boxes()) one.checked = true;
    some(true);
  }
  if (event.target.closest("[data-select-none]")) {
    for (const one of boxes()) one.checked = false;
    some(false);
  }
});

document.addEventListener("keydown", (event) => {
  const isWriting = event.target.matches?.("input:not([type=checkbox]), textarea, select");
  if (event.key !== "X" || isWriting || event.ctrlKey || event.metaKey || document.querySelector("dialog:modal")) return;
  const box = document.querySelector("[data-here] [name=selected]");
  if (!box) return;
  event.preventDefault();
  for (const one of last?.isConnected ? between(last, box) : [box]) one.checked = true;
  last = box;
  some(false);
});

/* The row at hand gets its pencils, one for each value that may be changed where it stands. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

const sharpen = ({ target }) => {
  const row = target.closest?.("#list-form [data-row]:not([data-sharp])");
  const pencil = row?.closest("form").querySelector("[data-pencil]")?.content.firstElementChild;
  if (!pencil) return;
  row.dataset.sharp = "";
  const { value: id } = row.querySelector("[name=selected]");
  const name = row.querySelector(".list__title").textContent;
  for (const [place, head] of [...row.closest("table").tHead.rows[0].cells].entries()) {
    const { changes, changing } = head.dataset;
    if (!changes) continue;
    const own = pencil.cloneNode(true);
    own.setAttribute("hx-get", changes.replace(NOBODY, id));
    own.setAttribute("aria-label", changing.replace(NOBODY, () => name));
    own.toggleAttribute("data-edit", row.cells[place].matches(".list__title"));
    row.cells[place].append(own);
  }
  htmx.process(row);
};
document.addEventListener("pointerover", sharpen);
document.addEventListener("focusin", sharpen);

document.addEventListener("htmx:afterSettle", tell);
document.addEventListener("submit", (event) => {
  if (event.target.id === "list-form") event.preventDefault();
});

/* What was changed elsewhere on this page shows here at once, where one was. */
const again = () => {
  if (!list()) return;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  htmx.ajax("GET", location.href, { target: "#list", swap: "outerHTML" });
};
document.body.addEventListener("list-changed", again);
/* A card that must be asked about first goes back to where it was, and the question opens. */
const reload = () => htmx.ajax("GET", location.href, { target: "#list", swap: "outerHTML" });
document.body.addEventListener("asks", async (event) => {
  await reload();
  htmx.ajax("GET", event.detail.value, { target: "#dialog" });
});
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.requestConfig?.elt?.matches("[data-moves]") && list()) reload();
});
const kind = list()?.dataset.list;
if (kind) document.body.addEventListener(`changed-${kind}`, again);

/* Conditions and columns. */
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.closest("[data-add-line]")) return;
  const places = [...document.querySelectorAll("[data-line]")].map((line) => Number(line.dataset.line));
  event.detail.parameters.place = Math.max(-1, ...places) + 1;
});
document.addEventListener("click", (event) => {
  const line = event.target.closest("[data-remove-line]")?.closest("[data-line]");
  if (line) {
    const near = line.nextElementSibling ?? line.previousElementSibling;
    line.remove();
    (near ?? document).querySelector(near ? "select" : "[data-add-line]").focus();
  }
  const up = event.target.closest("[data-up]");
  const down = event.target.closest("[data-down]");
  const one = (up ?? down)?.closest("li");
  if (up && one.previousElementSibling) one.previousElementSibling.before(one);
  if (down && one.nextElementSibling) one.nextElementSibling.after(one);
  (up ?? down)?.focus();
});

/* Cards: by drag, or by the choice that each card offers. */
const move = (card, value) => {
  const field = card.closest("[data-board]").dataset.field;
  htmx.ajax("POST", card.dataset.moves, { source: card, values: { field, value }, swap: "none" });
};
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-move]")) move(event.target.closest("[data-moves]"), event.target.value);
});
document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-moves]");
  if (!card) return;
  card.dataset.dragged = "";
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.moves);
});
document.addEventListener("dragend", (event) => event.target.removeAttribute?.("data-dragged"));
document.addEventListener("dragover", (event) => {
  if (document.querySelector("[data-dragged]") && event.target.closest?.("[data-stack]")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const card = document.querySelector("[data-dragged]");
  const stack = event.target.closest?.("[data-stack]");
  if (!card || !stack || stack.contains(card)) return;
  event.preventDefault();
  stack.querySelector("ul").prepend(card);
  move(card, stack.dataset.stack);
});
