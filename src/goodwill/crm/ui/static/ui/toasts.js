/* Messages that appear for a moment. Anyone may send one: dispatchEvent(new CustomEvent("toast",
   { detail: { text, undo, again, stays } })) on the document, or the header HX-Trigger. */

const region = document.getElementById("toasts");
const blank = document.getElementById("toast");
const SECONDS = 8;
const SECONDS_TO_UNDO = 20;

const raise = () => {
  // To the top again: a dialog may have opened meanwhile.
  if (region.matches(":popover-open")) region.hidePopover();
  region.showPopover();
};

const take = (toast) => {
  toast.remove();
  if (!region.querySelector(".toast") && region.matches(":popover-open")) region.hidePopover();
};

/* Goes by itself, but never while someone reads it with pointer or focus. */
const leave = (toast, seconds) => {
  let left = seconds;
  const clock = setInterval(() => {
    if (!toast.isConnected) return clearInterval(clock);
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    if (left <= 0) take(toast);
  }, 1000);
};

/* Asked from a place of its own: htmx lets requests of one place wait for each other, and the page
   may be fetching what it shows anew. */
const undo = async (toast, address) => {
  take(toast);
  const place = document.createElement("span");
  region.append(place);
  let told = false;
  place.addEventListener("htmx:afterOnLoad", (event) => {
    const answer = event.detail.xhr;
    told = ["HX-Trigger", "HX-Redirect", "HX-Refresh"].some((name) => answer.getResponseHeader(name));
  });
  await htmx.ajax("POST", address, { source: place, swap: "none" });
  place.remove();
  if (!told) location.reload();
};

const show = ({ text, undo: address, again, stays }) => {
  const toast = blank.content.firstElementChild.cloneNode(true);
  toast.querySelector(".toast__text").textContent = text;
  const back = toast.querySelector("[data-undo]");
  back.hidden = !address;
  back.addEventListener("click", () => undo(toast, address));
  const retry = toast.querySelector("[data-again]");
  retry.hidden = !again;
  retry.addEventListener("click", () => {
    take(toast);
    again();
  });
  region.append(toast);
  raise();
  if (!stays && !again) leave(toast, address ? SECONDS_TO_UNDO : SECONDS);
};

document.addEventListener("toast", (event) => show(event.detail));
region.addEventListener("click", (event) => {
  if (event.target.closest("[data-toast-closes]")) take(event.target.closest(".toast"));
});
for (const toast of region.querySelectorAll(".toast")) {
  const back = toast.querySelector("[data-undo]");
  back?.addEventListener("click", () => undo(toast, back.dataset.undo));
  leave(toast, Number(toast.dataset.for));
}
if (region.querySelector(".toast")) raise();

/* Refusals that the server wrote itself are swapped in here. */
new MutationObserver((changes) => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes)
      if (node.nodeType === Node.ELEMENT_NODE && node.matches("[data-refusal]")) {
        raise();
        leave(node, SECONDS_TO_UNDO);
      }
}).observe(region, { childList: true });
