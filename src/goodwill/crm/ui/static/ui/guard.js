/* What was typed and not saved is not lost by a slip: forms with data-guard ask first. */

const dirty = new WeakSet();
const words = document.getElementById("sentences").dataset;

const guarded = () => [...document.querySelectorAll("form[data-guard]")].filter((form) => dirty.has(form));

const note = (event) => {
  const form = event.target.form ?? event.target.closest?.("form");
  if (form?.matches("[data-guard]")) dirty.add(form);
};

document.addEventListener("input", note);
document.addEventListener("change", note);
document.addEventListener("submit", (event) => dirty.delete(event.target));
document.body.addEventListener("htmx:responseError", ({ target }) => {
  if (target.matches("form[data-guard]")) dirty.add(target);
});

addEventListener("beforeunload", (event) => {
  if (guarded().length) event.preventDefault();
});

document.addEventListener("closing", (event) => {
  const form = guarded().find((one) => event.target.contains(one));
  if (!form) return;
  event.preventDefault();
  const go = () => {
    dirty.delete(form);
    event.target.close();
  };
  document.dispatchEvent(new CustomEvent("ask", { detail: { words: words.unsaved, go } }));
}, true);
