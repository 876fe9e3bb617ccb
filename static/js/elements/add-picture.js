// <add-picture> in a form with a text: a chosen, pasted or dropped picture goes up at once and into the text at
// the cursor. The file stays in its field until it is up, so a form sent meanwhile carries it along.
const MOST_BYTES = 10 * 2 ** 20, LONG_WAY = 2 ** 20, WIDEST = 1600;

customElements.define("add-picture", class extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.text = this.form.elements.body;
    [this.file, this.alt, this.bar] = ["[type=file]", "[name=picture_alt]", "progress"].map((at) => this.querySelector(at));
    this.file.addEventListener("change", () => this.send());
    this.alt.addEventListener("input", () => this.describe());
    this.form.addEventListener("submit", () => this.sending?.abort());
    for (const name of ["paste", "drop"]) this.text.addEventListener(name, (event) => this.take(event));
  }

  take(event) {
    const given = (event.clipboardData ?? event.dataTransfer)?.files;
    if (!given?.length || !given[0].type.startsWith("image/")) return;
    event.preventDefault();
    this.file.files = given;
    this.send();
  }

  async send() {
    const file = this.file.files[0];
    this.address = this.said = "";
    this.alt.required = Boolean(file);
    if (!file) return;
    this.querySelector("details").open = true;
    if (file.size > MOST_BYTES) return this.refuse(this.dataset.large);
    this.say(this.dataset.sending);
    const body = new FormData();
    body.append("csrf_token", this.form.elements.csrf_token.value);
    body.append("picture", await smaller(file), "picture");
    const sending = this.sending = new XMLHttpRequest();
    sending.open("POST", "/uploads");
    sending.upload.onprogress = ({ loaded, total }) => { this.bar.hidden = false; this.bar.value = 100 * loaded / total; };
    sending.onload = () => this.answer(sending);
    sending.onerror = () => this.say(this.dataset.trouble);
    sending.onloadend = () => { this.bar.hidden = true; this.sending = null; };
    sending.send(body);
  }

  answer({ status, responseText }) {
    const said = responseText.startsWith("{") ? JSON.parse(responseText) : {};
    if (said.address) this.show(said.address);
    else if (said.error || status === 413) this.refuse(said.error ?? this.dataset.large);
    else this.say(status === 429 ? this.dataset.fast : this.dataset.trouble);
  }

  show(address) {
    this.file.value = "";
    this.address = address;
    const { selectionStart: at, value } = this.text;
    this.text.setRangeText(`${at && value[at - 1] !== "\n" ? "\n" : ""}![](${address})\n`, at, at, "end");
    this.describe();
    this.say(this.dataset.done);
    this.alt.focus();
  }

  describe() {
    if (!this.address) return;
    const words = this.alt.value.replace(/[\\[\]`*_<>!]/g, "\\$&");
    this.text.value = this.text.value.replace(`![${this.said}](${this.address})`, () => `![${words}](${this.address})`);
    this.said = words;
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  refuse(words) {
    this.file.value = "";
    this.alt.required = false;
    this.say(words);
  }

  say(words) {
    this.querySelector("[role=status]").textContent = words;
  }
});

// A large photo is made smaller before it goes over a slow line; the server would do the same.
async function smaller(file) {
  if (file.type !== "image/jpeg" || file.size < LONG_WAY) return file;
  try {
    const photo = await createImageBitmap(file);
    const scale = Math.min(1, WIDEST / photo.width), canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [photo.width * scale, photo.height * scale];
    canvas.getContext("2d").drawImage(photo, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob((blob) => done(blob ?? file), "image/jpeg", 0.9));
  } catch { return file; }
}
