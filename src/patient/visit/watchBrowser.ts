/** Listens to the browser for whether there is a network, and whether the page is in front of the person. */
export function watchBrowser(listener: {
  readonly changed: () => void
  /** The person looks at the page again. */
  readonly cameBack: () => void
  /** There may be a connection now for what waits. */
  readonly retry: () => void
}): void {
  addEventListener('online', () => {
    listener.changed()
    listener.retry()
  })
  addEventListener('offline', listener.changed)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return
    listener.changed()
    listener.cameBack()
    listener.retry()
  })
}
