import type { SessionSummary } from '../../shared/ipc/session.ts'
import type { SessionId } from '../../shared/model/ids.ts'

/** Number of colours for patients. */
export const hueCount = 24

/** The place of each session's patient among the colours: 0 to `hueCount` - 1. */
export type PatientHues = ReadonlyMap<SessionId, number>

/**
 * Assigns every session that has no colour yet one that the fewest have, beginning from where its id points, the oldest session
 * first. A colour once assigned stays while the page lives, so that no patient changes colour under the reader's eyes.
 */
export function assignHues(kept: PatientHues, sessions: Iterable<SessionSummary>): PatientHues {
  const without = [...sessions].filter(({ id }) => !kept.has(id))
  if (without.length === 0) return kept
  const hues = new Map(kept)
  const users = Array.from({ length: hueCount }, () => 0)
  for (const hue of hues.values()) users[hue] = (users[hue] ?? 0) + 1
  without.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
  for (const { id } of without) {
    const fewest = Math.min(...users)
    let hue = hash(id) % hueCount
    while (users[hue] !== fewest) hue = (hue + 1) % hueCount
    users[hue] = fewest + 1
    hues.set(id, hue)
  }
  return hues
}

/** FNV-1a with the last step of Murmur: spreads ids that differ in one digit over the colours. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
