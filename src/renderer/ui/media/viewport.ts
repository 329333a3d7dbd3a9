/** Width and height of something, in pixels. */
export interface Extent {
  readonly width: number
  readonly height: number
}

/**
 * Part of a picture that is seen: `scale` is how much larger it is than when all of it fits the frame, `x` and `y` how far (in pixels)
 * its middle is from that of the frame, `turns` by how many right angles it is turned to the right.
 */
export interface Viewport {
  readonly scale: number
  readonly x: number
  readonly y: number
  readonly turns: 0 | 1 | 2 | 3
}

export const wholePicture: Viewport = { scale: 1, x: 0, y: 0, turns: 0 }
const largestScale = 16

/** Returns the factor by which a picture is drawn so that all of it is in the frame, and none larger than it is. */
export function fitOf(picture: Extent, frame: Extent, turns: Viewport['turns']): number {
  const [width, height] = turns % 2 === 0 ? [picture.width, picture.height] : [picture.height, picture.width]
  if (width === 0 || height === 0) return 1
  return Math.min(1, frame.width / width, frame.height / height)
}

/** Returns the viewport this many times larger; what is at this place (from the middle of the frame) stays there. */
export function zoomed(view: Viewport, factor: number, at: { readonly x: number; readonly y: number }): Viewport {
  const scale = Math.min(Math.max(view.scale * factor, 1), largestScale)
  if (scale === 1) return { ...view, scale, x: 0, y: 0 }
  const share = scale / view.scale
  return { ...view, scale, x: at.x - (at.x - view.x) * share, y: at.y - (at.y - view.y) * share }
}

/** Returns the viewport moved by so many pixels, no farther than the picture reaches. */
export function moved(view: Viewport, by: { readonly x: number; readonly y: number }, frame: Extent): Viewport {
  const most = (size: number) => ((view.scale - 1) * size) / 2
  const within = (place: number, size: number) => Math.min(Math.max(place, -most(size)), most(size))
  return { ...view, x: within(view.x + by.x, frame.width), y: within(view.y + by.y, frame.height) }
}

/** Returns the viewport turned by a right angle, to the right (1) or the left (-1), and all of it seen. */
export function turned(view: Viewport, by: 1 | -1): Viewport {
  const turns = ([0, 1, 2, 3] as const)[(view.turns + by + 4) % 4] ?? 0
  return { ...wholePicture, turns }
}
