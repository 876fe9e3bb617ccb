// What was written offline waits here and is sent later: in order, each once. Sending again changes nothing, since
// votes state the wish and the server knows a reply by its form_key; so whatever got no answer is simply sent again.
const WAITING = "waiting", SIGNED_OUT = "signed-out", REFUSED = "refused";
const OLDEST = 30 * 24 * 3600 * 1000;
let sending = null;

addEventListener("sync", (event) => event.waitUntil(send()));

ANSWERS.add = async ({ entry }) => {
  const reader = await readerNow();
  // A vote says what is wished now, whatever was wished before.
  for (const { id, action, vote } of await entriesOf(reader)) if (vote && action === entry.action) await drop(id);
  await inStore("readwrite", (store) => store.add({ ...entry, reader, state: WAITING, at: Date.now() }));
  await registration.sync?.register("outbox").catch(() => {});
  await tellPages(await listing());
  return true;
};
ANSWERS.list = () => listing();
ANSWERS.send = () => send().catch(() => {}).then(listing);
ANSWERS.discard = async ({ id }) => { await drop(id); await tellPages(await listing()); };
ANSWERS.again = async ({ id }) => {
  await change(id, WAITING);
  await send().catch(() => {});
  await tellPages(await listing());
};

async function listing(sent = 0) {
  const reader = await readerNow(), all = await inStore("readonly", (store) => store.getAll());
  const own = all.filter((entry) => entry.reader === reader);
  return { outbox: own, others: reader ? 0 : all.length, sent };
}

function send() {
  return sending ??= sendAll().finally(() => { sending = null; });
}

async function sendAll() {
  const waiting = (await entriesOf(await readerNow())).filter(({ state }) => state !== REFUSED);
  if (!waiting.length) return;
  const { member, token } = await askToken();
  let sent = 0;
  try {
    for (const entry of waiting) sent += await sendOne(entry, member, token);
  } finally {
    await tellPages(await listing(sent));
  }
}

async function askToken() {
  const answer = await fetch("/token", { redirect: "manual", cache: "no-store" });
  if (answer.status >= 500) throw new Error("not now");
  return answer.ok ? answer.json() : {};
}

// 1 when it is there, 0 when it stays here; throws when nothing more can be sent now.
async function sendOne(entry, member, token) {
  if (member !== entry.reader) return change(entry.id, SIGNED_OUT);
  const body = new URLSearchParams([...entry.fields, ["csrf_token", token]]);
  const answer = await fetch(entry.action, { method: "POST", body, redirect: "manual" });
  if (answer.status === 429 || answer.status >= 500) throw new Error("not now");
  if (answer.status === 401) return change(entry.id, SIGNED_OUT);
  // The way out of every accepted form is a redirect.
  if (!answer.ok && answer.type !== "opaqueredirect") return change(entry.id, REFUSED);
  await drop(entry.id);
  return 1;
}

async function change(id, state) {
  const entry = await inStore("readonly", (store) => store.get(id));
  if (entry) await inStore("readwrite", (store) => store.put({ ...entry, state }));
  return 0;
}

function drop(id) {
  return inStore("readwrite", (store) => store.delete(id));
}

async function entriesOf(reader) {
  const all = await inStore("readonly", (store) => store.getAll());
  for (const { id, at } of all) if (at < Date.now() - OLDEST) await drop(id);
  return all.filter((entry) => entry.reader === reader && entry.at >= Date.now() - OLDEST);
}

function inStore(mode, work) {
  return new Promise((done, failed) => {
    const opening = indexedDB.open("outbox", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("entries", { keyPath: "id", autoIncrement: true });
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const base = opening.result, act = base.transaction("entries", mode), asked = work(act.objectStore("entries"));
      act.oncomplete = () => { base.close(); done(asked.result); };
      act.onabort = () => { base.close(); failed(act.error); };
    };
  });
}
