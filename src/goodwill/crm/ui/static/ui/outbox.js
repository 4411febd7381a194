/* What is logged without a connection waits on this device and arrives once.
   A form with data-outbox="What it is" carries a hidden public_id that is made here, so the
   server knows an entry that comes a second time. */

const me = document.body.dataset.me;
const sheet = document.getElementById("outbox");
const EVERY = 30_000;

const uuid7 = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let now = Date.now();
  for (let place = 5; place >= 0; place--) {
    bytes[place] = now % 256;
    now = Math.floor(now / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
};

/* --- the drawer of the device ------------------------------------------------------------ */

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("goodwill", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", { keyPath: "id" });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

const stored = async (mode, act) => {
  const database = await opened;
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("outbox", mode, { durability: "strict" });
    const asked = act(transaction.objectStore("outbox"));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = () => reject(transaction.error);
  });
};

const keep = (entry) => stored("readwrite", (store) => store.put(entry));
const drop = (id) => stored("readwrite", (store) => store.delete(id));
const waiting = async () => (await stored("readonly", (store) => store.getAll())).filter((entry) => entry.me === me);

/* --- sending ------------------------------------------------------------------------------ */

const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

/* The server's own sentence, from JSON (`said`) or from a page. */
const refusalIn = (answer, text) => {
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) return answer.ok ? "" : JSON.parse(text).said;
  const page = new DOMParser().parseFromString(text, "text/html");
  const told = [...page.querySelectorAll("[role=alert], .field__error, .errorlist li")];
  return told.map((one) => one.textContent.trim()).filter(Boolean).join(" ");
};

/* Whether it left the outbox, is refused with a sentence, or waits on. */
const send = async (entry) => {
  const body = new FormData();
  for (const [name, value] of entry.values) body.append(name, value);
  body.set("csrfmiddlewaretoken", token());
  const headers = { Accept: "application/json, text/html;q=0.8", "HX-Request": "true", "X-CSRFToken": token(), "X-Outbox": entry.id };
  let answer;
  try {
    answer = await fetch(entry.address, { method: "POST", body, headers, redirect: "follow" });
  } catch {
    return "waits";
  }
  if (answer.status === 401) return refuse(entry, words().login, true);
  if (answer.status >= 500 || answer.status === 429) return "waits";
  const text = await answer.text();
  const refusal = refusalIn(answer, text);
  if (!answer.ok || (refusal && !answer.redirected)) {
    return refuse(entry, refusal || words().failed.replace("#", answer.status));
  }
  await drop(entry.id);
  say(words().sent.replace("#", entry.label));
  document.body.dispatchEvent(new CustomEvent("outbox-sent", { detail: entry }));
  return "sent";
};

const refuse = async (entry, refusal, mayGo = false) => {
  await keep({ ...entry, refusal, mayGo });
  return "refused";
};

/* One tab sends at a time; the others find nothing left. */
const sendAll = async () => {
  if (!navigator.onLine) return show();
  await navigator.locks.request("outbox", async () => {
    for (const entry of await waiting()) {
      if (entry.refusal && !entry.mayGo) continue;
      if ((await send(entry)) === "waits") break;
    }
  });
  await show();
};

/* --- showing ------------------------------------------------------------------------------ */

const words = () => sheet.querySelector("[data-outbox-sentences]").dataset;
const say = (text) => document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));

const show = async () => {
  const entries = await waiting();
  const refused = entries.some((entry) => entry.refusal);
  const told = entries.length === 1 ? words().waitingOne : words().waitingMany.replace("#", entries.length);
  for (const button of document.querySelectorAll("[data-outbox-sheet]")) {
    button.hidden = !entries.length;
    button.querySelector("[data-outbox-words]").textContent = refused ? words().refused : told;
  }
  const list = document.getElementById("outbox-list");
  list.replaceChildren(...entries.map(row));
  if (!entries.length) list.textContent = words().nothing;
};

const row = (entry) => {
  const line = document.getElementById("outbox-entry").content.firstElementChild.cloneNode(true);
  line.querySelector("[data-label]").textContent = entry.label;
  line.querySelector("[data-at]").textContent = new Date(entry.at).toLocaleString(document.documentElement.lang);
  const refusal = line.querySelector("[data-refusal]");
  refusal.hidden = !entry.refusal;
  refusal.textContent = entry.refusal ?? "";
  line.querySelector("[data-again]").addEventListener("click", async () => {
    await keep({ ...entry, refusal: "", mayGo: false });
    await sendAll();
  });
  line.querySelector("[data-drop]").addEventListener("click", () => {
    const go = async () => {
      await drop(entry.id);
      await show();
    };
    document.dispatchEvent(new CustomEvent("ask", { detail: { words: words().drop, go } }));
  });
  return line;
};

/* --- forms -------------------------------------------------------------------------------- */

const identify = (form) => {
  const field = form.elements.namedItem("public_id");
  if (field && !field.value) field.value = uuid7();
  return field?.value ?? uuid7();
};

const label = (form) => {
  const said = [...form.querySelectorAll("textarea, input[type=text]")].map((field) => field.value.trim()).find(Boolean);
  return [form.dataset.outbox, said?.slice(0, 60)].filter(Boolean).join(": ");
};

const put = async (form, submitter) => {
  const id = identify(form);
  const values = [...new FormData(form, submitter)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && (typeof value === "string" || value.size));
  const address = form.getAttribute("hx-post") || form.action;
  const entry = { id, me, address, values, label: label(form), at: Date.now() };
  await keep(entry);
  form.reset();
  const field = form.elements.namedItem("public_id");
  if (field) field.value = "";
  document.body.dispatchEvent(new CustomEvent("close-dialog"));
  document.body.dispatchEvent(new CustomEvent("outbox-kept", { detail: entry }));
  say(words().kept);
  await show();
};

if (me && sheet) {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-outbox]");
    if (!form) return;
    identify(form);
    if (navigator.onLine && form.hasAttribute("hx-post")) return;
    if (navigator.onLine && !form.dataset.failed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    put(form, event.submitter);
  }, true);
  for (const failure of ["htmx:sendError", "htmx:timeout"])
    document.body.addEventListener(failure, ({ detail }) => {
      if (detail.elt.matches?.("form[data-outbox]")) put(detail.elt);
    });
  document.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-forgets]") || event.target.dataset.agreed) return;
    event.preventDefault();
    const form = event.target;
    const go = () => {
      form.dataset.agreed = "yes";
      form.requestSubmit();
    };
    if (!(await waiting()).length) return go();
    document.dispatchEvent(new CustomEvent("ask", { detail: { words: words().leaving, go } }));
  });
  addEventListener("online", sendAll);
  setInterval(async () => (await waiting()).length && sendAll(), EVERY);
  sendAll();
}
