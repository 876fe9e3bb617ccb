// <char-count for="id" near="500" words="%d characters left">: counts down to the field's maxlength, aloud only at
// the end; with `near` it is not there before so few are left.
customElements.define("char-count", class extends HTMLElement {
  connectedCallback() {
    this.field = document.getElementById(this.getAttribute("for"));
    if (!this.field || this.field.maxLength < 0) return;
    this.field.addEventListener("input", this.count);
    this.count();
  }

  disconnectedCallback() {
    this.field?.removeEventListener("input", this.count);
  }

  count = () => {
    const left = this.field.maxLength - this.field.value.length;
    this.hidden = left > Number(this.getAttribute("near") ?? left);
    this.textContent = this.getAttribute("words").replace("%d", left.toLocaleString(document.documentElement.lang));
    this.setAttribute("aria-live", left < 20 ? "polite" : "off");
  };
});
