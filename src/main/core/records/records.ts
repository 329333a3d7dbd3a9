import { createHash } from 'node:crypto'
import { requireAnswer } from '../../../client/reply.ts'
import type { ServerTime } from '../../../client/serverTime.ts'
import type { Handlers } from '../../../shared/ipc/commands.ts'
import { FailureError, retryPolicyOf } from '../../../shared/model/failure.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { nextInChain, placeInRecord, type Sha256, startOfChain } from '../../../shared/model/record/chain.ts'
import type { RecordHeader, RecordLink } from '../../../shared/model/record/sessionRecord.ts'
import type { Session } from '../../../shared/model/session.ts'
import { type Thread, threadsVisibleTo } from '../../../shared/model/thread.ts'
import type { StorageReader } from '../../storage/storage.ts'
import { createEntriesOf, type EntriesOfParts } from './readEntriesOf.ts'
import { recordHeader } from './recordHeader.ts'

interface RecordsParts extends EntriesOfParts {
  readonly storage: Pick<StorageReader, 'sessions' | 'entries' | 'ranges'>
  readonly serverTime: Pick<ServerTime, 'now'>
  /** The person who exports, as the relay last named them. */
  readonly identity: () => RecordHeader['exported']['by']
}

const sha256: Sha256 = (text) => createHash('sha256').update(text).digest('hex')

/** A session as a record begins with it. */
type Beginning = Pick<Session, 'heads'> & Omit<Session, 'watermarks'> & { readonly isFromRelay: boolean }

/** Records of sessions, made part by part. Nothing of them is on the disk, and nothing is kept between two parts. */
export function createRecords(parts: RecordsParts) {
  const { storage, transport } = parts
  const entriesOf = createEntriesOf(parts)

  /** Asks the relay how far the session goes; where it cannot be reached, this console knows. */
  async function requireSession(sessionId: SessionId): Promise<Beginning> {
    const over = transport.current()
    if (!over) return requireStored(sessionId)
    const reply = await over.request('sync:pull', { scope: 'sessions', sessionIds: [sessionId] })
    if (reply.outcome !== 'answered' && retryPolicyOf[reply.failure.kind] === 'later') return requireStored(sessionId)
    const [session] = requireAnswer(reply).sessions ?? []
    if (!session) throw notFound()
    return { ...session, isFromRelay: true }
  }

  function requireStored(sessionId: SessionId): Beginning {
    const session = storage.sessions.find(sessionId)
    if (!session) throw notFound()
    const headOf = (thread: Thread) => storage.sessions.findThread(sessionId, thread)?.headSeq
    const staff = headOf('staff')
    return {
      ...session,
      ...{ heads: { care: headOf('care') ?? 0, ...(staff !== undefined && { staff }) }, isFromRelay: false },
    }
  }

  /** Throws unless the person may see these threads. */
  function requireThreads(threads: readonly Thread[]): void {
    const visible = threadsVisibleTo(parts.identity().role)
    if (threads.some((thread) => !visible.includes(thread))) throw notOpen()
  }

  return {
    handlers: {
      exportSession: async ({ sessionId, threads }) => {
        requireThreads(threads)
        const { isFromRelay, heads, ...session } = await requireSession(sessionId)
        const recorded = threadsOf(threads, heads)
        if (!isFromRelay) entriesOf.requireHeld(sessionId, recorded)
        const { userId, name, role } = parts.identity()
        const exported = { at: parts.serverTime.now(), by: { userId, name, role }, isFromRelay }
        const header = recordHeader(session, exported, recorded)
        return { header, start: startOfChain(header, sha256) }
      },

      readRecord: async ({ header, after }) => {
        const { threads, session } = header
        requireThreads(threads.map(({ thread }) => thread))
        const place = placeInRecord(threads, after.links)
        const upToSeq = threads.find(({ thread }) => thread === place?.thread)?.entries
        if (place === undefined || upToSeq === undefined) {
          await entriesOf.requireNothingTakenBack(session.id, threads)
          return { links: [] }
        }
        const entries = await entriesOf.read({
          ...{ sessionId: session.id, thread: place.thread, fromSeq: place.seq, upToSeq },
        })
        return { links: chainOn(entries, after.hash) }
      },
    } satisfies Partial<Handlers>,
  }
}

function chainOn(entries: readonly RecordLink['entry'][], before: string): RecordLink[] {
  let hash = before
  return entries.map((entry) => {
    hash = nextInChain(hash, entry, sha256)
    return { entry, hash }
  })
}

/** Returns the threads that were asked for, `care` first, each with its end. Throws where one of them is not open to the person. */
function threadsOf(asked: readonly Thread[], heads: Session['heads']): RecordHeader['threads'] {
  return (['care', 'staff'] as const).flatMap((thread) => {
    if (!asked.includes(thread)) return []
    const entries = heads[thread]
    if (entries === undefined) throw notOpen()
    return [{ thread, entries }]
  })
}

function notFound(): FailureError {
  return new FailureError('notFound', 'There is no such session, or it is not open to you.')
}

function notOpen(): FailureError {
  return new FailureError('forbidden', 'The staff thread of this session is not open to you.')
}
