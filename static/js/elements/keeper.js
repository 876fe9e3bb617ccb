// Starts the service worker and speaks with it; the other files here use `keeper`. What a page says offline stands
// in the templates of the page /offline, which is on the device already.
const workers = navigator.serviceWorker, STEPS = [["day", 86400], ["hour", 3600], ["minute", 60]];
let words = null;

window.keeper = { ask, piece, ago, toast };

// This script comes after the first paint, at times even after the whole page.
if (workers && document.readyState === "complete") start();
else if (workers) addEventListener("load", start);
document.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (target.getAttribute("action") === "/sign-out" && !defaultPrevented) forgetAll();
});

async function start() {
  const known = Boolean(workers.controller);
  await workers.register("/service-worker.js", { updateViaCache: "none" }).catch(() => {});
  // The address of a form that came back with something to mend is not one to read from.
  const refused = performance.getEntriesByType("navigation")[0]?.responseStatus >= 400;
  if (!known && !refused) (await workers.ready).active.postMessage({ ask: "keep", url: location.href });
}

// What the service worker answers; null where there is none.
function ask(message) {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data);
    if (workers?.controller) workers.controller.postMessage(message, [port2]);
    else done(null);
  });
}

async function piece(id) {
  words ??= fetch("/offline").then((answer) => answer.text()).then((text) => new DOMParser().parseFromString(text, "text/html"));
  return document.importNode((await words).getElementById(id).content.firstElementChild, true);
}

async function toast(id) {
  document.getElementById("toasts").replaceChildren(await piece(id));
}

function ago(moment) {
  const seconds = Math.max(60, (Date.now() - moment) / 1000), format = new Intl.RelativeTimeFormat(document.documentElement.lang);
  const [unit, length] = STEPS.find(([, least]) => seconds >= least);
  return format.format(-Math.floor(seconds / length), unit);
}

// Browsers do this when the server says so; older ones only here.
async function forgetAll() {
  if (!window.caches) return;
  for (const name of await caches.keys()) caches.delete(name);
  indexedDB.deleteDatabase("outbox");
}
