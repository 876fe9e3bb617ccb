// What has been read stays readable: the network first, then the copy on this device, which the page itself marks.
// The server says of each page whose it is (Offline-Reader) and whether it may be kept (Offline-Keep). Only one
// reader's pages are ever here: the first page of another reader takes those of the former away.
const SHELL = `shell ${LOOK.join()}`, OFFLINE = "/offline", PATIENCE = 4000;
const MOST = { topic: 30, list: 8 }, GONE = [403, 404, 410];
// How pages that did not come from the network are shown, by client; what they are made of comes from here too.
const shown = new Map();
let keeping = Promise.resolve();

addEventListener("install", (event) => event.waitUntil(
  caches.open(SHELL).then((shell) => shell.addAll([...LOOK, OFFLINE])).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(showPage(event));
  else if (pathname === OFFLINE || (shown.has(event.clientId) && pathname.startsWith("/assets/"))) event.respondWith(showPart(request));
});

// How the page that asks was shown: { at, slow }, or null when it came from the network.
ANSWERS.shown = (given, page) => shown.get(page.id) ?? null;
// The page that was open before this worker was.
ANSWERS.keep = async ({ url }) => keep(url, await fetch(url, { cache: "force-cache" }));

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith("shell ") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  await registration.navigationPreload?.enable();
  await clients.claim();
}

async function showPage(event) {
  const fresh = fetchPage(event), answer = fresh.catch(() => null);
  event.waitUntil(answer);
  const first = await Promise.race([answer, wait(PATIENCE)]);
  if (first) return first;
  const kept = await findKept(event.request.url);
  if (!kept) return (await answer) ?? showOffline(event);
  const slow = (await Promise.race([answer.then((page) => page === null), wait(0).then(() => false)])) === false;
  shown.set(event.resultingClientId, { at: Number(kept.headers.get("Kept-At")), slow });
  return kept;
}

async function showOffline(event) {
  shown.set(event.resultingClientId, null);
  return (await caches.match(OFFLINE)) ?? Response.error();
}

async function fetchPage(event) {
  const page = (await event.preloadResponse) ?? (await fetch(event.request));
  event.waitUntil(keep(event.request.url, page.clone()));
  return page;
}

async function findKept(url) {
  for (const name of await keptNames()) {
    const cache = await caches.open(name), anyPart = { ignoreVary: true, ignoreSearch: name.startsWith("topic") };
    const found = (await cache.match(url, { ignoreVary: true })) ?? (await cache.match(url, anyPart));
    if (found) return found;
  }
  return null;
}

// One page after the other, or two readers' pages could pass each other.
function keep(url, page) {
  return keeping = keeping.then(() => keepNow(url, page)).catch(() => {});
}

async function keepNow(url, page) {
  const reader = page.headers.get("Offline-Reader"), as = page.headers.get("Offline-Keep");
  if (!reader) return;
  await makeWayFor(reader);
  if (GONE.includes(page.status)) return forget(url);
  if (!(as in MOST)) return;
  const cache = await caches.open(`${as} ${reader}`), headers = new Headers(page.headers);
  headers.set("Kept-At", Date.now());
  headers.delete("Content-Encoding");
  await cache.delete(url, { ignoreVary: true });
  await cache.put(url, new Response(await page.blob(), { headers }));
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST[as])).map((each) => cache.delete(each, { ignoreVary: true })));
}

async function makeWayFor(reader) {
  const names = await keptNames();
  const same = names.length && names.every((name) => name.endsWith(` ${reader}`)), shell = await caches.open(SHELL);
  if (same && await shell.match(OFFLINE)) return;
  if (!same) await Promise.all([...names.map((name) => caches.delete(name)), shell.delete(OFFLINE)]);
  await Promise.all(Object.keys(MOST).map((as) => caches.open(`${as} ${reader}`)));
  // In the language of this reader.
  await shell.add(OFFLINE).catch(() => {});
}

async function forget(url) {
  for (const name of await keptNames()) await (await caches.open(name)).delete(url, { ignoreVary: true, ignoreSearch: true });
}

async function keptNames() {
  return (await caches.keys()).filter((name) => name.split(" ")[0] in MOST);
}

// The member whose pages are here; 0 is a visitor.
async function readerNow() {
  return parseInt((await keptNames())[0]?.split(" ")[1] ?? "0", 10);
}

// The look never changes under one address. A page that is older than the look is shown in today's.
async function showPart(request) {
  return (await caches.match(request.url, { ignoreVary: true })) ?? fetch(request).catch(() => sameName(request.url));
}

async function sameName(url) {
  const plain = (address) => address.replace(/-[0-9a-f]{16}\./, "."), shell = await caches.open(SHELL);
  const today = (await shell.keys()).find((each) => plain(each.url) === plain(url));
  return today ? shell.match(today) : Response.error();
}

function wait(milliseconds) {
  return new Promise((done) => { setTimeout(() => done(null), milliseconds); });
}
