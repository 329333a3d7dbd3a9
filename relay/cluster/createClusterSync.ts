import type { Logger } from 'pino'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { Capability } from '../events/capability.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { RelayEvents } from '../sessions/sessionEvents.ts'
import type { Store } from '../store/store.ts'
import type { ClusterChannel } from './clusterChannel.ts'
import type { LimitUse } from './createReplicatedCounter.ts'
import type { NodeMessage } from './nodeMessage.ts'
import { createReadAgain } from './readAgain.ts'
import type { ReorderBuffer } from './reorderBuffer.ts'
import type { ReplicatedPresence } from './replicatePresence.ts'
import type { RoomReplica } from './roomReplica.ts'

export interface ClusterSyncParts {
  readonly link: ClusterChannel
  readonly sequence: ReorderBuffer
  readonly store: Pick<Store, 'watermarks'>
  readonly directory: SessionCache
  readonly events: Pick<RelayEvents, 'deliver' | 'deliverOf'>
  readonly roomReplica: RoomReplica
  readonly devices: Pick<ReplicatedPresence, 'received' | 'devicesOf'>
  readonly connectedUsers: () => Iterable<UserId>
  /** Someone is connected to this node who may see sessions without taking part in them. */
  readonly hasOnlookers: () => boolean
  /** Limits that each node counts by itself were used on another node. */
  readonly limitsUsed: (uses: readonly LimitUse[]) => void
  /** Access may have ended on another node, and nobody told of it here. */
  readonly reviewAccess: () => Promise<void>
  readonly clock: Clock
  readonly log: Logger
}

/** Who changed a session last is remembered of so many sessions. */
const rememberedChanges = 10_000
const settledAfterMs = 1_000

/** Tells the other nodes what happens on this one, and passes on here what happens there. */
export function createClusterSync(parts: ClusterSyncParts): Capability<CachedSession> {
  const { link, sequence, directory, events, devices, clock, log } = parts
  /** Of each session the node that last told of a change of it; the empty text is this one. The oldest first. */
  const lastOrigins = new Map<SessionId, string>()
  const doubtful = new Set<SessionId>()
  const lookedUp = new Map<SessionId, ((session: CachedSession) => void)[]>()
  const readAgain = createReadAgain({ ...parts, deliverOf: events.deliverOf })
  let isStopped = false

  /**
   * The news of one node come in the order in which it changed a session. Those of two may not: the ones of a node that could not
   * tell them at once are older than what is known here. Such sessions are read again, at once and when all have told of it.
   */
  function noteChange(id: SessionId, origin: string): void {
    const last = lastOrigins.get(id)
    lastOrigins.delete(id)
    lastOrigins.set(id, origin)
    const [oldest] = lastOrigins.keys()
    if (lastOrigins.size > rememberedChanges && oldest !== undefined) lastOrigins.delete(oldest)
    const isFirstHere = last === undefined && origin === ''
    if (last === origin || isFirstHere) return
    if (last !== undefined && origin !== '') directory.refresh([id]).catch(onDefect)
    doubtful.add(id)
    if (doubtful.size === 1) clock.after(settledAfterMs, readDoubtful)
  }

  function readDoubtful(): void {
    const ids = [...doubtful]
    doubtful.clear()
    if (!isStopped) directory.refresh(ids).catch(onDefect)
  }

  function onDefect(error: unknown): void {
    log.warn({ error }, 'a session could not be read again')
  }

  function takeSession(message: Extract<NodeMessage, { kind: 'session' }>, nodeId: string): void {
    const { record, heads, removed } = message
    const held = directory.peek(record.id)
    const connected = new Set(parts.connectedUsers())
    const isWanted =
      held ||
      parts.hasOnlookers() ||
      record.participants.some(({ userId }) => connected.has(userId)) ||
      removed.some((userId) => connected.has(userId))
    if (!isWanted && !directory.isReading()) return
    const session = directory.applyRemote(record, heads)
    events.deliverOf(message, session)
    sequence.check(session)
    noteChange(record.id, nodeId)
  }

  /** What comes of a session that is being looked up waits behind what came of it before. */
  function withSession(id: SessionId, use: (session: CachedSession) => void): void {
    const waiting = lookedUp.get(id)
    if (waiting) {
      waiting.push(use)
      return
    }
    const held = directory.peek(id)
    if (held) use(held)
    // Someone may see it, or has just connected and may turn out to.
    else if (parts.hasOnlookers() || directory.isReading()) lookUp(id, [use])
  }

  function lookUp(id: SessionId, uses: ((session: CachedSession) => void)[]): void {
    lookedUp.set(id, uses)
    const settle = (session: CachedSession | undefined) => {
      lookedUp.delete(id)
      if (session) for (const use of uses) use(session)
    }
    directory.get(id).then(settle, (error: unknown) => {
      lookedUp.delete(id)
      onDefect(error)
    })
  }

  function received(message: NodeMessage, nodeId: string): void {
    switch (message.kind) {
      case 'entry':
        withSession(message.entry.sessionId, (session) => sequence.take(session, message.entry))
        break
      case 'watermark':
        withSession(message.mark.sessionId, (session) => events.deliverOf(message, session))
        break
      case 'session':
        takeSession(message, nodeId)
        break
      case 'typing':
        withSession(message.item.sessionId, (session) => events.deliverOf(message, session))
        break
      case 'room':
        parts.roomReplica.roomChanged(message, nodeId)
        break
      case 'tells':
      case 'call':
      case 'user':
      case 'accessEnded':
        events.deliver(message)
        break
      case 'uses':
        parts.limitsUsed(message.uses)
        break
      case 'device':
      case 'deviceGone':
        devices.received(message, nodeId)
        if (message.kind === 'deviceGone') parts.roomReplica.connectionEnded(message.connectionId, nodeId)
        break
    }
  }

  return {
    subscribe: {
      cluster: {
        here: {
          entry: link.tell,
          watermark: link.tell,
          session: (event) => {
            link.tell(event)
            noteChange(event.record.id, '')
          },
          typing: link.tell,
          room: link.tell,
          tells: link.tell,
          call: link.tell,
          user: link.tell,
          accessEnded: link.tell,
        },
      },
    },
    start: () =>
      link.start({
        received,
        holdingsOf: (nodeId, holdings) => {
          devices.devicesOf(nodeId, holdings)
          parts.roomReplica.reconcile(nodeId, holdings)
        },
        missed: () => {
          directory.invalidateAll()
          parts.reviewAccess().catch((error: unknown) => log.warn({ error }, 'access could not be looked at again'))
          readAgain.ask()
        },
      }),
    stop: async () => {
      isStopped = true
      sequence.stop()
      await link.stop()
    },
  }
}
