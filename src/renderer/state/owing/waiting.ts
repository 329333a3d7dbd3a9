import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { targetsOf, type WaitLevel, waitLevel } from '../../../shared/model/clinic/waitTargets.ts'
import type { SessionKind } from '../../../shared/model/session.ts'
import { endIsNearMs } from '../../../shared/model/urgency.ts'
import { useConsole, useTicking } from '../ConsoleContext.tsx'

const minuteMs = 60_000

/** Returns the time since `sinceMs` (ms since 1970, by the relay's clock), as a label that ticks. Empty for null. */
export function useElapsed(sinceMs: number | null): string {
  const { t } = useTranslation()
  return useTicking((nowMs) => (sinceMs === null ? '' : elapsedLabel(t, nowMs - sinceMs)))
}

/**
 * The level of a wait in a session of this kind that began at `sinceMs` (relay time), by the clinic's targets; calm for null, unknown while the console is gone and
 * cannot tell whether it is over. Draws again only when the level changes.
 */
export function useWaitLevel(sinceMs: number | null, kind: SessionKind | undefined): WaitLevel | 'unknown' {
  const isLost = useConsole((state) => state.lostAt !== null)
  const waits = useConsole((state) => state.clinic.waits)
  return useTicking((nowMs) => {
    if (sinceMs === null || kind === undefined) return 'calm'
    return isLost ? 'unknown' : waitLevel(nowMs - sinceMs, targetsOf(waits, kind))
  })
}

/**
 * Returns how many minutes a session still lasts, begun ones included, when its end is near; null otherwise, and once it has
 * ended.
 */
export function useMinutesLeft({ active, expiresAt }: Pick<SessionSummary, 'active' | 'expiresAt'>): number | null {
  return useTicking((nowMs) => {
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
