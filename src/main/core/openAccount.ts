import type { ConsoleState } from '../../shared/ipc/consoleState.ts'
import type { Failure } from '../../shared/model/failure.ts'
import type { DeviceId, UserId } from '../../shared/model/ids.ts'
import type { Role } from '../../shared/model/role.ts'
import type { Tokens } from '../../shared/protocol/rest.ts'
import type { Storage } from '../storage/storage.ts'
import { createCatchUp } from './catchUp.ts'
import { createConnection } from './connection.ts'
import type { CoreParts } from './coreParts.ts'
import { coreTimings } from './coreTimings.ts'
import { createEntryLog, type EntryLog } from './entryLog.ts'
import type { Emit } from './events.ts'
import { createLinkState } from './linkState.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { createPresence } from './presence.ts'
import { createRelayRest } from './relayRest.ts'
import type { ReceivedEvent, RelayLine } from './relaySocket.ts'
import { createSessionList } from './sessionList.ts'
import { createTokenKeeper } from './tokens.ts'
import type { Trouble } from './trouble.ts'
import { createTyping } from './typing.ts'
import { createWatermarkKeeper } from './watermarkKeeper.ts'

/** Who is signed in, as the relay last said. */
export interface Identity {
  readonly relayUrl: string
  readonly userId: UserId
  readonly name: string
  readonly role: Role
}

export interface OpenAccountParts
  extends Pick<CoreParts, 'clock' | 'random' | 'log' | 'connectSocket' | 'fetch' | 'deviceName' | 'timings'> {
  readonly storage: Storage
  readonly identity: Identity
  readonly deviceId: DeviceId
  readonly emit: Emit
  readonly trouble: Trouble
  readonly renewed: (user: Tokens['user']) => void
  readonly expired: () => void
}

export type OpenAccount = ReturnType<typeof openAccount>

/** How long closing waits for a relay that does not answer. */
const closeTimeoutMs = 2_000

/** Everything that is there while the file of a user is open, wired together. Nothing connects before `connect`. */
export function openAccount(parts: OpenAccountParts) {
  const { storage, clock, random, log, emit } = parts
  let isClosed = false
  /** An answer that comes after the end finds no file to be written to. */
  const trouble: Trouble = { ...parts.trouble, writing: (work) => !isClosed && parts.trouble.writing(work) }
  const timings = parts.timings ?? coreTimings
  let identity = parts.identity
  const { relayUrl } = identity

  const rest = createRelayRest({ relayUrl, fetch: parts.fetch, clock, requestTimeoutMs: timings.requestTimeoutMs })
  const tokens = createTokenKeeper({
    ...{ storage, rest, clock, trouble, expired: parts.expired },
    renewed: (user) => {
      identity = { relayUrl, userId: identity.userId, name: user.name, role: user.role }
      parts.renewed(user)
    },
  })
  const link = createLinkState({ clock, emit })
  const self = () => identity.userId
  const tokenRefused = () => connection.tokenRefused()

  const sessions = createSessionList({ storage, emit, unsentOf: (id) => outbox.countsOf(id) })
  const typing = createTyping({ clock, emit, self })
  const presence = createPresence({ emit, self })
  const catchUp = createCatchUp({ storage, clock, log, trouble, tokenRefused, entryLog: () => entryLog })
  const watermarks = createWatermarkKeeper({
    ...{ storage, self, clock, random, trouble, tokenRefused, backOff: timings.resend, touch: sessions.touch },
    sessionsDiffer: () => catchUp.fetch('sessions'),
  })
  const entryLog: EntryLog = createEntryLog({
    ...{ storage, emit, watermarks, touch: sessions.touch },
    self: () => identity,
    outbox: () => outbox,
    lacking: catchUp.fetch,
    stored: typing.sent,
  })
  const outbox: Outbox = createOutbox({
    ...{ storage, clock, random, emit, trouble, tokenRefused, backOff: timings.resend, touch: sessions.touch },
    settle: entryLog.settle,
    catchUpThread: catchUp.thread,
  })

  function receive(event: ReceivedEvent): boolean {
    switch (event.name) {
      case 'log:entries':
        return trouble.writing(() => entryLog.receive(event.payload.items))
      case 'watermarks':
        return trouble.writing(() => watermarks.receive(event.payload.items))
      case 'sessions:changed':
        return trouble.writing(() => entryLog.receiveSessions(event.payload.items, event.payload.removed))
      case 'typing':
        typing.receive(event.payload.items)
        return true
      case 'presence':
        presence.receive(event.payload.items)
        return true
      default:
        return true
    }
  }

  function changeLine(line: RelayLine | null): void {
    for (const part of [catchUp, outbox, watermarks, typing, presence]) part.changeLine(line)
  }

  const connection = createConnection({
    ...{ relayUrl, clock, random, log, timings, link, tokens, changeLine, receive },
    device: { id: parts.deviceId, name: parts.deviceName },
    connectSocket: parts.connectSocket,
    restLine: rest.lineWith(tokens.current),
    catchUp: catchUp.everything,
  })

  return {
    storage,
    outbox,
    watermarks,
    typing,
    presence,
    tokens,
    rest,
    sessions,
    identity: () => identity,
    connect: connection.start,
    disconnect: (failure: Failure | null) => connection.stop(failure),
    state: (): Pick<ConsoleState, 'link' | 'sessions' | 'pending' | 'typing' | 'presence'> => ({
      link: link.current(),
      sessions: sessions.all(),
      pending: outbox.pending(),
      typing: typing.notices(),
      presence: presence.all(),
    }),
    /** Stops the link, tells what is still to tell, and closes the file when a renewal under way has been written. */
    close: async (): Promise<void> => {
      connection.stop(null)
      for (const part of [link, catchUp, outbox, watermarks, typing, sessions]) part.close()
      await Promise.race([tokens.idle(), new Promise<void>((resolve) => clock.after(closeTimeoutMs, resolve))])
      isClosed = true
      storage.close()
    },
  }
}
