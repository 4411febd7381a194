/* The list of measures closes when one clicks beside it, or presses Esc. */

const close = (event) => {
  for (const one of document.querySelectorAll("details[data-closes-outside][open]")) {
    if (event.key === "Escape") {
      one.open = false;
      one.querySelector("summary").focus();
    } else if (!event.key && !one.contains(event.target)) one.open = false;
  }
};

document.addEventListener("click", close);
document.addEventListener("keydown", close);

/* Whoever ticks several measures goes on ticking after the table came back. */
let open = false;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "pivot") open = Boolean(document.querySelector(".pivot__measures[open]"));
});
document.body.addEventListener("htmx:afterSettle", () => {
  const measures = document.querySelector(".pivot__measures");
  if (open && measures) measures.open = true;
  open = false;
});
