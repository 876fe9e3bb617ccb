// The page comes first: only when it has been painted is the script asked for that makes it quicker to use.
const { app } = document.currentScript.dataset;
requestAnimationFrame(() => setTimeout(() => document.head.append(Object.assign(document.createElement("script"), { src: app }))));
