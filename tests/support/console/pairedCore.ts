import type { Core } from '../../../src/main/core/core.ts'
import type { Handlers } from '../../../src/shared/ipc/commands.ts'
import type { ConsoleEvent } from '../../../src/shared/ipc/events.ts'
import { defaultWaits } from '../../../src/shared/model/clinic/waitTargets.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { userIdSchema } from '../../../src/shared/model/ids.ts'

/** A core that keeps everything in memory, with the end of it that a test holds. */
export interface PairedCore {
  readonly core: Core
  readonly emit: (event: ConsoleEvent) => void
  readonly listenerCount: () => number
}

const nothing = { kind: 'nothing' } as const
const done = async () => ({})

/** Commands that change nothing here. */
const silent = {
  editMessage: done,
  redactMessage: done,
  reactToMessage: done,
  retryMessage: done,
  saveDraft: done,
  markSeen: done,
  setTyping: done,
  setLater: done,
  visitSession: done,
}
const account = {
  state: 'signedIn',
  relayUrl: 'http://127.0.0.1:5053',
  userId: userIdSchema.parse('clinician-1'),
  name: 'A Clinician',
  role: 'clinician',
} as const

/**
 * Makes one. It answers every command from what it was told before; `discardMessage` of an unknown id is refused with
 * `notFound`, and `setPresence` has a defect.
 */
export function createPairedCore(): PairedCore {
  const listeners = new Set<(event: ConsoleEvent) => void>()
  const pending: Awaited<ReturnType<Handlers['sendMessage']>>[] = []
  const emit = (event: ConsoleEvent) => {
    for (const listener of [...listeners]) listener(event)
  }
  const handlers: Handlers = {
    ...silent,
    readConsole: async () => ({
      account,
      link: { mode: 'live', since: 1, lastAcknowledgedAt: null, fetchedAt: null, relayClock: null, failure: null },
      sessions: [],
      pending,
      amending: [],
      typing: [],
      presence: [],
      settings: { colourScheme: 'system' },
      clinic: { waits: defaultWaits, laterReasons: [] },
      workspace: null,
      trouble: null,
    }),
    signIn: async () => account,
    signOut: async () => ({ state: 'signedOut', relayUrl: account.relayUrl, failure: null }),
    connectNow: async () => ({}),
    readEntries: async () => ({ entries: [], amendments: [], earlier: nothing, later: nothing }),
    findMessage: async () => {
      throw new FailureError('notFound', 'There is no such message.')
    },
    readLinks: async () => ({ links: [] }),
    findSessions: async () => ({ items: [] }),
    exportSession: async () => {
      throw new FailureError('notFound', 'There is no such session.')
    },
    readRecord: async () => ({ links: [] }),
    changeSession: async () => ({}),
    invitePatient: async () => ({ url: 'http://127.0.0.1:5053/visit/#one', openUntil: 1 }),
    revokeLinks: async () => ({ revoked: 0 }),
    searchEntries: async () => ({ items: [], isWhole: true }),
    sendMessage: async (request) => {
      const message = { ...request, queuedAt: 1, attempts: 0, state: { kind: 'queued' as const } }
      pending.push(message)
      emit({ name: 'entriesChanged', payload: { logged: [], pending: [message], amending: [], withdrawn: [] } })
      return message
    },
    reviseMessage: async () => {
      throw new FailureError('conflict', 'It is under way.')
    },
    discardMessage: async () => {
      throw new FailureError('notFound', 'There is no such message.')
    },
    setPresence: async () => {
      throw new TypeError('a defect that quotes MARKER-TEXT')
    },
    saveSettings: async () => ({}),
    saveWorkspace: async () => ({}),
    handedOver: async () => ({}),
  }
  return {
    core: {
      handlers,
      listen: (listener) => {
        listeners.add(listener)
        return () => {
          listeners.delete(listener)
        }
      },
      handOver: async () => undefined,
      close: async () => listeners.clear(),
    },
    emit,
    listenerCount: () => listeners.size,
  }
}
