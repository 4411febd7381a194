/* Menus by pointer and keyboard: arrows, Home, End, first letters, Esc. */

const items = (menu) => [...menu.querySelectorAll("[role^=menuitem]")].filter((item) => item.checkVisibility());
const opener = (menu) => document.querySelector(`[aria-controls="${menu.id}"]`);

const close = (menu, withFocus) => {
  if (menu.hidden || !opener(menu)) return;
  menu.hidden = true;
  opener(menu).setAttribute("aria-expanded", "false");
  if (withFocus) opener(menu).focus();
};

const closeOthers = (but) => {
  for (const menu of document.querySelectorAll("[data-menu] [role=menu]:not([hidden])")) if (menu !== but) close(menu);
};

const open = (menu, atEnd) => {
  closeOthers(menu);
  menu.hidden = false;
  opener(menu).setAttribute("aria-expanded", "true");
  items(menu).at(atEnd ? -1 : 0)?.focus();
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[aria-haspopup=menu]");
  const menu = button && document.getElementById(button.getAttribute("aria-controls"));
  if (menu) return menu.hidden ? open(menu) : close(menu, true);
  const inside = event.target.closest("[data-menu] [role=menu]");
  closeOthers(inside);
  if (inside && event.target.closest("[role=menuitem]")) close(inside, true);
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("[data-menu]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu.querySelector("[role=menu]"));
});

document.addEventListener("keydown", (event) => {
  const button = event.target.closest?.("[aria-haspopup=menu]");
  if (button && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    return open(document.getElementById(button.getAttribute("aria-controls")), event.key === "ArrowUp");
  }
  const menu = event.target.closest?.("[role=menu]");
  if (menu) move(event, menu);
});

const move = (event, menu) => {
  const all = items(menu);
  const here = all.indexOf(document.activeElement);
  const steps = { ArrowDown: here + 1, ArrowRight: here + 1, ArrowUp: here - 1, ArrowLeft: here - 1, Home: 0, End: -1 };
  if (event.key in steps) {
    event.preventDefault();
    all.at(steps[event.key] % all.length)?.focus();
  } else if (event.key === "Escape" && opener(menu)) {
    event.preventDefault();
    event.stopPropagation();
    close(menu, true);
  } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ") {
    const rest = [...all.slice(here + 1), ...all.slice(0, here + 1)];
    const letter = event.key.toLowerCase();
    rest.find((item) => item.textContent.trim().toLowerCase().startsWith(letter))?.focus();
    event.stopPropagation();
  }
};

/* A menu that always stands open (in the sheet of a phone) is entered by Tab. */
for (const menu of document.querySelectorAll("[role=menu]:not([hidden])"))
  menu.querySelector("[role^=menuitem]")?.setAttribute("tabindex", "0");
