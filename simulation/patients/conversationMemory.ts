import type { Entry } from '../../src/shared/model/entry.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import { isStaff } from '../../src/shared/model/role.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'

/** Creates what a patient remembers of the care thread: their own texts, what they have yet to answer, and whose turn it is. */
export function createConversationMemory({ userId, clock }: { readonly userId: UserId; readonly clock: Clock }) {
  const written: string[] = []
  let unanswered: string[] = []
  let lastMessageAtMs = clock.now()
  let isOwedReply = false
  let isHistory = true

  return {
    /** Takes the next entry. Returns whose message it is; undefined for what is none, or no concern of this conversation. */
    take: ({ thread, senderId, senderRole, body }: Entry): 'own' | 'staff' | undefined => {
      if (thread !== 'care' || body.kind !== 'message') return undefined
      lastMessageAtMs = clock.now()
      if (senderId === userId) {
        written.push(body.text)
        // In an earlier run, what came before an own message had been answered by it.
        if (isHistory) unanswered = []
        isOwedReply = true
        return 'own'
      }
      if (!isStaff(senderRole)) return undefined
      unanswered.push(body.text)
      isOwedReply = false
      return 'staff'
    },
    /** Everything that was written before this run has been taken. */
    endHistory: (): void => {
      isHistory = false
    },
    written: (): readonly string[] => written,
    hasUnanswered: () => unanswered.length > 0,
    /** Returns the messages to be answered now, and counts them as answered. */
    takeUnanswered: (): readonly string[] => {
      const texts = unanswered
      unanswered = []
      return texts
    },
    /** Returns how long nothing has come, and whether the last message is the patient's. */
    silence: () => ({ waitedMs: clock.now() - lastMessageAtMs, isOwedReply }),
  }
}
