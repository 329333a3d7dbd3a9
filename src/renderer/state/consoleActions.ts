import type { Bridge } from '../../shared/ipc/bridge.ts'
import type { CommandInput, CommandOutput, CommandRequest } from '../../shared/ipc/commands.ts'
import type { PendingMessage } from '../../shared/ipc/message.ts'
import type { Workspace } from '../../shared/ipc/workspace.ts'
import type { Result } from '../../shared/model/failure.ts'
import type { EntryId, SessionId } from '../../shared/model/ids.ts'
import type { RecordHead, RecordHeader } from '../../shared/model/record/sessionRecord.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { HandOvers } from './handOvers.ts'
import type { PatientHues } from './patients/patientHues.ts'
import type { Side } from './threads/partOfThread.ts'
import type { ThreadReader } from './threads/threadReader.ts'

type Done = Promise<Result<unknown>>

/** A message that is changed. `seq`: its place in the thread, or null while it is unsent. */
export interface ChangedMessage {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly id: EntryId
  readonly seq: number | null
}

/**
 * Actions of a person. Each resolves to a `Result` and never rejects; the changes that it makes come back as events.
 */
export interface ConsoleActions {
  /**
   * Brings a thread onto the screen and reads its newest entries if they are not held. Returns how to take it off again, for
   * the cleanup of an effect; given the `seq` of the first entry in view, it keeps the thread from there on.
   */
  readonly openThread: (sessionId: SessionId, thread: Thread) => (keepFromSeq?: number) => void
  /** Reads the page beyond an edge of what is shown of a thread. Does nothing where there is none or one is being read. */
  readonly loadBeyond: (sessionId: SessionId, thread: Thread, side: Side) => Promise<void>
  /** Shows a thread around an entry, without all that lies between; or says why that cannot be. */
  readonly showAround: (sessionId: SessionId, thread: Thread, seq: number) => Promise<Result<null>>
  /** Shows the end of a thread again. */
  readonly showEnd: (sessionId: SessionId, thread: Thread) => Promise<void>
  /** Looks for sessions at the relay, open and closed. */
  readonly findSessions: (find: CommandInput<'findSessions'>) => Promise<Result<CommandOutput<'findSessions'>>>
  /** Looks through the messages that this workstation holds. */
  readonly searchEntries: (search: CommandInput<'searchEntries'>) => Promise<Result<CommandOutput<'searchEntries'>>>
  /** Fetches a session that may not be listed, for a tab of it. */
  readonly visitSession: (sessionId: SessionId) => Promise<Result<unknown>>
  /** Changes a session. Resolves when the relay has done it, or says why not. The same id for the same change, however often it is asked for. */
  readonly changeSession: (change: CommandInput<'changeSession'>) => Done
  /** Makes a link for a patient of a session, in place of the earlier ones. */
  readonly invitePatient: (wish: CommandInput<'invitePatient'>) => Promise<Result<CommandOutput<'invitePatient'>>>
  /** Takes back the links of a patient. */
  readonly revokeLinks: (of: CommandInput<'revokeLinks'>) => Promise<Result<CommandOutput<'revokeLinks'>>>
  /** Puts a session off until a time, or marks it as needing no answer (`until` is null); with null takes it up again. */
  readonly setLater: (sessionId: SessionId, later: CommandInput<'setLater'>['later']) => Done
  /** Begins the record of a session. */
  readonly exportSession: (
    sessionId: SessionId,
    threads: readonly Thread[],
  ) => Promise<Result<CommandOutput<'exportSession'>>>
  /** The links of a record after those that end with this head. */
  readonly readRecord: (header: RecordHeader, head: RecordHead) => Promise<Result<CommandOutput<'readRecord'>>>
  /** The newest link of each patient of a session, as the relay has it now. */
  readonly readLinks: (sessionId: SessionId) => Promise<Result<CommandOutput<'readLinks'>>>
  /** Makes the id of a message, or of a change. One and the same text keeps its id however often it has to be given to `send`. */
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
  /** Replaces the text of an own message; resolves, as the two below, when that is on this console's disk. */
  readonly edit: (message: ChangedMessage, text: string) => Done
  /** Takes a message away; one that is unsent is never sent. */
  readonly redact: (message: ChangedMessage, reason: string) => Done
  readonly react: (message: ChangedMessage, emoji: string, on: boolean) => Done
  /** Looks for a message by its id, here and at the relay. */
  readonly findMessage: (find: CommandInput<'findMessage'>) => Promise<Result<CommandOutput<'findMessage'>>>
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
  /** Colours the sessions that have a tab, in the order of the strip. Returns all colours, to be saved. */
  readonly colourOpen: (openIds: readonly SessionId[]) => PatientHues
  readonly saveWorkspace: (workspace: Workspace, openSessions: readonly SessionId[]) => Done
  /** Calls `handOver` when the console is about to end or its person to sign out, to save what is not saved and resolve. Returns how to stop. */
  readonly onClosing: (handOver: () => Promise<void>) => () => void
  /** Tries to reach the relay now. Resolves when it was tried. */
  readonly connectNow: () => Done
  readonly signIn: (credentials: CommandInput<'signIn'>) => Done
  /** Signs the person out once everything of theirs that was not saved is. */
  readonly signOut: () => Done
}

interface ConsoleActionsParts {
  readonly bridge: Bridge
  readonly reader: ThreadReader
  readonly outgoing: (message: CommandRequest<'sendMessage'>) => Promise<Result<PendingMessage>>
  readonly visit: ConsoleActions['visitSession']
  readonly newId: () => EntryId
  /** Shows a draft as it is now, before it is on the disk: a composer that is opened again meanwhile must not begin with an old one. */
  readonly showDraft: (sessionId: SessionId, thread: Thread, text: string) => void
  readonly handOvers: Pick<HandOvers, 'onClosing' | 'saveAll'>
  readonly colourOpen: ConsoleActions['colourOpen']
  /** Shows the person's own presence, of which the relay tells the others only. */
  readonly showPresence: (status: OwnStatus) => void
}

type OwnStatus = CommandInput<'setPresence'>['status']

/** Creates the actions of one store. */
export function createConsoleActions({
  bridge,
  reader,
  outgoing,
  visit,
  newId,
  showDraft,
  showPresence,
  handOvers,
  colourOpen,
}: ConsoleActionsParts): ConsoleActions {
  const about = ({ sessionId, thread, id, seq }: ChangedMessage) => {
    const change = { id: newId(), sessionId, thread, target: id }
    return seq === null ? change : { ...change, targetSeq: seq }
  }
  return {
    openThread: (sessionId, thread) => reader.open({ sessionId, thread }),
    loadBeyond: (sessionId, thread, side) => reader.load({ sessionId, thread }, side),
    showAround: (sessionId, thread, seq) => reader.showAround({ sessionId, thread }, seq),
    showEnd: (sessionId, thread) => reader.showEnd({ sessionId, thread }),
    findSessions: (find) => bridge.findSessions(find),
    searchEntries: (search) => bridge.searchEntries(search),
    visitSession: visit,
    changeSession: (change) => bridge.changeSession(change),
    invitePatient: (wish) => bridge.invitePatient(wish),
    revokeLinks: (of) => bridge.revokeLinks(of),
    setLater: (sessionId, later) => bridge.setLater({ id: newId(), sessionId, later }),
    exportSession: (sessionId, threads) => bridge.exportSession({ sessionId, threads: [...threads] }),
    readRecord: (header, { entries, hash }) => bridge.readRecord({ header, after: { links: entries, hash } }),
    readLinks: (sessionId) => bridge.readLinks({ sessionId }),
    newMessageId: newId,
    send: ({ replyTo, ...message }) => outgoing({ ...message, ...(replyTo === undefined ? {} : { replyTo }) }),
    edit: (message, text) => bridge.editMessage({ ...about(message), text }),
    redact: (message, reason) => bridge.redactMessage({ ...about(message), reason }),
    react: (message, emoji, on) => bridge.reactToMessage({ ...about(message), emoji, on }),
    findMessage: (find) => bridge.findMessage(find),
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
    saveWorkspace: (workspace, openSessions) => bridge.saveWorkspace({ workspace, openSessions: [...openSessions] }),
    onClosing: handOvers.onClosing,
    colourOpen,
    connectNow: () => bridge.connectNow({}),
    signIn: (credentials) => bridge.signIn(credentials),
    signOut: async () => {
      await handOvers.saveAll()
      return await bridge.signOut({})
    },
  }
}
