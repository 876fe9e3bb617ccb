// <editor-suggest role="listbox"> in a <editor-area>: what @… or :… under the cursor may mean, for keys and thumbs.
// Others answer its event editor:asked by calling detail.offer([{ text, label, detail }]).
const ASKS = /(?:^|[\s([{„“"‚‘'»«–—/])([@:])([\p{L}\p{N}][\p{L}\p{N}._-]*|)$/u;

customElements.define("editor-suggest", class extends HTMLElement {
  connectedCallback() {
    this.editor = this.closest("editor-area");
    const { field } = this.editor;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.id);
    field.addEventListener("input", () => this.ask());
    field.addEventListener("keydown", (event) => this.steer(event), true);
    for (const name of ["blur", "click"]) field.addEventListener(name, () => this.close());
    this.addEventListener("pointerdown", (event) => event.preventDefault());
    this.addEventListener("click", ({ target }) => this.choose(target.closest("[role=option]")));
  }

  ask() {
    const { value, selectionStart: end, selectionEnd } = this.editor.field;
    const found = end === selectionEnd && ASKS.exec(value.slice(0, end));
    this.close();
    if (!found) return;
    const [, mark, words] = found;
    const asked = this.asked = { start: end - words.length - 1, end };
    const offer = (items) => this.asked === asked && this.offer(items);
    this.dispatchEvent(new CustomEvent("editor:asked", { bubbles: true, detail: { mark, words, offer } }));
  }

  offer(items) {
    if (!items.length) return this.close(this.asked);
    this.replaceChildren(...items.map(({ text, label, detail }, n) => {
      const option = make("div", { className: "editor__option", id: `${this.id}-${n}`, role: "option", value: text });
      option.append(make("span", { textContent: label }), make("span", { className: "editor__detail", textContent: detail }));
      return option;
    }));
    this.hidden = false;
    this.place();
    this.mark(this.firstElementChild);
    document.getElementById("announcer").textContent = this.dataset.found.replace("%d", items.length);
  }

  // Under the line, or above it where a keyboard or the page's end leaves no room.
  place() {
    const { start, end } = this.editor.line(), { height, offsetTop } = window.visualViewport;
    const room = height + offsetTop - this.editor.getBoundingClientRect().top - end;
    this.style.insetBlockStart = `${room < this.offsetHeight && end > room ? start - this.offsetHeight - 4 : end + 4}px`;
  }

  mark(option) {
    for (const each of this.children) each.setAttribute("aria-selected", each === option);
    this.marked = option;
    this.editor.field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  steer(event) {
    const { marked } = this;
    const acts = {
      ArrowDown: () => this.mark(marked.nextElementSibling ?? this.firstElementChild),
      ArrowUp: () => this.mark(marked.previousElementSibling ?? this.lastElementChild),
      Enter: () => this.choose(marked), Tab: () => this.choose(marked), Escape: () => this.close(),
    };
    if (this.hidden || event.isComposing || event.shiftKey || !acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  }

  choose(option) {
    if (option) this.editor.replace(this.asked.start, this.asked.end, option.value);
    this.close();
  }

  close(asked = null) {
    this.asked = asked;
    this.hidden = true;
    // A swap hands the attributes on to the next page's list, and our content policy takes no style attribute.
    this.removeAttribute("style");
    this.editor.field.removeAttribute("aria-activedescendant");
  }
});

const make = (tag, of) => Object.assign(document.createElement(tag), of);
