/*
 * Keeps the files of the page, so that it opens without a connection too. Messages and tokens never pass through here: only
 * GET requests for the page's own files are answered.
 */
declare const self: ServiceWorkerGlobalScope
const cacheName = 'rounds-visit-page'
const page = new URL('./', self.location.href).href

self.addEventListener('install', (event) => {
  event.waitUntil(keep(page).then(() => self.skipWaiting()))
})
self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim())
})
self.addEventListener('fetch', (event) => {
  const { request } = event
  const address = new URL(request.url)
  if (request.method !== 'GET' || !address.href.startsWith(page)) return
  const isPage = request.mode === 'navigate' || address.href === page
  event.respondWith(isPage ? freshOrKept() : keptOrFresh(request))
})

/** The page itself comes from the relay if that can be reached, since it may be a newer one. */
async function freshOrKept(): Promise<Response> {
  try {
    const fresh = await fetch(page, { cache: 'no-cache' })
    if (fresh.ok) await keepAll(fresh.clone())
    return fresh.ok ? fresh : ((await caches.match(page)) ?? fresh)
  } catch (error) {
    const kept = await caches.match(page)
    if (kept) return kept
    throw error
  }
}

/** Its other files have a name for each content, so that what is kept is never out of date. */
async function keptOrFresh(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request)
}

async function keep(address: string): Promise<void> {
  await keepAll(await fetch(address, { cache: 'no-cache' }))
}

/** Keeps the page with all files that it names, and lets go of those that it no longer does. */
async function keepAll(fresh: Response): Promise<void> {
  const text = await fresh.clone().text()
  const named = [...text.matchAll(/(?:href|src)="\.\/([^"]+)"/g)].map(([, path]) => new URL(path ?? '', page).href)
  const cache = await caches.open(cacheName)
  for (const address of named) if (!(await cache.match(address))) await cache.add(address)
  await cache.put(page, fresh)
  for (const request of await cache.keys())
    if (request.url !== page && !named.includes(request.url)) await cache.delete(request)
}
