/* The page reads without this. It adds: Esc, the focus, copying, sorting, the way back. */
(() => {
  "use strict";
  const everything = document.querySelector(".everything");
  let opener = null;
  let place = 0;

  const named = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    return id ? document.getElementById(id) : null;
  };
  const receipt = () => {
    const target = named();
    return target && target.classList.contains("receipt") ? target : null;
  };

  const arrive = () => {
    const open = receipt();
    const menu = document.getElementById("contents");
    if (menu.matches(":popover-open")) menu.hidePopover();
    everything.inert = Boolean(open) && matchMedia("(max-width: 719px)").matches;
    if (open) open.focus({ preventScroll: true });
    else if (opener && named() && opener.hash.endsWith(location.hash.replace("#figure-", "#receipt-").slice(1))) {
      window.scrollTo(0, place);
      opener.focus({ preventScroll: true });
      opener = null;
    }
  };

  const close = () => {
    const open = receipt();
    if (open) open.querySelector(".receipt__close").click();
  };

  addEventListener("hashchange", arrive);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  document.addEventListener("click", (event) => {
    const figure = event.target.closest("a.figure");
    if (figure) {
      opener = figure;
      place = scrollY;
    } else if (receipt() && !event.target.closest(".receipt")) close();
  });

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await copy(button.dataset.copy);
      const before = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(() => (button.textContent = before), 1500);
    });
  }

  const copy = async (text) => {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  };

  for (const table of document.querySelectorAll("table")) {
    if (table.tBodies[0].rows.length < 3) continue;
    table.querySelectorAll("thead th").forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, head, column));
    });
  }

  const sort = (table, head, column) => {
    const number = head.dataset.side === "end";
    const down = head.ariaSort ? head.ariaSort === "ascending" : number;
    for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (row) => row.cells[column].dataset.key;
    const compare = number
      ? (one, other) => Number(one) - Number(other)
      : new Intl.Collator(document.documentElement.lang).compare;
    const rows = [...table.tBodies[0].rows].sort((one, other) => {
      const [a, b] = [key(one), key(other)];
      if (!a || !b) return a ? -1 : b ? 1 : 0;
      return (down ? -1 : 1) * compare(a, b);
    });
    table.tBodies[0].append(...rows);
  };

  const here = new Map();
  for (const link of document.querySelectorAll(".contents a")) here.set(link.hash.slice(1), link);
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const link = here.get(entry.target.id);
        if (entry.isIntersecting) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
    { rootMargin: "-20% 0px -60% 0px" },
  );
  for (const id of here.keys()) seen.observe(document.getElementById(id));

  arrive();
})();
