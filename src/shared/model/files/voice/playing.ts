/** Speeds at which a recording can be heard. */
export const speeds = [1, 1.5, 2] as const
export type Speed = (typeof speeds)[number]

/** Returns the speed after this one; after the last comes the first. */
export function nextSpeed(speed: Speed): Speed {
  return speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? speeds[0]
}

const stepMs = 2_000
const leapMs = 10_000

/** Returns the place (ms) in a recording that a key leads to from another; undefined for keys that lead nowhere. */
export function placeByKey(key: string, fromMs: number, durationMs: number): number | undefined {
  const within = (ms: number) => Math.min(Math.max(ms, 0), durationMs)
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return within(fromMs + stepMs)
    case 'ArrowLeft':
    case 'ArrowDown':
      return within(fromMs - stepMs)
    case 'PageUp':
      return within(fromMs + leapMs)
    case 'PageDown':
      return within(fromMs - leapMs)
    case 'Home':
      return 0
    case 'End':
      return durationMs
    default:
      return undefined
  }
}

/** Returns a time (ms) as minutes and seconds: 0:07. */
export function minuteText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
