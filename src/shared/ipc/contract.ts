import { z } from 'zod'
import { entrySchema } from '../model/entry.ts'
import { failureSchema } from '../model/failure.ts'
import { entryIdSchema, seqSchema, sessionIdSchema } from '../model/ids.ts'
import { presenceSchema } from '../model/presence.ts'
import { threadSchema } from '../model/thread.ts'
import {
  accountSchema,
  consoleStateSchema,
  linkSchema,
  pendingMessageSchema,
  sessionSummarySchema,
  settingsSchema,
  typingNoticeSchema,
  workspaceSchema,
} from './consoleState.ts'

/** Bump when a command or event changes shape; a test that pins the hash of this contract says so. */
export const contractVersion = 2

const nothing = z.object({})
const threadOf = z.object({ sessionId: sessionIdSchema, thread: threadSchema })

/** Renderer to core: every command with its input and output. */
export const commands = {
  readConsole: { input: nothing, output: consoleStateSchema },
  signIn: {
    input: z.object({
      relayUrl: z.url({ protocol: /^https?$/ }),
      user: z.string().min(1),
      password: z.string().min(1),
    }),
    output: accountSchema,
  },
  /** Ends the session with the relay. What is unsent stays, encrypted, until the same person signs in again. */
  signOut: { input: nothing, output: accountSchema },
  /** The newest entries of a thread, or those before a `seq`, ascending. */
  readEntries: {
    input: threadOf.extend({ before: seqSchema.nullable(), limit: z.int().min(1).max(500) }),
    output: z.object({ entries: z.array(entrySchema), hasEarlier: z.boolean() }),
  },
  /** Answers when the message is on this console's disk. The id is a UUIDv7 made by the caller; the same id again changes nothing. */
  sendMessage: {
    input: threadOf.extend({ id: entryIdSchema, text: z.string(), replyTo: entryIdSchema.optional() }),
    output: pendingMessageSchema,
  },
  /** Tries an unsent message again now. */
  retryMessage: { input: z.object({ id: entryIdSchema }), output: nothing },
  /**
   * Replaces the text of an unsent message. As a relay may already hold the old text under the old id, this withdraws the
   * old message and queues a new one under `newId`. Refused while the old one is under way, and while the outcome of its last
   * attempt is not known: the relay may hold it, and the patient must not get both.
   */
  reviseMessage: {
    input: z.object({ id: entryIdSchema, newId: entryIdSchema, text: z.string() }),
    output: pendingMessageSchema,
  },
  /** Withdraws an unsent message for good. Refused as `reviseMessage` is. */
  discardMessage: { input: z.object({ id: entryIdSchema }), output: nothing },
  saveDraft: { input: threadOf.extend({ text: z.string() }), output: nothing },
  /** Entries up to `upTo` were on an unlocked, focused screen. */
  markSeen: { input: threadOf.extend({ upTo: seqSchema }), output: nothing },
  setTyping: { input: threadOf.extend({ typing: z.boolean() }), output: nothing },
  setPresence: { input: z.object({ status: z.enum(['online', 'away', 'busy']) }), output: nothing },
  saveSettings: { input: settingsSchema, output: nothing },
  saveWorkspace: { input: z.object({ workspace: workspaceSchema }), output: nothing },
} as const

/** Core to renderer: every event with its payload. */
export const events = {
  accountChanged: accountSchema,
  linkChanged: linkSchema,
  sessionsChanged: z.object({ items: z.array(sessionSummarySchema), removed: z.array(sessionIdSchema) }),
  /**
   * What changed in the logs, as one step: entries that are now logged (a pending message with the id of one has arrived),
   * pending messages that are new or changed, and ids of pending messages that were withdrawn.
   */
  entriesChanged: z.object({
    logged: z.array(entrySchema),
    pending: z.array(pendingMessageSchema),
    withdrawn: z.array(entryIdSchema),
  }),
  typingChanged: typingNoticeSchema,
  presenceChanged: z.object({ items: z.array(presenceSchema) }),
  settingsChanged: settingsSchema,
  troubleChanged: z.object({ trouble: failureSchema.nullable() }),
} as const

export type CommandName = keyof typeof commands
export type CommandInput<C extends CommandName> = z.input<(typeof commands)[C]['input']>
export type CommandRequest<C extends CommandName> = z.output<(typeof commands)[C]['input']>
export type CommandOutput<C extends CommandName> = z.output<(typeof commands)[C]['output']>

export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>
/** An event with its payload, as one value. */
export type ConsoleEvent = { [E in EventName]: { readonly name: E; readonly payload: EventPayload<E> } }[EventName]

/** What the core offers to a host: one handler per command. A handler throws `FailureError` to refuse. */
export type Handlers = {
  readonly [C in CommandName]: (request: CommandRequest<C>) => Promise<CommandOutput<C>>
}
