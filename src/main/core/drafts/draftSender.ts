import { mostDraftBytes } from '../../../shared/model/draft.ts'
import { retryPolicyOf } from '../../../shared/model/failure.ts'
import type { DeviceId } from '../../../shared/model/ids.ts'
import { textBytes } from '../../../shared/model/text/messageText.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { UnsentDraft } from '../../storage/relayDraftStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Commit } from '../log/commit.ts'
import type { Background } from '../runtime/background.ts'
import type { CoreTimings } from '../runtime/coreTimings.ts'
import type { Log } from '../runtime/log.ts'
import { oncePerTurn } from '../runtime/oncePerTurn.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'

export interface DraftSenderParts {
  readonly storage: Pick<StorageReader, 'relayDrafts' | 'sessions'>
  readonly commit: Pick<Commit, 'storeAnsweredDraft'>
  readonly transport: Pick<CurrentTransport, 'current' | 'report'>
  readonly clock: Pick<Clock, 'after'>
  readonly run: Background['run']
  readonly log: Pick<Log, 'info'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly timings: Pick<CoreTimings, 'draftRestMs'>
  /** This installation, by which the relay knows what it has written itself. */
  readonly deviceId: DeviceId
}

/**
 * Gets to the relay what was written here, one draft at a time, and at most every few seconds while somebody types. What is to be sent follows from what lies on the disk: nothing is remembered
 * for it, and a death of the process costs nothing.
 */
export function createDraftSender({ storage, commit, transport, clock, run, ...parts }: DraftSenderParts) {
  /** Drafts that the relay has refused for good, as they were then. */
  const refused = new Map<string, string>()
  let isSending = false
  let cancelLook: (() => void) | null = null

  const look = oncePerTurn(run, async () => {
    cancelLook?.()
    cancelLook = null
    if (isSending) return
    isSending = true
    try {
      await sendAll()
    } finally {
      isSending = false
    }
  })

  function lookSoon(): void {
    cancelLook ??= clock.after(parts.timings.draftRestMs, look)
  }

  /** Sends each once; what is written meanwhile has its turn in a while. */
  async function sendAll(): Promise<void> {
    for (const draft of storage.relayDrafts.unsent()) {
      const over = transport.current()
      if (!over) return
      if (!isToSend(draft)) continue
      const { sessionId, thread, text, version, settled } = draft
      const request = { sessionId, thread, text, base: version, writer: parts.deviceId, settled: [...settled] }
      const reply = await over.request('draft:save', request)
      if (reply.outcome === 'answered') {
        const { draft: known } = reply.answer
        if (!parts.storageHealth.write(() => commit.storeAnsweredDraft(draft, known))) return lookSoon()
      } else if (reply.outcome === 'refused' && retryPolicyOf[reply.failure.kind] === 'never') {
        parts.log.info({ sessionId, kind: reply.failure.kind }, 'a draft stays on this workstation')
        refused.set(nameOf(draft), stateOf(draft))
      } else {
        if (reply.outcome === 'refused' && retryPolicyOf[reply.failure.kind] === 'afterSignIn')
          transport.report('tokenRefused')
        return lookSoon()
      }
    }
  }

  function isToSend(draft: UnsentDraft): boolean {
    if (storage.sessions.find(draft.sessionId) === undefined) return false
    return refused.get(nameOf(draft)) !== stateOf(draft) && textBytes(draft.text) <= mostDraftBytes
  }

  return {
    /** Sends now what is to be sent. */
    look,
    /** The same after a while, which begins with the first time that this is asked for. */
    lookSoon,
    /** Tries everything anew, as over another transport. */
    begin: (): void => {
      refused.clear()
      look()
    },
    close: (): void => cancelLook?.(),
  }
}

const nameOf = ({ sessionId, thread }: UnsentDraft) => `${sessionId} ${thread}`
const stateOf = ({ text, version, settled }: UnsentDraft) => JSON.stringify([text, version, settled])
