/** Holds the end of what scrolls in view for whoever is there. */
export interface EndFollower {
  readonly isFollowing: () => boolean
  readonly toEnd: () => void
  /** Moves the window by so many pixels, and follows from there if that is the end. */
  readonly moveBy: (pixels: number) => void
}

/** So near to the end, in pixels, it is followed. */
const nearPx = 80

/** `followed` is called when the person is at the end. */
export function createEndFollower(scroller: HTMLElement, content: HTMLElement, followed: () => void): EndFollower {
  let isFollowing = true
  let lastTop = 0
  const isNearEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearPx

  function toEnd(): void {
    scroller.scrollTop = scroller.scrollHeight
    isFollowing = true
    followed()
  }
  scroller.addEventListener('scroll', () => {
    // What comes between, as a keyboard that opens, is no wish to look back; only going up is.
    const isBack = scroller.scrollTop < lastTop
    lastTop = scroller.scrollTop
    isFollowing = isNearEnd() || (isFollowing && !isBack)
    if (isFollowing) followed()
  })
  // A keyboard on the screen, or a turned phone, changes the height: who was at the end stays there.
  const resized = new ResizeObserver(() => {
    if (isFollowing) toEnd()
  })
  resized.observe(scroller)
  resized.observe(content)

  return {
    isFollowing: () => isFollowing,
    toEnd,
    moveBy: (pixels) => {
      scroller.scrollTop += pixels
      isFollowing = isNearEnd()
    },
  }
}
