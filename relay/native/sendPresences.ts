import type { Presence } from '../../src/shared/model/presence.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { Connection } from './connection.ts'
import { itemFrames } from './itemFrames.ts'
import type { SendFrame } from './sendFrame.ts'

/** Largest size of the presence of one person, in bytes of JSON: an id, and words of their own. */
const presenceAtMost = 2_500

/** Sends the presence of however many, in frames that each fit. */
export function sendPresences(sendFrame: SendFrame, to: readonly Connection[], presences: readonly Presence[]): void {
  for (const items of itemFrames(presences, limits.frameBytes, () => presenceAtMost))
    sendFrame(to, 'presence', { items: [...items] })
}
