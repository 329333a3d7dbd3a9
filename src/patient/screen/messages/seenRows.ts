/** Rows that are in view, while the page is. */
export interface SeenRows {
  readonly watch: (row: Element) => void
  readonly forget: (row: Element) => void
}

/** `seen` is called with the greatest `seq` of the rows of which at least half is in view, or which fill half of the window. */
export function createSeenRows(scroller: Element, seen: (seq: number) => void): SeenRows {
  const inView = new Map<Element, boolean>()

  function reportSeen(): void {
    if (document.visibilityState !== 'visible') return
    const seqs = [...inView].flatMap(([row, isSeen]) => (isSeen ? Number(row.getAttribute('data-seq')) : []))
    if (seqs.length > 0) seen(Math.max(...seqs))
  }
  document.addEventListener('visibilitychange', reportSeen)

  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of changes) {
        const fillsHalf = rootBounds !== null && intersectionRect.height >= rootBounds.height / 2
        inView.set(target, isIntersecting && (intersectionRatio >= 0.5 || fillsHalf))
      }
      reportSeen()
    },
    { root: scroller, threshold: [0, 0.25, 0.5, 0.75, 1] },
  )
  return {
    watch: (row) => observer.observe(row),
    forget: (row) => {
      observer.unobserve(row)
      inView.delete(row)
    },
  }
}
