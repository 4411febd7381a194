/* The box that logs: it opens as one writes, knows the time and, if asked, the place, keeps the
   clock and offers colleagues behind an @. Without it everything still works, by hand. */

const boxOf = (element) => element.closest?.("[data-log]");

document.addEventListener("focusin", ({ target }) => boxOf(target)?.classList.add("log--open"));

/* The device's own time, so that what waits in the outbox says when it happened. */
document.addEventListener("submit", ({ target }) => {
  const now = target.querySelector?.("[data-now]");
  if (now) now.value = new Date().toISOString();
}, true);

/* --- choices that can be taken back, minutes picked or typed ------------------------------ */

document.addEventListener("pointerdown", ({ target }) => {
  const choice = target.closest("[data-log] .log__pick")?.querySelector("input[type=radio]:not([required])");
  if (choice?.checked) choice.dataset.wasChecked = "yes";
});

document.addEventListener("click", ({ target }) => {
  if (!target.dataset?.wasChecked) return;
  delete target.dataset.wasChecked;
  target.checked = false;
});

document.addEventListener("input", ({ target }) => {
  const box = boxOf(target);
  if (!box) return;
  if (target.name === "minutes")
    for (const quick of box.querySelectorAll("[name=quick_minutes]")) quick.checked = false;
  if (target.name === "quick_minutes") box.elements.namedItem("minutes").value = "";
  target.dataset.typed = "yes";
});

const tick = () => {
  for (const timer of document.querySelectorAll("[data-timer][data-since]")) {
    const field = timer.querySelector("[name=minutes]");
    if (!field.value || field.dataset.typed) continue;
    field.value = Math.ceil((Date.now() - Date.parse(timer.dataset.since)) / 60_000);
  }
};
setInterval(tick, 20_000);

/* --- where one is, only when asked -------------------------------------------------------- */

const offerPlace = () => {
  if (!("geolocation" in navigator)) return;
  for (const place of document.querySelectorAll("[data-place][hidden]")) place.hidden = false;
};
offerPlace();
document.body.addEventListener("htmx:load", offerPlace);

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-check-in]");
  if (!button) return;
  const place = button.closest("[data-place]");
  const told = place.querySelector("output");
  const put = (name, value) => (place.querySelector(`[name=${name}]`).value = value);
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      put("latitude", coords.latitude.toFixed(6));
      put("longitude", coords.longitude.toFixed(6));
      put("accuracy_m", Math.round(coords.accuracy));
      told.value = told.dataset.checkedIn.replace("#", Math.round(coords.accuracy));
      button.disabled = false;
    },
    () => {
      told.value = told.dataset.notFound;
      button.disabled = false;
    },
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
  );
});

/* --- colleagues behind an @ --------------------------------------------------------------- */

const LONGEST = 30;
let asked = 0;

/* What is typed between the last @ and the caret, if the @ begins a word. */
const begun = (field) => {
  const before = field.value.slice(0, field.selectionStart);
  const found = before.match(/(^|[^A-Za-z0-9])@([^@\n]*)$/);
  return found && found[2].length <= LONGEST ? found[2] : null;
};

const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));

const hide = (field) => {
  listOf(field)?.remove();
  for (const name of ["aria-controls", "aria-activedescendant", "aria-expanded"]) field.removeAttribute(name);
};

/* The customer may be chosen in the same box. */
const peopleOf = (field) => {
  const chosen = field.form?.elements.namedItem("customer")?.value;
  return chosen ? field.dataset.mentions.replace(/[0-9a-f-]{36}/, chosen) : field.dataset.mentions;
};

const offer = async (field) => {
  const typed = begun(field);
  const turn = ++asked;
  if (typed === null) return hide(field);
  const address = `${peopleOf(field)}?begun=${encodeURIComponent(typed.trim())}`;
  const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || turn !== asked) return;
  const held = document.createElement("template");
  held.innerHTML = await answer.text();
  const list = held.content.querySelector("[role=listbox]");
  hide(field);
  if (!list?.childElementCount) return;
  list.id = "mentionable";
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "true");
  point(field, list.firstElementChild);
};

const point = (field, option) => {
  for (const one of listOf(field).children) one.setAttribute("aria-selected", String(one === option));
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
};

const choose = (field, option) => {
  const caret = field.selectionStart;
  const start = field.value.lastIndexOf("@", caret - 1);
  field.setRangeText(`@${option.dataset.word} `, start, caret, "end");
  hide(field);
  field.focus();
};

document.addEventListener("input", ({ target }) => {
  if (target.dataset?.mentions) offer(target);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  const list = field.dataset?.mentions && listOf(field);
  if (!list || event.isComposing) return;
  const options = [...list.children];
  const place = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) point(field, options.at((place + step) % options.length));
  else if (event.key === "Enter" || event.key === "Tab") choose(field, options[place]);
  else if (event.key === "Escape") hide(field);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest(".mentionable [role=option]");
  if (!option) return;
  event.preventDefault();
  choose(option.closest(".mentionable").previousElementSibling, option);
});

document.addEventListener("focusout", ({ target }) => {
  if (target.dataset?.mentions) hide(target);
});
