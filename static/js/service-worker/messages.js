// What pages ask of the service worker: { ask, … } and a port for the answer.
const ANSWERS = {};

addEventListener("message", (event) => {
  const { ask, ...given } = event.data, [port] = event.ports;
  const answer = ANSWERS[ask]?.(given, event.source);
  event.waitUntil(Promise.resolve(answer).then((said) => port?.postMessage(said ?? null), () => port?.postMessage(null)));
});

async function tellPages(message) {
  for (const page of await clients.matchAll()) page.postMessage(message);
}
