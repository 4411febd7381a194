/* The queue of duplicates: after a decision the next pair is at hand. */

const list = document.getElementById("pairs");

const turnTo = (pair) => {
  if (!pair) return;
  pair.querySelector("a, button").focus({ preventScroll: true });
  pair.scrollIntoView({ block: "nearest" });
};

if (list) {
  list.querySelector(".pair").dataset.here = "";

  document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const pair = detail.target;
    if (!pair.matches?.(".pair") || !detail.shouldSwap) return;
    const siblings = [pair.nextElementSibling, pair.previousElementSibling];
    const next = siblings.find((one) => one?.matches(".pair"));
    // Keys are for the next pair at once; the focus follows as soon as this one is gone.
    if (next) next.dataset.here = "";
    requestAnimationFrame(() => turnTo(next ?? list.querySelector(".pair")));
  });
}
