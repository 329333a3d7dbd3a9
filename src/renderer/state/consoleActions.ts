import type { Bridge } from '../../shared/ipc/bridge.ts'
import type { CommandInput, CommandOutput, CommandRequest } from '../../shared/ipc/commands.ts'
import type { PendingMessage } from '../../shared/ipc/message.ts'
import type { Workspace } from '../../shared/ipc/workspace.ts'
import type { Result } from '../../shared/model/failure.ts'
import type { EntryId, SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { ThreadReader } from './threadReader.ts'

type Done = Promise<Result<unknown>>

/**
 * Actions of a person. Each resolves to a `Result` and never rejects; the changes that it makes come back as events.
 */
export interface ConsoleActions {
  /**
   * Brings a thread onto the screen and reads its newest entries if they are not held. Returns how to take it off again, for
   * the cleanup of an effect; given the `seq` of the first entry in view, it keeps the thread from there on.
   */
  readonly openThread: (sessionId: SessionId, thread: Thread) => (keepFromSeq?: number) => void
  /** Reads the page before the first entry that is held. Does nothing where there is none or one is being read. */
  readonly loadEarlier: (sessionId: SessionId, thread: Thread) => Promise<void>
  /** The newest link of each patient of a session, as the relay has it now. */
  readonly readLinks: (sessionId: SessionId) => Promise<Result<CommandOutput<'readLinks'>>>
  /** Makes the id of a message. One and the same text keeps its id however often it has to be given to `send`. */
  readonly newMessageId: () => EntryId
  /** Queues a message. Resolves when it is on this console's disk, however long that takes, or with why it never will be. */
  readonly send: (message: {
    readonly id: EntryId
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly text: string
    readonly replyTo?: EntryId | undefined
    /** The draft that goes with it, as this window last knew it on the disk. */
    readonly draft?: string
  }) => Promise<Result<PendingMessage>>
  readonly retry: (id: EntryId) => Done
  /** Withdraws an unsent message and queues `text` under a new id in its place. */
  readonly revise: (id: EntryId, text: string) => Promise<Result<PendingMessage>>
  readonly discard: (id: EntryId) => Done
  /** Saves a draft in the place of the one that this window wrote or read before; another window's stays. */
  readonly saveDraft: (sessionId: SessionId, thread: Thread, text: string, replaces: string) => Done
  /** Entries up to `upTo` were on an unlocked, focused screen. */
  readonly markSeen: (sessionId: SessionId, thread: Thread, upTo: number) => Done
  readonly setTyping: (sessionId: SessionId, thread: Thread, typing: boolean) => Done
  readonly setPresence: (status: OwnStatus) => Done
  readonly saveSettings: (settings: CommandInput<'saveSettings'>) => Done
  readonly saveWorkspace: (workspace: Workspace) => Done
  /** Calls `handOver` when the console is about to end, to save what is not saved and resolve. Returns how to stop. */
  readonly onClosing: (handOver: () => Promise<void>) => () => void
  readonly signIn: (credentials: CommandInput<'signIn'>) => Done
  readonly signOut: () => Done
}

interface ConsoleActionsParts {
  readonly bridge: Bridge
  readonly reader: ThreadReader
  readonly outgoing: (message: CommandRequest<'sendMessage'>) => Promise<Result<PendingMessage>>
  readonly newId: () => EntryId
  /** Shows a draft as it is now, before it is on the disk: a composer that is opened again meanwhile must not begin with an old one. */
  readonly showDraft: (sessionId: SessionId, thread: Thread, text: string) => void
  readonly onClosing: ConsoleActions['onClosing']
  /** Shows the person's own presence, of which the relay tells the others only. */
  readonly showPresence: (status: OwnStatus) => void
}

type OwnStatus = CommandInput<'setPresence'>['status']

/** Creates the actions of one store. */
export function createConsoleActions({
  bridge,
  reader,
  outgoing,
  newId,
  showDraft,
  showPresence,
  onClosing,
}: ConsoleActionsParts): ConsoleActions {
  return {
    openThread: (sessionId, thread) => reader.open({ sessionId, thread }),
    loadEarlier: (sessionId, thread) => reader.loadEarlier({ sessionId, thread }),
    readLinks: (sessionId) => bridge.readLinks({ sessionId }),
    newMessageId: newId,
    send: ({ replyTo, ...message }) => outgoing({ ...message, ...(replyTo === undefined ? {} : { replyTo }) }),
    retry: (id) => bridge.retryMessage({ id }),
    revise: (id, text) => bridge.reviseMessage({ id, newId: newId(), text }),
    discard: (id) => bridge.discardMessage({ id }),
    saveDraft: (sessionId, thread, text, replaces) => {
      showDraft(sessionId, thread, text)
      return bridge.saveDraft({ sessionId, thread, text, replaces })
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
    onClosing,
    signIn: (credentials) => bridge.signIn(credentials),
    signOut: () => bridge.signOut({}),
  }
}
