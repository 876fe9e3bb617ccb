// <case-queue>: the queue by keyboard, and rest after each decision, so that no second tap meets the next text.
const ACTS = { a: "approve", t: "trust", r: "return", x: "remove", b: "block" };
const REST = 450;
// When so few are left, the next page of them is fetched.
const FEW = 5;
// What nobody else is looking at.
const FREE = ".case:not(.case--taken)";

customElements.define("case-queue", class extends HTMLElement {
  connectedCallback() {
    this.onKey = (event) => this.press(event);
    document.addEventListener("keydown", this.onKey);
    this.addEventListener("submit", ({ target }) => target.matches(".case__form") && this.leave(target.closest(".case")));
    document.addEventListener("htmx:after:swap", this.onSwap = () => this.goOn());
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("htmx:after:swap", this.onSwap);
  }

  get current() { return document.activeElement.closest?.(".case"); }

  press(event) {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input:not([type=checkbox]), textarea, select")) return;
    if (target !== document.body && !this.contains(target)) return;
    if (this.act(key)) event.preventDefault();
  }

  act(key) {
    const at = this.current;
    if (key === "?") return this.showKeys();
    if (key === "u") return click(document.querySelector("#toasts form button"));
    if (key === "j") return focus(at ? near(at, "next") : this.querySelector(FREE) ?? this.querySelector(".case"));
    if (key === "k") return at && focus(near(at, "previous"));
    if (key === "s") return click(at?.querySelector(".case__pick input"));
    if (key === "e") return click(at?.querySelector("[data-key=e]"));
    return ACTS[key] && click(at?.querySelector(`button[value=${ACTS[key]}]`));
  }

  showKeys() {
    const keys = this.querySelector("#keys");
    keys.open = !keys.open;
    return focus(keys.querySelector("summary"));
  }

  // What was decided on goes away: the work goes on at the text below it, or else above.
  leave(row) {
    this.left = row;
    this.next = near(row, "next", FREE) ?? near(row, "previous", FREE);
  }

  goOn() {
    if (this.left && !this.left.isConnected) this.rest();
    if (!this.idle || document.activeElement !== document.body) return;
    const next = this.next?.isConnected ? this.next : this.querySelector(FREE);
    this.idle = !focus(next);
  }

  rest() {
    this.left = null;
    this.idle = true;
    this.dataset.resting = "";
    setTimeout(() => delete this.dataset.resting, REST);
    if (this.querySelectorAll(".case").length <= FEW) click(this.querySelector("#more-cases a:not(.htmx-request)"));
  }
});

function near(row, side, wanted = ".case") {
  do row = row[`${side}ElementSibling`]; while (row && !row.matches(wanted));
  return row;
}

function focus(element) {
  element?.focus();
  element?.scrollIntoView({ block: "nearest" });
  return Boolean(element);
}

function click(element) {
  element?.click();
  return Boolean(element);
}
