import type { Logger } from 'pino'
import type { Clock } from '../../src/shared/model/clock.ts'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { TypingItem } from '../../src/shared/protocol/typing.ts'
import type { CallNews } from '../calls/callUseCases.ts'
import type { HearRooms } from '../dialects/hearRooms.ts'
import type { PresenceBoard } from '../presence/presence.ts'
import type { Tell, TellDevices } from '../presence/tell.ts'
import { isOpenToSupport } from '../sessions/access.ts'
import type { KnownSession } from '../sessions/knownSession.ts'
import type { News, Publish } from '../sessions/news.ts'
import type { SessionDirectory } from '../sessions/sessionDirectory.ts'
import type { SessionRecord, Store } from '../store/store.ts'
import type { LimitUse } from './createToldUses.ts'
import type { EntrySequence } from './entrySequence.ts'
import type { NodeLink } from './nodeLink.ts'
import type { NodeMessage, RoomMessage } from './nodeMessage.ts'
import { createReadAgain } from './readAgain.ts'
import { shareBoard } from './shareBoard.ts'

export interface SharingParts {
  readonly link: NodeLink
  readonly sequence: EntrySequence
  readonly store: Pick<Store, 'watermarks'>
  readonly directory: SessionDirectory
  /** Tells those who are connected to this node. */
  readonly announce: Publish
  readonly announceTyping: (session: KnownSession, item: TypingItem) => void
  readonly announceTells: TellDevices
  readonly hearRooms: HearRooms
  readonly hearCall: (call: CallNews['call']) => void
  readonly board: PresenceBoard
  readonly connectedUsers: () => Iterable<UserId>
  /** Someone is connected to this node who may see sessions without taking part in them. */
  readonly hasOnlookers: () => boolean
  /** Limits that each node counts by itself were used on another node. */
  readonly limitsUsed: (uses: readonly LimitUse[]) => void
  /** An account was put on another node. */
  readonly userChanged: (userId: UserId) => Promise<void>
  readonly clock: Clock
  readonly log: Logger
}

/** What happens on this node told to the others, and what happens there told here. */
export interface Sharing {
  readonly start: () => Promise<void>
  readonly publish: Publish
  /** The same board, with what is there on other nodes too. */
  readonly board: PresenceBoard
  readonly typing: (session: KnownSession, item: TypingItem) => void
  readonly tells: TellDevices
  /** Only to the others: those here have been told. */
  readonly room: (message: RoomMessage) => void
  readonly call: (news: CallNews) => void
  readonly userChanged: (userId: UserId) => void
  /** A session in memory was found to be otherwise in the store. */
  readonly outdated: (session: KnownSession, previous: SessionRecord) => void
  readonly stop: () => Promise<void>
}

/** Who changed a session last is remembered of so many sessions. */
const rememberedChanges = 10_000
const settledAfterMs = 1_000

export function createSharing(parts: SharingParts): Sharing {
  const { link, sequence, store, directory, announce, clock, log } = parts
  const { board, received: deviceNews, devicesOf } = shareBoard(parts.board, link.tell)
  /** Of each session the node that last told of a change of it; the empty text is this one. The oldest first. */
  const lastOrigins = new Map<SessionId, string>()
  const doubtful = new Set<SessionId>()
  const lookedUp = new Map<SessionId, ((session: KnownSession) => void)[]>()
  const readAgain = createReadAgain({ ...parts, log })
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
    const { record, heads, watermarks, removed, isClosedToSupport } = message
    const held = directory.held(record.id)
    const connected = new Set(parts.connectedUsers())
    const isWanted =
      held ||
      parts.hasOnlookers() ||
      record.participants.some(({ userId }) => connected.has(userId)) ||
      removed.some((userId) => connected.has(userId))
    if (!isWanted && !directory.isReading()) return
    const session = directory.takeOver(record, heads)
    announce({ kind: 'session', session, watermarks, removed, isClosedToSupport })
    sequence.check(session)
    noteChange(record.id, nodeId)
  }

  /** What comes of a session that is being looked up waits behind what came of it before. */
  function withSession(id: SessionId, use: (session: KnownSession) => void): void {
    const waiting = lookedUp.get(id)
    if (waiting) {
      waiting.push(use)
      return
    }
    const held = directory.held(id)
    if (held) use(held)
    // Someone may see it, or has just connected and may turn out to.
    else if (parts.hasOnlookers() || directory.isReading()) lookUp(id, [use])
  }

  function lookUp(id: SessionId, uses: ((session: KnownSession) => void)[]): void {
    lookedUp.set(id, uses)
    const settle = (session: KnownSession | undefined) => {
      lookedUp.delete(id)
      if (session) for (const use of uses) use(session)
    }
    directory.find(id).then(settle, (error: unknown) => {
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
        withSession(message.mark.sessionId, (session) => announce({ kind: 'watermark', session, mark: message.mark }))
        break
      case 'session':
        takeSession(message, nodeId)
        break
      case 'typing': {
        const { item } = message
        withSession(item.sessionId, (session) => parts.announceTyping(session, item))
        break
      }
      case 'room':
        parts.hearRooms.received(message, nodeId)
        break
      case 'tells':
        parts.announceTells(message.tells)
        break
      case 'call':
        parts.announceTells(message.tells)
        parts.hearCall(message.call)
        break
      case 'uses':
        parts.limitsUsed(message.uses)
        break
      case 'user':
        parts.userChanged(message.userId).catch(onDefect)
        break
      case 'device':
      case 'deviceGone':
        deviceNews(message, nodeId)
        if (message.kind === 'deviceGone') parts.hearRooms.gone(message.connectionId, nodeId)
        break
    }
  }

  async function announceOutdated(session: KnownSession, previous: SessionRecord): Promise<void> {
    const record = session.record()
    const removed = previous.participants.map(({ userId }) => userId).filter((userId) => !session.participant(userId))
    const isClosedToSupport = isOpenToSupport(previous) && !isOpenToSupport(record)
    const watermarks = await store.watermarks.of([record.id])
    announce({ kind: 'session', session, watermarks, removed, isClosedToSupport })
  }

  function publish(news: News): void {
    if (news.kind === 'entry') {
      sequence.take(news.session, news.entry)
      link.tell({ kind: 'entry', entry: news.entry })
      return
    }
    announce(news)
    if (news.kind === 'watermark') link.tell({ kind: 'watermark', mark: news.mark })
    else if (news.kind === 'session') {
      const { session, watermarks, removed, isClosedToSupport } = news
      const heads = { care: session.head('care'), staff: session.head('staff') }
      const record = session.record()
      link.tell({
        kind: 'session',
        record,
        heads,
        watermarks: [...watermarks],
        removed: [...removed],
        isClosedToSupport,
      })
      noteChange(record.id, '')
    }
  }

  return {
    start: () =>
      link.start({
        received,
        holdingsOf: (nodeId, holdings) => {
          devicesOf(nodeId, holdings)
          parts.hearRooms.staysOf(nodeId, holdings)
        },
        missed: () => {
          directory.distrust()
          readAgain.ask()
        },
      }),
    publish,
    board,
    typing: (session, item) => {
      parts.announceTyping(session, item)
      link.tell({ kind: 'typing', item })
    },
    room: link.tell,
    tells: (tells: readonly Tell[]) => {
      parts.announceTells(tells)
      link.tell({ kind: 'tells', tells: [...tells] })
    },
    call: ({ call, tells }) => {
      parts.announceTells(tells)
      link.tell({ kind: 'call', call, tells: [...tells] })
    },
    userChanged: (userId) => link.tell({ kind: 'user', userId }),
    outdated: (session, previous) => void announceOutdated(session, previous).catch(onDefect),
    stop: async () => {
      isStopped = true
      sequence.stop()
      await link.stop()
    },
  }
}
