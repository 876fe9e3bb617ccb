// A vote or a reply that finds no way out waits on this device. Without a service worker all stays as it was.
const TAKEN = /^\/(?:posts\/\d+\/(?:vote|comments)|topics\/\d+\/(?:vote|posts))$/, MEND = "outbox-mend";
const address = (form) => form.getAttribute("action") ?? "";
const isVote = (form) => address(form).endsWith("/vote");
const isCutOff = () => !navigator.onLine || document.documentElement.dataset.kept;

document.addEventListener("submit", (event) => {
  const form = event.target, other = event.submitter?.hasAttribute("formaction");
  if (other || !fits(form) || !isCutOff()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  keep(form);
}, true);

// The line broke on the way, or nobody knew that it was broken.
document.addEventListener("htmx:error", (event) => {
  const { ctx, error } = event.detail, form = event.target;
  if (!(error instanceof TypeError) || !fits(form) || !String(ctx?.request.action).endsWith(address(form))) return;
  event.stopImmediatePropagation();
  keep(form);
});

mend();

// Pictures do not fit in here: their words stay in the form.
function fits(form) {
  const hasFile = [...form.querySelectorAll?.("[type=file]") ?? []].some((field) => field.files.length);
  return form.matches?.("form") && TAKEN.test(address(form)) && !hasFile && Boolean(navigator.serviceWorker?.controller);
}

async function keep(form) {
  const vote = isVote(form), heading = document.querySelector("h1")?.textContent.trim();
  const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
  const about = vote ? form.querySelector(".visually-hidden")?.textContent : heading;
  const words = form.elements.body?.value ?? "";
  const entry = { action: address(form), fields, vote, about, words, page: location.pathname + location.search };
  if (!await keeper.ask({ ask: "add", entry })) return keeper.toast("outbox-full");
  if (vote) turn(form);
  else clear(form);
  await keeper.toast("outbox-queued");
  if (navigator.onLine) keeper.ask({ ask: "send" });
}

function turn(form) {
  const button = form.querySelector("[aria-pressed]"), on = form.elements.on;
  button?.setAttribute("aria-pressed", String(Boolean(on)));
  if (on) on.remove();
  else form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "on", value: "1" }));
}

// The empty field also tells what keeps drafts.
function clear(form) {
  form.elements.body.value = "";
  form.elements.body.dispatchEvent(new Event("input", { bubbles: true }));
}

// Words that were not taken go back into the form they came from.
function mend() {
  let taken = null;
  try { taken = JSON.parse(sessionStorage.getItem(MEND)); } catch { return; }
  const field = [...document.forms].find((form) => taken && address(form) === taken.action)?.elements.body;
  if (!field) return;
  sessionStorage.removeItem(MEND);
  field.value = taken.words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
