// <char-count for="id" words="%d characters left">: counts down to the field's maxlength, aloud only near the end.
customElements.define("char-count", class extends HTMLElement {
  connectedCallback() {
    this.field = document.getElementById(this.getAttribute("for"));
    if (!this.field || this.field.maxLength < 0) return;
    this.hidden = false;
    this.field.addEventListener("input", this.count);
    this.count();
  }

  disconnectedCallback() {
    this.field?.removeEventListener("input", this.count);
  }

  count = () => {
    const left = this.field.maxLength - this.field.value.length;
    this.textContent = this.getAttribute("words").replace("%d", left.toLocaleString(document.documentElement.lang));
    this.setAttribute("aria-live", left < 20 ? "polite" : "off");
  };
});
