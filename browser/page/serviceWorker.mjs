// Keeps the whole site in the browser, so that it works without a connection after the first visit. VERSION changes with
// every file of it: a new version is used when the pages of the old one are closed.
const { scope } = registration;
const kept = `${scope} ${VERSION}`;

addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});

async function keepAll() {
  const cache = await caches.open(kept);
  // An older version may still be in the browser's own cache.
  await cache.addAll(FILES.map((name) => new Request(scope + name, { cache: "no-cache" })));
}

addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers());
});

async function forgetOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(`${scope} `) && name !== kept);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(scope)) event.respondWith(answer(event.request));
});

async function answer(request) {
  const cache = await caches.open(kept);
  const { origin, pathname } = new URL(request.url);
  const address = origin + pathname.replace(/\/$/, "/index.html");
  return (await cache.match(address)) ?? fetch(request);
}
