// Forms with data-draft="key": what was typed stays on this device until the server has it, and comes back with a note.
// Every page writes a record of its own, so tabs never overwrite each other; records are their member's alone.
const PREFIX = "draft:", A_MONTH = 30 * 24 * 3600e3;
const page = Math.random().toString(36).slice(2), records = new WeakMap();
const forms = () => document.querySelectorAll("form[data-draft]");
const texts = (form) => [...form.querySelectorAll("textarea[name], input[type=text][name], input:not([type])[name]")];
const kept = () => Object.keys(storage ?? {}).filter((key) => key.startsWith(PREFIX));
const read = (key) => guarded(() => JSON.parse(storage?.getItem(key) ?? "null"));
const storage = guarded(() => localStorage), session = guarded(() => sessionStorage);
let leaves = false;
const { member, sent } = document.getElementById("announcer")?.dataset ?? {};

addEventListener("input", ({ target }) => target.form?.dataset.draft && keep(target.form));

addEventListener("submit", ({ target: form }) => {
  if (form.getAttribute("action") === "/sign-out") {
    leaves = true;
    return kept().forEach((key) => storage.removeItem(key));
  }
  if (!form.dataset.draft) return;
  keep(form);
  // The page that comes when the text was taken says this name; on the way there it may pass the sign-in page.
  if (!form.elements.draft) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "draft" }));
  form.elements.draft.value = records.get(form).key.slice(PREFIX.length);
}, true);

document.addEventListener("htmx:after:request", ({ target: form, detail }) => {
  const { ok, headers } = detail.ctx.response.raw;
  if (records.has(form) && ok && !headers.get("HX-Retarget")) forget(records.get(form).key);
});
// A form that comes after sending starts empty: what another tab is writing stays there.
document.addEventListener("htmx:after:swap", () => forms().forEach((form) => restore(form, true)));

// Signing out in another tab empties the device, and here may still be something unsent.
for (const name of ["storage", "visibilitychange"]) addEventListener(name, () => forms().forEach((form) => {
  if (!leaves && records.get(form)?.isKept && !read(records.get(form).key)) keep(form);
}));

if (sent) forget(PREFIX + sent);
forms().forEach((form) => restore(form));

function keep(form) {
  restore(form);
  const record = records.get(form), { key, after } = record, values = typed(form);
  record.isKept = true;
  if (!Object.keys(values).length) return forget(key, after);
  guarded(() => storage?.setItem(key, JSON.stringify({ at: Date.now(), values, after })));
  session?.setItem(PREFIX + form.dataset.draft, key);
}

function restore(form, ownOnly = false) {
  if (records.has(form)) return;
  const start = `${PREFIX}${member}:${form.dataset.draft}:`, found = latest(start, session?.getItem(PREFIX + form.dataset.draft), ownOnly);
  const values = typed(form), isEmpty = !Object.keys(values).length;
  // A browser that filled the fields by itself has brought the draft back already.
  const isThere = found && !isEmpty && JSON.stringify(values) === JSON.stringify(found.values);
  records.set(form, { key: start + page, after: found && (isEmpty || isThere) ? [...found.after, [found.key, found.at]] : [] });
  if (!found || !isEmpty) return;
  for (const field of texts(form)) field.value = found.values[field.name] ?? "";
  const note = Object.assign(document.createElement("p"), { className: "field__hint", role: "status" });
  note.textContent = document.getElementById("announcer")?.dataset.draft ?? "";
  form.prepend(note);
}

// This tab's last record, or the newest of all that were left behind.
function latest(start, last, ownOnly) {
  const found = kept().filter((key) => key.startsWith(start)).map((key) => ({ key, ...read(key) }));
  for (const { key, at } of found) if (Date.now() - at > A_MONTH) storage.removeItem(key);
  return found.find(({ key }) => key === last) ?? (ownOnly ? undefined : found.sort((one, other) => other.at - one.at)[0]);
}

// With a record go those it began from, unless another tab has written on in them.
function forget(key, after = read(key)?.after ?? []) {
  for (const [earlier, at] of after) if (read(earlier)?.at === at) storage?.removeItem(earlier);
  storage?.removeItem(key);
}

function typed(form) {
  return Object.fromEntries(texts(form).map((field) => [field.name, field.value]).filter(([, value]) => value.trim()));
}


function guarded(open) {
  try { return open(); } catch { return null; }
}
