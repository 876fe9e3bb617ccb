// <auto-grow><textarea></auto-grow>: the field grows with its text where the browser cannot do it by itself.
customElements.define("auto-grow", class extends HTMLElement {
  connectedCallback() {
    if (CSS.supports("field-sizing", "content")) return;
    this.addEventListener("input", this.grow);
    requestAnimationFrame(this.grow);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.grow);
  }

  grow = () => {
    const field = this.querySelector("textarea");
    if (!field) return;
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight + 2}px`;
  };
});
