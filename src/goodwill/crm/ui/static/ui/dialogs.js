/* Dialogs: what has data-opens opens one, data-closes closes it; what is swapped into #dialog
   appears in one; a question before something is done is asked in one. */

const frame = document.getElementById("dialog-frame");
const holder = document.getElementById("dialog");
const question = document.getElementById("confirm");

const FIELDS = "[autofocus], :is(input:not([type=hidden]), select, textarea):not(:disabled)";

const open = (dialog) => {
  if (dialog.open) return;
  dialog.showModal();
  dialog.querySelector(`form :is(${FIELDS})`)?.focus();
};

const close = (dialog) => {
  const asked = new CustomEvent("closing", { cancelable: true });
  if (dialog.dispatchEvent(asked)) dialog.close();
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const closer = event.target.closest("[data-closes]");
  const inside = event.target.closest("dialog");
  if (opener) {
    inside?.close();
    open(document.getElementById(opener.dataset.opens));
  } else if (closer && inside) {
    event.preventDefault();
    close(inside);
  } else if (event.target === inside && isBeside(event, inside)) close(inside);
});

const isBeside = (event, dialog) => {
  const box = dialog.getBoundingClientRect();
  const { clientX: x, clientY: y } = event;
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
};

document.addEventListener("cancel", (event) => {
  if (!event.target.matches("dialog")) return;
  event.preventDefault();
  close(event.target);
}, true);

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === holder && holder.childElementCount) open(frame);
});
frame.addEventListener("close", () => holder.replaceChildren());

document.body.addEventListener("close-dialog", () => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});

/* hx-confirm and data-confirm ask in words of our own, not in the browser's box. */
const ask = (words, go) => {
  question.querySelector("#confirm-words").textContent = words;
  const yes = question.querySelector("[data-yes]");
  const agreed = () => {
    question.close();
    go();
  };
  yes.addEventListener("click", agreed, { once: true });
  question.addEventListener("close", () => yes.removeEventListener("click", agreed), { once: true });
  open(question);
  yes.focus();
};

document.addEventListener("ask", (event) => ask(event.detail.words, event.detail.go));
document.body.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  ask(event.detail.question, () => event.detail.issueRequest(true));
});
document.addEventListener("submit", (event) => {
  const words = event.target.dataset.confirm;
  if (!words || event.target.dataset.agreed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  ask(words, () => {
    event.target.dataset.agreed = "yes";
    event.target.requestSubmit(submitter);
    delete event.target.dataset.agreed;
  });
}, true);
