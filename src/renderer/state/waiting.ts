import { useTranslation } from 'react-i18next'
import { useTicking } from './ConsoleContext.tsx'

/** From when on a patient has waited long, and too long, in ms. */
export const waitLevelsMs = { warn: 5 * 60_000, alarm: 10 * 60_000 } as const

export type WaitLevel = 'calm' | 'warn' | 'alarm'

/** How a wait for a reply looks. */
export function waitLevel(waitedMs: number): WaitLevel {
  if (waitedMs > waitLevelsMs.alarm) return 'alarm'
  return waitedMs > waitLevelsMs.warn ? 'warn' : 'calm'
}

/** How long it is since `sinceMs` (ms since 1970), as a label that ticks. Empty for null. */
export function useElapsed(sinceMs: number | null): string {
  const { t } = useTranslation()
  return useTicking((nowMs) => (sinceMs === null ? '' : elapsedLabel(t, nowMs - sinceMs)))
}

/** The level of a wait that began at `sinceMs`; calm for null. Draws again only when the level changes. */
export function useWaitLevel(sinceMs: number | null): WaitLevel {
  return useTicking((nowMs) => (sinceMs === null ? 'calm' : waitLevel(nowMs - sinceMs)))
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A time that has passed, short: `m:ss` within an hour, hours and minutes within a day, then days. Never negative. */
export function elapsedLabel(
  t: (key: string, values: { count: number; minutes?: string }) => string,
  forMs: number,
): string {
  const ms = Math.max(0, forMs)
  const minutes = Math.floor(ms / minuteMs)
  if (ms < hourMs) return `${minutes}:${String(Math.floor(ms / 1_000) % 60).padStart(2, '0')}`
  if (ms < dayMs) {
    return t('time.hours', { count: Math.floor(ms / hourMs), minutes: String(minutes % 60).padStart(2, '0') })
  }
  return t('time.days', { count: Math.floor(ms / dayMs) })
}
