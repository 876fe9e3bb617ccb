// <toast-note seconds="10">: goes away by itself, but never while someone points at it or is inside it.
customElements.define("toast-note", class extends HTMLElement {
  connectedCallback() {
    this.left = Number(this.getAttribute("seconds") || 8);
    this.clock = setInterval(() => this.tick(), 1000);
    this.querySelector("[data-close]")?.addEventListener("click", () => this.remove());
  }

  disconnectedCallback() {
    clearInterval(this.clock);
  }

  tick() {
    if (this.matches(":hover, :focus-within") || document.hidden) return;
    this.left -= 1;
    if (this.left <= 0) this.remove();
  }
});
