/* The builder of segments: where further conditions go, and what is counted when some are gone. */

const recount = () => document.body.dispatchEvent(new CustomEvent("recount"));

document.addEventListener("htmx:configRequest", (event) => {
  const place = event.target.closest?.("[data-add-part]")?.dataset.addPart;
  if (!place) return;
  const parts = [...document.getElementById(`parts-${place}`).children];
  const numbers = parts.map((part) => Number(part.dataset.place.split("-").pop()));
  event.detail.parameters.place = `${place}-${Math.max(-1, ...numbers) + 1}`;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.closest?.("#segment-form")) recount();
});

/* Whoever adds a condition goes on with it. */
document.addEventListener("htmx:afterSettle", (event) => {
  const added = event.detail.requestConfig?.elt;
  if (added?.matches?.("[data-add-part]")) {
    document.getElementById(`parts-${added.dataset.addPart}`).lastElementChild?.querySelector("select")?.focus();
  }
});

document.addEventListener("click", (event) => {
  const part = event.target.closest("[data-remove-part]")?.closest("[data-place]");
  if (!part) return;
  const near = part.nextElementSibling ?? part.previousElementSibling;
  const block = part.parentElement.closest("[data-place]");
  part.remove();
  (near?.querySelector("select") ?? block.querySelector("[data-add-part]")).focus();
  recount();
});

/* No more segments can be compared than a picture shows. */
const compare = document.querySelector("[data-compare]");
if (compare) {
  const boxes = [...document.querySelectorAll("[name=of]")];
  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    for (const box of boxes) box.disabled = !box.checked && chosen >= Number(compare.dataset.compare);
    compare.querySelector("button").disabled = chosen < 2;
  };
  document.addEventListener("change", tell);
  tell();
}
