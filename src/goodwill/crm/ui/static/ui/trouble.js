/* When a request fails: what happened, what is safe, and a way to try again. */

const words = document.getElementById("sentences").dataset;
const banner = document.getElementById("unconnected");
const bar = document.querySelector(".waiting");
const PATIENCE = 200;

const say = (text, again) => document.dispatchEvent(new CustomEvent("toast", { detail: { text, again, stays: true } }));

const retrying = ({ requestConfig: { elt, verb, path, target }, etc }) => () => {
  if (elt.isConnected && elt.matches("form")) return elt.requestSubmit();
  const [source, values, swap] = [elt.isConnected ? elt : document.body, etc.values, etc.swapOverride];
  if (target.isConnected) htmx.ajax(verb.toUpperCase(), path, { source, target, values, swap });
};

/* What asked may have been drawn anew meanwhile: it comes back, unseen, for the moment in which its
   answer is told, for what is told to something outside the page reaches nobody. */
const aside = document.createElement("div");
aside.hidden = true;
document.body.append(aside);
document.body.addEventListener("htmx:beforeSend", ({ detail: { elt, xhr } }) => {
  xhr.addEventListener("readystatechange", () => {
    if (xhr.readyState === XMLHttpRequest.DONE && !elt.isConnected) aside.append(elt);
  });
  xhr.addEventListener("loadend", () => aside.replaceChildren());
});

const isQuiet = (detail) => detail.elt?.closest?.("[data-quiet]") || detail.elt?.matches?.("[data-outbox]");

const sentence = (status) => {
  if (status === 401) return words.login;
  if (status === 403) return words.refused;
  if (status === 404 || status === 410) return words.missing;
  return status === 429 ? words.many : words.server;
};

/* A refusal in the server's own words appears as a message; the page stays as it is. */
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status < 400 || !detail.xhr.responseText.includes("data-refusal")) return;
  detail.shouldSwap = true;
  detail.isError = false;
  detail.target = document.getElementById("toasts");
  detail.swapOverride = "beforeend";
});

document.body.addEventListener("htmx:responseError", ({ detail }) => {
  if (isQuiet(detail) && detail.xhr.status < 500) return;
  if (detail.xhr.getResponseHeader("HX-Redirect")) return;
  say(sentence(detail.xhr.status), detail.xhr.status >= 500 ? retrying(detail) : undefined);
});

for (const failure of ["htmx:sendError", "htmx:timeout"])
  document.body.addEventListener(failure, ({ detail }) => {
    if (!isQuiet(detail)) say(words.network, retrying(detail));
  });

const isKept = "keptPage" in document.body.dataset;
const tell = () => (banner.hidden = navigator.onLine && !isKept);
addEventListener("online", tell);
addEventListener("offline", tell);
tell();

/* A thin line at the top while something takes longer than a blink. */
let running = 0;
const count = (by) => {
  running = Math.max(0, running + by);
  setTimeout(() => bar.toggleAttribute("data-on", running > 0), running > 0 ? PATIENCE : 0);
};
document.body.addEventListener("htmx:beforeRequest", () => count(1));
document.body.addEventListener("htmx:afterRequest", () => count(-1));
