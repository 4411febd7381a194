/* A memo spoken into the phone becomes the form's file; what waits in the outbox says so. */

const LONGEST_MS = 5 * 60_000;
const SORTS = [
  ["audio/mp4", "m4a"],
  ["audio/webm", "webm"],
  ["audio/ogg", "ogg"],
];

const sortOf = () => SORTS.find(([type]) => MediaRecorder.isTypeSupported(type));
const canRecord = () => "MediaRecorder" in window && navigator.mediaDevices?.getUserMedia && sortOf();

const offer = () => {
  if (!canRecord()) return;
  for (const button of document.querySelectorAll("[data-voice-record][hidden]:not([data-busy])")) button.hidden = false;
};
offer();
document.body.addEventListener("htmx:load", offer);

const part = (box, name) => box.querySelector(`[data-voice-${name}]`);
const say = (box, text) => (part(box, "told").value = text);

const show = (box, isRecording) => {
  const record = part(box, "record");
  record.toggleAttribute("data-busy", isRecording);
  record.hidden = isRecording;
  part(box, "stop").hidden = !isRecording;
};

const record = async (box) => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
  if (!stream) return say(box, box.dataset.barred);
  const [type, ending] = sortOf();
  const recorder = new MediaRecorder(stream, { mimeType: type });
  const pieces = [];
  const since = Date.now();
  recorder.ondataavailable = ({ data }) => data.size && pieces.push(data);
  recorder.onstop = () => {
    for (const track of stream.getTracks()) track.stop();
    const at = new Date(since).toISOString().slice(0, 16).replace(/[T:]/g, "-");
    const held = new DataTransfer();
    held.items.add(new File(pieces, `memo-${at}.${ending}`, { type }));
    box.querySelector("[name=memo]").files = held.files;
    show(box, false);
    say(box, box.dataset.recorded.replace("#", Math.round((Date.now() - since) / 1000)));
  };
  const stop = () => recorder.state === "recording" && recorder.stop();
  part(box, "stop").onclick = stop;
  setTimeout(stop, LONGEST_MS);
  recorder.start();
  show(box, true);
  say(box, box.dataset.recording);
};

document.addEventListener("click", ({ target }) => {
  const box = target.closest("[data-voice-record]")?.closest("[data-voice]");
  if (box) record(box);
});

document.addEventListener("change", ({ target }) => {
  const box = target.name === "memo" && target.closest("[data-voice]");
  if (box && target.files[0]) say(box, target.files[0].name);
});

/* --- what was logged without a connection --------------------------------------------------- */

document.body.addEventListener("outbox-kept", ({ detail }) => {
  for (const form of document.querySelectorAll(".visit__log")) {
    if (new URL(form.action).pathname !== new URL(detail.address, location).pathname) continue;
    form.closest(".visit").classList.add("visit--waits");
    form.querySelector(".visit__waits").hidden = false;
  }
});
document.body.addEventListener("outbox-sent", () => {
  if (document.querySelector(".visit--waits")) window.htmx?.ajax("GET", location.pathname + location.search, { target: "#round", swap: "outerHTML" });
});
