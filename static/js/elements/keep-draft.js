// Forms with data-draft="key": what was typed stays on this device until it was sent, and comes back with a note.
const PREFIX = "draft:", SENT = "draft-sent";
const forms = () => document.querySelectorAll("form[data-draft]");
const texts = (form) => [...form.querySelectorAll("textarea[name], input[type=text][name], input:not([type])[name]")];
const storage = guarded(() => localStorage), session = guarded(() => sessionStorage);

document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("form[data-draft]");
  if (!form) return;
  const entries = texts(form).map((field) => [field.name, field.value]).filter(([, value]) => value.trim());
  if (entries.length) storage?.setItem(PREFIX + form.dataset.draft, JSON.stringify(Object.fromEntries(entries)));
  else forget(form.dataset.draft);
});

document.addEventListener("submit", ({ target }) => {
  if (target.getAttribute("action") === "/sign-out") forgetAll();
  else if (target.dataset.draft && !target.hasAttribute("hx-post")) session?.setItem(SENT, target.dataset.draft);
});

document.addEventListener("htmx:after:request", ({ target, detail }) => {
  const form = target.closest?.("form[data-draft]");
  if (form && detail.ctx.response.raw.ok) forget(form.dataset.draft);
});

document.addEventListener("htmx:after:swap", restoreAll);
forgetSent();
restoreAll();

function forgetSent() {
  const key = session?.getItem(SENT);
  session?.removeItem(SENT);
  const refused = [...forms()].some((form) => form.dataset.draft === key && form.querySelector("[aria-invalid]"));
  if (key && !refused) forget(key);
}

function restoreAll() {
  forms().forEach(restore);
}

function restore(form) {
  const stored = storage?.getItem(PREFIX + form.dataset.draft);
  const fields = texts(form);
  if (!stored || form.dataset.draftSeen || fields.some((field) => field.value)) return;
  const values = JSON.parse(stored);
  for (const field of fields) field.value = values[field.name] ?? "";
  const note = Object.assign(document.createElement("p"), { className: "field__hint", role: "status" });
  note.textContent = document.getElementById("announcer")?.dataset.draft ?? "";
  form.prepend(note);
  form.dataset.draftSeen = "yes";
}

function forget(key) {
  storage?.removeItem(PREFIX + key);
}

function forgetAll() {
  Object.keys(storage ?? {}).filter((key) => key.startsWith(PREFIX)).forEach((key) => storage.removeItem(key));
}

function guarded(open) {
  try { return open(); } catch { return null; }
}
