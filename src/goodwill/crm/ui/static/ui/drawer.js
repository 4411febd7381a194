/* The drawer: receipts and whatever is swapped into #drawer. Beside the page on a desktop,
   over it on a phone. */

const frame = document.getElementById("drawer-frame");
const holder = document.getElementById("drawer");
const isNarrow = matchMedia("(max-width: 719px)");
let opener = null;

const open = () => {
  if (!frame.open) isNarrow.matches ? frame.showModal() : frame.show();
  const first = holder.querySelector("[tabindex='-1'], h1, h2, h3");
  first?.focus();
};

const close = () => {
  if (frame.open) frame.close();
};

const settle = () => {
  holder.querySelector(".receipt")?.removeAttribute("role"); // the drawer is the dialog
  for (const button of holder.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
};

const showReceipt = (figure) => {
  const page = figure.closest(".told")?.querySelector("template") ?? document.getElementById(figure.dataset.receipt);
  opener = figure;
  holder.replaceChildren(page.content.cloneNode(true));
  settle();
  history.replaceState(history.state, "", figure.hash);
  open();
};

document.addEventListener("click", async (event) => {
  const figure = event.target.closest("a[data-receipt]");
  const copy = event.target.closest("[data-copy]");
  if (figure) {
    event.preventDefault();
    showReceipt(figure);
  } else if (event.target.closest("#drawer .receipt__close, #drawer [data-drawer-closes]")) {
    event.preventDefault();
    close();
  } else if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    const before = copy.textContent;
    copy.textContent = copy.dataset.done;
    setTimeout(() => (copy.textContent = before), 1500);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && frame.open && !document.querySelector("dialog:modal")) close();
});

frame.addEventListener("close", () => {
  holder.replaceChildren();
  if (location.hash.startsWith("#receipt-")) history.replaceState(history.state, "", location.pathname + location.search);
  opener?.focus();
  opener = null;
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== holder) return;
  opener = event.detail.requestConfig?.elt ?? null;
  settle();
  holder.childElementCount ? open() : close();
});

const linked = location.hash.startsWith("#receipt-") && document.querySelector(`a[data-receipt][href="${CSS.escape(location.hash).replace("\\#", "#")}"]`);
if (linked) showReceipt(linked);
