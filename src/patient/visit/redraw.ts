export interface Redraw {
  /** Draws soon: at most once a frame, however much has changed. Does nothing before the start. */
  readonly request: () => void
  /** Draws at once. */
  readonly now: () => void
}

/** `draw` is first called by `now`. */
export function createRedraw(draw: () => void): Redraw {
  let isStarted = false
  let isRequested = false
  return {
    request: () => {
      if (isRequested || !isStarted) return
      isRequested = true
      requestAnimationFrame(() => {
        isRequested = false
        draw()
      })
    },
    now: () => {
      isStarted = true
      draw()
    },
  }
}
