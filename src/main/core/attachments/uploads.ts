import type { Failure } from '../../../shared/model/failure.ts'
import type { EntryId } from '../../../shared/model/ids.ts'
import type { BackOff } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Committed } from '../log/committed.ts'
import type { UnsentMessages } from '../log/unsentMessages.ts'
import type { Background } from '../runtime/background.ts'
import { oncePerTurn } from '../runtime/oncePerTurn.ts'
import type { Random } from '../runtime/random.ts'
import { createSessionWaits } from '../runtime/sessionWaits.ts'
import { createUploadFile, type UploadFileParts } from './uploadFile.ts'
import { createUploadRecords, lacksFile, type UploadRecordsParts } from './uploadRecords.ts'

export interface UploadsParts extends Omit<UploadFileParts, 'transport' | 'clock'>, Omit<UploadRecordsParts, 'unsent'> {
  readonly unsent: Pick<UnsentMessages, 'find' | 'heads'>
  readonly transport: Pick<CurrentTransport, 'current' | 'report'>
  readonly clock: Clock
  readonly random: Random
  readonly run: Background['run']
  readonly backOff: BackOff
}

/** Messages whose files are uploaded at once: of sessions of their own, so that a slow one does not hold up the others. */
const mostAtOnce = 3
/** Time after which what was written later does not wait for files any longer. */
const othersWaitMs = 60_000

const slowLine: Failure = { kind: 'timeout', message: 'The line is slow. What you write meanwhile is sent before it.' }

/**
 * Brings the files of unsent messages to the relay: of each session those of its first message that has some, a file after the other, from where an
 * earlier try has left them. A file that is refused for good parks its message.
 */
export function createUploads(parts: UploadsParts) {
  const { unsent } = parts
  const records = createUploadRecords(parts)
  const uploadFile = createUploadFile(parts, records)
  const underWay = new Map<EntryId, AbortController>()
  const pump = oncePerTurn(parts.run, begin)
  const waits = createSessionWaits({ ...parts, over: pump })
  let isClosed = false

  function begin(): void {
    if (isClosed || !parts.transport.current()) return
    const busy = new Set([...underWay.keys()].map((id) => unsent.find(id)?.sessionId))
    for (const head of unsent.heads((item) => item.kind === 'message' && lacksFile(item))) {
      if (underWay.size >= mostAtOnce) return
      if (busy.has(head.sessionId) || waits.has(head.sessionId)) continue
      const abort = new AbortController()
      underWay.set(head.id, abort)
      parts.run(() => carry(head.id, abort.signal))
    }
  }

  async function carry(id: EntryId, signal: AbortSignal): Promise<void> {
    const cancelSlow = parts.clock.after(othersWaitMs, () => records.holdUp(id, slowLine))
    try {
      for (let file = records.findNext(id); file && !signal.aborted; file = records.findNext(id)) {
        const uploaded = await uploadFile(id, file, signal)
        if (uploaded === 'later') wait(id)
        if (uploaded !== 'whole') break
      }
    } finally {
      cancelSlow()
      underWay.delete(id)
      pump()
    }
  }

  function wait(id: EntryId): void {
    const message = records.findWaiting(id)
    if (message) waits.begin(message.sessionId)
  }

  const end = (id: EntryId): void => underWay.get(id)?.abort()

  return {
    /** Ends the uploads of what has left the outbox, and goes on with the next. */
    onCommitted: ({ queued, updated, settled, withdrawn }: Committed): void => {
      for (const { id } of withdrawn) end(id)
      for (const item of [...queued, ...updated]) {
        // Somebody has asked for it anew, or it goes on: no wait is left from before.
        if (item.kind === 'message' && item.files.some(isAskedFor)) waits.forget(item.sessionId)
      }
      if (queued.length + updated.length + settled.length + withdrawn.length > 0) pump()
    },
    onTransport: (): void => {
      waits.forgetAll()
      pump()
    },
    /** Interrupts what is under way of a message, of which a file is taken away. */
    interrupt: end,
    close: (): void => {
      isClosed = true
      waits.close()
      for (const id of [...underWay.keys()]) end(id)
    },
  }
}

const isAskedFor = ({ state }: { readonly state: { readonly kind: string; readonly heldUp?: Failure | null } }) =>
  state.kind === 'uploading' && state.heldUp === null
