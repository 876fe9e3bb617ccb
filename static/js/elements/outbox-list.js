// What waits to be sent, on every page, with a way to discard it; and the moments at which it is sent.
const acts = {
  again: ({ id }) => keeper.ask({ ask: "again", id }),
  discard: ({ id }) => keeper.ask({ ask: "discard", id }),
  // The form on that page takes the words back (outbox-form.js).
  mend: async ({ id, action, words, page }) => {
    sessionStorage.setItem("outbox-mend", JSON.stringify({ action, words }));
    await keeper.ask({ ask: "discard", id });
    location.assign(page);
  },
};
let showing = Promise.resolve();

navigator.serviceWorker?.addEventListener("message", ({ data }) => data.outbox && show(data));
addEventListener("online", () => keeper.ask({ ask: "send" }).then(show));
keeper.ask({ ask: navigator.onLine ? "send" : "list" }).then(show);

document.addEventListener("submit", (event) => {
  const leave = document.getElementById("outbox")?.dataset.leave;
  if (event.target.getAttribute("action") !== "/sign-out" || !leave || confirm(leave)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// One after the other: two messages must not leave two panels.
function show(data) {
  return showing = showing.then(() => data && draw(data)).catch(() => {});
}

async function draw({ outbox, others, sent }) {
  const panel = outbox.length ? await keeper.piece("outbox-panel") : others ? await keeper.piece("outbox-others") : null;
  for (const entry of outbox) panel.querySelector("ul").append(await row(entry));
  document.getElementById("outbox")?.remove();
  if (panel) document.getElementById("flashes").after(panel);
  if (sent) await keeper.toast("outbox-sent");
}

async function row(entry) {
  const item = await keeper.piece("outbox-entry"), quote = item.querySelector("blockquote"), refused = entry.state === "refused";
  item.querySelector("strong").textContent = entry.about;
  quote.textContent = entry.words;
  quote.hidden = !entry.words;
  for (const line of item.querySelectorAll("[data-state]")) line.hidden = line.dataset.state !== entry.state;
  for (const button of item.querySelectorAll("[data-act]")) {
    const { act } = button.dataset;
    button.hidden = act === "again" ? !refused : act === "mend" ? !refused || !entry.words : false;
    button.addEventListener("click", () => acts[act](entry));
  }
  return item;
}
