import type { Bridge } from '../../shared/ipc/bridge.ts'
import type { PendingMessage, Workspace } from '../../shared/ipc/consoleState.ts'
import type { CommandInput } from '../../shared/ipc/contract.ts'
import type { Result } from '../../shared/model/failure.ts'
import type { EntryId, SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { ThreadReader } from './threadReader.ts'

type Done = Promise<Result<unknown>>

/** What a person can do. Every action answers with a `Result` and never rejects; what it changes comes back as events. */
export interface ConsoleActions {
  /**
   * Brings a thread onto the screen and reads its newest entries if they are not held. Returns how to take it off again, for
   * the cleanup of an effect; given the `seq` of the first entry in view, it keeps the thread from there on.
   */
  readonly openThread: (sessionId: SessionId, thread: Thread) => (keepFromSeq?: number) => void
  /** Reads the page before the first entry that is held. Does nothing where there is none or one is being read. */
  readonly loadEarlier: (sessionId: SessionId, thread: Thread) => Promise<void>
  /** Makes the id of a message. One and the same text keeps its id however often it has to be given to `send`. */
  readonly newMessageId: () => EntryId
  /** Queues a message. Answers when it is on this console's disk; the same id again changes nothing. */
  readonly send: (message: {
    readonly id: EntryId
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly text: string
    readonly replyTo?: EntryId | undefined
  }) => Promise<Result<PendingMessage>>
  readonly retry: (id: EntryId) => Done
  /** Withdraws an unsent message and queues `text` under a new id in its place. */
  readonly revise: (id: EntryId, text: string) => Promise<Result<PendingMessage>>
  readonly discard: (id: EntryId) => Done
  readonly saveDraft: (sessionId: SessionId, thread: Thread, text: string) => Done
  /** Entries up to `upTo` were on an unlocked, focused screen. */
  readonly markSeen: (sessionId: SessionId, thread: Thread, upTo: number) => Done
  readonly setTyping: (sessionId: SessionId, thread: Thread, typing: boolean) => Done
  readonly setPresence: (status: OwnStatus) => Done
  readonly saveSettings: (settings: CommandInput<'saveSettings'>) => Done
  readonly saveWorkspace: (workspace: Workspace) => Done
  readonly signIn: (credentials: CommandInput<'signIn'>) => Done
  readonly signOut: () => Done
}

interface ConsoleActionsParts {
  readonly bridge: Bridge
  readonly reader: ThreadReader
  readonly newId: () => EntryId
  /** Shows a draft as it is now, before it is on the disk: a composer that is opened again meanwhile must not begin with an old one. */
  readonly showDraft: (sessionId: SessionId, thread: Thread, text: string) => void
  /** Shows the person's own presence, of which the relay tells the others only. */
  readonly showPresence: (status: OwnStatus) => void
}

type OwnStatus = CommandInput<'setPresence'>['status']

/** Creates the actions of one store. */
export function createConsoleActions({
  bridge,
  reader,
  newId,
  showDraft,
  showPresence,
}: ConsoleActionsParts): ConsoleActions {
  return {
    openThread: (sessionId, thread) => reader.open({ sessionId, thread }),
    loadEarlier: (sessionId, thread) => reader.loadEarlier({ sessionId, thread }),
    newMessageId: newId,
    send: ({ replyTo, ...message }) =>
      bridge.sendMessage({ ...message, ...(replyTo === undefined ? {} : { replyTo }) }),
    retry: (id) => bridge.retryMessage({ id }),
    revise: (id, text) => bridge.reviseMessage({ id, newId: newId(), text }),
    discard: (id) => bridge.discardMessage({ id }),
    saveDraft: (sessionId, thread, text) => {
      showDraft(sessionId, thread, text)
      return bridge.saveDraft({ sessionId, thread, text })
    },
    markSeen: (sessionId, thread, upTo) => bridge.markSeen({ sessionId, thread, upTo }),
    setTyping: (sessionId, thread, typing) => bridge.setTyping({ sessionId, thread, typing }),
    setPresence: async (status) => {
      const answer = await bridge.setPresence({ status })
      if (answer.ok) showPresence(status)
      return answer
    },
    saveSettings: (settings) => bridge.saveSettings(settings),
    saveWorkspace: (workspace) => bridge.saveWorkspace({ workspace }),
    signIn: (credentials) => bridge.signIn(credentials),
    signOut: () => bridge.signOut({}),
  }
}
