/* The keyboard. What it obeys is written in the help sheet (ui/keys.py), nowhere else. */

const sheet = document.getElementById("keys");
const PATIENCE = 1200;
const ROWS = "[data-row], .main .table tbody tr";

if (sheet) {
  const known = new Map([...sheet.querySelectorAll("[data-keys]")].map((key) => [key.dataset.keys, key.dataset]));
  const single = sheet.querySelector("[data-single-keys]");
  single.checked = localStorage.getItem("single-keys") !== "off";
  single.addEventListener("change", () => localStorage.setItem("single-keys", single.checked ? "on" : "off"));

  const rows = () => [...document.querySelectorAll(ROWS)].filter((row) => row.checkVisibility());
  const here = () => document.querySelector("[data-here]");

  const go = (row) => {
    if (!row) return;
    here()?.removeAttribute("data-here");
    row.dataset.here = "";
    row.scrollIntoView({ block: "nearest" });
    (row.querySelector("a, button, input") ?? row).focus({ preventScroll: true });
  };

  const step = (by) => {
    const all = rows();
    const place = all.indexOf(here());
    go(all[Math.min(Math.max(place + by, 0), all.length - 1)]);
  };

  const acts = {
    open: ({ to }) => document.getElementById(to)?.showModal(),
    follow: ({ to }) => location.assign(to),
    make: ({ to }) => htmx.ajax("GET", to, "#dialog"),
    next: () => step(here() ? 1 : 0),
    previous: () => step(-1),
    select: () => here()?.querySelector("input[type=checkbox]")?.click(),
    enter: () => here()?.querySelector("a[href]")?.click(),
    edit: () => {
      const places = [here(), document.querySelector(".actions"), document.querySelector(".page")];
      places.map((place) => place?.querySelector("[data-edit]")).find(Boolean)?.click();
    },
    search: () => {
      const box = document.querySelector(".main [data-search]");
      box ? box.focus() : acts.open({ to: "palette" });
    },
    press: ({ to }) => here()?.querySelector(`[data-press="${to}"]`)?.click(),
    undo: () => [...document.querySelectorAll(".toast [data-undo]:not([hidden])")].at(-1)?.click(),
  };

  const isWriting = ({ target }) =>
    target.isContentEditable || target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select");

  const isBusy = (event) => isWriting(event) || document.querySelector("dialog:modal") || event.target.closest?.("[role=menu]");

  let before = "";
  let since = 0;

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.defaultPrevented) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.target.form?.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey) return obey(event, `Control+${event.key.toLowerCase()}`);
    if (isBusy(event) || !single.checked) return;
    if (event.key === "Enter" && document.activeElement.matches("a, button, input, summary")) return;
    const sequence = event.timeStamp - since < PATIENCE ? `${before} ${event.key}` : event.key;
    [before, since] = [event.key, event.timeStamp];
    obey(event, known.has(sequence) ? sequence : event.key);
  });

  const obey = (event, keys) => {
    const key = known.get(keys);
    if (!key) return;
    if (keys.startsWith("Control+") && document.querySelector("dialog:modal:not(#palette)")) return;
    event.preventDefault();
    before = "";
    if (key.to === "palette" && document.getElementById("palette").open) return;
    acts[key.act](key);
  };

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.(ROWS);
    if (!row || row === here()) return;
    here()?.removeAttribute("data-here");
    row.dataset.here = "";
  });
}
