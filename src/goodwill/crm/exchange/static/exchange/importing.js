/* Bringing files in: dropping them, seeing them sent, finding a field among many by typing. */

const drop = () => document.querySelector("[data-drop]");

const send = (form) => htmx.trigger(form, "submit");

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-drop]");
  if (form && event.target.files?.length) send(form);
});
for (const name of ["dragenter", "dragover"])
  document.addEventListener(name, (event) => {
    const form = drop();
    if (!form || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("drop--over");
  });
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop()?.classList.remove("drop--over");
});
document.addEventListener("drop", (event) => {
  const form = drop();
  if (!form || !event.dataTransfer?.files.length) return;
  event.preventDefault();
  form.classList.remove("drop--over");
  const input = form.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  send(form);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const told = event.target.querySelector?.("[data-drop-progress]");
  if (told) told.hidden = false;
});
document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.querySelector?.("[data-drop-progress] progress");
  if (bar && event.detail.total) bar.value = (100 * event.detail.loaded) / event.detail.total;
});

/* A long select is searched by typing: name, other names, sound. Phones have pickers of their own. */
const blank = document.getElementById("option-search");
const isByTouch = matchMedia("(pointer: coarse)").matches;
let finder = null;
let asked = null;
let here = -1;

const spelt = (text) => text.toLowerCase().normalize("NFKD").replace(/[\s\p{M}\p{P}]+/gu, "");

const choices = (select) => {
  const also = new Map();
  for (const option of document.getElementById(select.dataset.searchOptions)?.options ?? [])
    also.set(option.value, option.label);
  return [...select.options].map((option) => ({
    option,
    group: option.parentElement.label ?? "",
    words: spelt(`${option.label} ${option.value}`) + " " + (also.get(option.value) ?? "").toLowerCase(),
  }));
};

const rows = () => [...finder.querySelectorAll("[role=option]")];

const point = (place) => {
  const all = rows();
  here = all.length ? (place + all.length) % all.length : -1;
  all.forEach((row, at) => row.setAttribute("aria-selected", String(at === here)));
  all[here]?.scrollIntoView({ block: "nearest" });
  finder.querySelector("input").setAttribute("aria-activedescendant", all[here]?.id ?? "");
};

const list = (typed) => {
  const wanted = spelt(typed);
  const target = finder.querySelector("[role=listbox]");
  target.replaceChildren();
  let group = "";
  const fits = choices(asked).filter(({ words }) => words.includes(wanted));
  fits.forEach(({ option, group: of }, at) => {
    if (of && of !== group) {
      const title = document.createElement("li");
      title.className = "finder__group";
      title.role = "presentation";
      title.textContent = of;
      target.append(title);
    }
    group = of;
    const row = document.createElement("li");
    row.role = "option";
    row.id = `finder-${at}`;
    row.className = "finder__row";
    row.textContent = option.label;
    row.dataset.value = option.value;
    target.append(row);
  });
  finder.querySelector(".finder__none").hidden = fits.length > 0;
  const chosen = fits.findIndex(({ option }) => option.selected);
  point(!wanted && chosen >= 0 ? chosen : 0);
};

const close = () => {
  if (!finder) return;
  finder.remove();
  finder = null;
  asked?.focus();
};

const choose = (value) => {
  const select = asked;
  close();
  if (select.value === value) return;
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
};

const open = (select, typed = "") => {
  close();
  asked = select;
  finder = blank.content.firstElementChild.cloneNode(true);
  document.body.append(finder);
  finder.showPopover();
  const { left, bottom, top, width } = select.getBoundingClientRect();
  const isBelow = innerHeight - bottom > 320 || top < 320;
  finder.style.left = `${Math.max(8, Math.min(left, innerWidth - Math.max(width, 280) - 8))}px`;
  finder.style.width = `${Math.max(width, 280)}px`;
  finder.style[isBelow ? "top" : "bottom"] = `${isBelow ? bottom + 4 : innerHeight - top + 4}px`;
  const input = finder.querySelector("input");
  input.value = typed;
  list(typed);
  input.focus();
};

document.addEventListener("mousedown", (event) => {
  if (finder?.contains(event.target)) {
    const row = event.target.closest("[role=option]");
    if (row) {
      event.preventDefault();
      choose(row.dataset.value);
    }
    return;
  }
  const select = event.target.closest?.("select[data-search-options]");
  if (select && !isByTouch && blank) {
    event.preventDefault();
    if (asked === select && finder) close();
    else open(select);
  } else close();
});
document.addEventListener("keydown", (event) => {
  const { key } = event;
  if (finder) {
    const moves = { ArrowDown: here + 1, ArrowUp: here - 1 };
    if (key in moves) point(moves[key]);
    else if (key === "Enter") rows()[here] && choose(rows()[here].dataset.value);
    else if (key === "Escape") close();
    else if (key === "Tab") return close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  const select = event.target.closest?.("select[data-search-options]");
  if (!select || isByTouch || !blank || event.ctrlKey || event.metaKey || event.altKey) return;
  if (["Enter", " ", "ArrowDown", "ArrowUp"].includes(key) || (key.length === 1 && /[\p{L}\p{N}]/u.test(key))) {
    event.preventDefault();
    event.stopPropagation();
    open(select, key.length === 1 && key !== " " ? key : "");
  }
}, true);
document.addEventListener("input", (event) => {
  if (finder?.contains(event.target)) list(event.target.value);
});
addEventListener("scroll", (event) => {
  if (finder && !finder.contains(event.target)) close();
}, true);

/* What a person chose themselves needs no other reason. */
document.addEventListener("change", (event) => {
  const column = event.target.matches?.("select[data-search-options]") && event.target.closest(".column");
  if (!column) return;
  column.classList.toggle("column--left", !event.target.value);
  column.querySelector(".column__why").replaceChildren();
});

document.addEventListener("click", (event) => {
  const make = event.target.closest("[data-make]");
  if (!make) return;
  const select = make.closest(".column").querySelector("select");
  select.value = make.dataset.make;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  select.focus();
});

/* The last step of the form leads on; every other change only tells how it stands. */
document.addEventListener("click", (event) => {
  const go = event.target.closest("[data-go]");
  if (!go) return;
  event.preventDefault();
  go.form.removeAttribute("hx-post");
  HTMLFormElement.prototype.submit.call(go.form);
});
