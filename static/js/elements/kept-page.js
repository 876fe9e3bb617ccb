// A page that came from this device says so and how old it is, and makes place for the real one as soon as it can.
const page = document.documentElement;
const isWriting = () => [...document.querySelectorAll("textarea")].some((text) => text.value !== text.defaultValue);

keeper.ask({ ask: "shown" }).then((how) => how && mark(how));

// Nobody asked for what a page loads by itself, so nobody is told that it did not come.
document.addEventListener("htmx:error", (event) => {
  if (event.target.matches?.("[hx-trigger=load]")) event.stopImmediatePropagation();
});

async function mark({ at, slow }) {
  page.dataset.kept = "yes";
  addEventListener("online", () => keeper.ask({ ask: "send" }).then(() => { if (!isWriting()) location.reload(); }));
  const note = await keeper.piece(slow ? "kept-slow" : "kept-offline"), text = note.querySelector("span");
  text.textContent = text.textContent.replace("{ago}", keeper.ago(at));
  document.getElementById("flashes").after(note);
}

// <kept-topics>: the topics on this device, the last read first.
customElements.define("kept-topics", class extends HTMLElement {
  async connectedCallback() {
    const list = Object.assign(document.createElement("ul"), { className: "panel__list" });
    for (const name of await window.caches?.keys() ?? []) if (name.startsWith("topic ")) await this.fill(list, await caches.open(name));
    if (list.children.length) this.replaceChildren(list);
  }

  async fill(list, cache) {
    for (const request of (await cache.keys()).reverse()) {
      const kept = await cache.match(request, { ignoreVary: true });
      const topic = new DOMParser().parseFromString(await kept.text(), "text/html");
      const row = list.appendChild(document.createElement("li")).appendChild(document.createElement("a"));
      const fact = Object.assign(document.createElement("span"), { className: "panel__fact small" });
      Object.assign(row, { href: request.url, className: "panel__row", textContent: topic.querySelector("h1").textContent });
      fact.textContent = keeper.ago(Number(kept.headers.get("Kept-At")));
      row.append(fact);
    }
  }
});
