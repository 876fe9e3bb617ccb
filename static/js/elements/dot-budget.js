// <dot-budget most="5" left="%d of 5 dots left" …>: buttons beside each number, and how many dots are left.
customElements.define("dot-budget", class extends HTMLElement {
  connectedCallback() {
    this.fields = [...this.querySelectorAll("input")];
    this.note = Object.assign(document.createElement("p"), { className: "dots-left", role: "status" });
    if (!this.querySelector("button")) this.fields.forEach((field) => this.dress(field));
    this.append(this.note);
    this.addEventListener("input", this.count);
    this.count();
  }

  dress(field) {
    const [less, more] = [["less", "−", -1], ["more", "+", 1]].map(([name, sign, step]) => this.button(field, name, sign, step));
    field.before(less);
    field.after(more);
    field.parentElement.classList.add("stepper--with-buttons");
  }

  button(field, name, sign, step) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "stepper__button", textContent: sign });
    const option = field.labels[0].textContent;
    button.setAttribute("aria-label", this.getAttribute(name).replace("%s", () => option));
    button.addEventListener("click", () => {
      field.value = Math.max(0, (parseInt(field.value, 10) || 0) + step);
      this.count();
    });
    return button;
  }

  count = () => {
    const given = this.fields.reduce((sum, field) => sum + (parseInt(field.value, 10) || 0), 0);
    const left = Number(this.getAttribute("most")) - given;
    this.note.textContent = this.getAttribute(left < 0 ? "over" : "left").replace("%d", Math.abs(left));
    for (const field of this.fields) {
      const [less, more] = field.parentElement.querySelectorAll("button");
      less.disabled = !(parseInt(field.value, 10) > 0);
      more.disabled = left <= 0;
    }
  };
});
