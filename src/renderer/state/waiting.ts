import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../shared/ipc/session.ts'
import { useConsole, useRelayTicking, useTicking } from './ConsoleContext.tsx'

const minuteMs = 60_000

/** From so long before its end on, a session says how long it still is. */
const endIsNearMs = 10 * minuteMs

/** From when on a patient has waited long, and too long, in ms. */
export const waitLevelsMs = { warn: 5 * 60_000, alarm: 10 * 60_000 } as const

export type WaitLevel = 'calm' | 'warn' | 'alarm'

/** Returns the urgency with which a wait for a reply is shown. */
export function waitLevel(waitedMs: number): WaitLevel {
  if (waitedMs > waitLevelsMs.alarm) return 'alarm'
  return waitedMs > waitLevelsMs.warn ? 'warn' : 'calm'
}

/** Returns the time since `sinceMs` (ms since 1970, by the relay's clock), as a label that ticks. Empty for null. */
export function useElapsed(sinceMs: number | null): string {
  const { t } = useTranslation()
  return useRelayTicking((nowMs) => (sinceMs === null ? '' : elapsedLabel(t, nowMs - sinceMs)))
}

/** The same, for a time by this workstation's clock. */
export function useElapsedHere(sinceMs: number): string {
  const { t } = useTranslation()
  return useTicking((nowMs) => elapsedLabel(t, nowMs - sinceMs))
}

/**
 * The level of a wait that began at `sinceMs` (relay time); calm for null, unknown while the console is gone and cannot tell whether it is
 * over. Draws again only when the level changes.
 */
export function useWaitLevel(sinceMs: number | null): WaitLevel | 'unknown' {
  const isLost = useConsole((state) => state.lostAt !== null)
  return useRelayTicking((nowMs) => {
    if (sinceMs === null) return 'calm'
    return isLost ? 'unknown' : waitLevel(nowMs - sinceMs)
  })
}

/**
 * Returns how many minutes a session still lasts, begun ones included, when its end is near; null otherwise, and once it has
 * ended.
 */
export function useMinutesLeft({ active, expiresAt }: Pick<SessionSummary, 'active' | 'expiresAt'>): number | null {
  return useRelayTicking((nowMs) => {
    const leftMs = active && expiresAt !== undefined ? expiresAt - nowMs : 0
    return leftMs > 0 && leftMs <= endIsNearMs ? Math.ceil(leftMs / minuteMs) : null
  })
}

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
