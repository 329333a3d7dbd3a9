import { onTestFinished } from 'vitest'
import type { CoreParts } from '../../../src/main/core/coreParts.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { entryIdSchema, type SessionId, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import type { StartedRelay, StartRelayOptions } from '../relay/start/startedRelay.ts'
import { startRelay } from '../relay/start/startRelay.ts'
import { type FaultyLink, openFaultyLink } from '../servers/faultyLink.ts'
import { makeDataDir, newEntryId, removeDataDir, type StartedCore, startCore } from './startCore.ts'

export const password = 'a good password'
export const sessionIds = [1, 2, 3].map((count) => sessionIdSchema.parse(`session-${count}`)) as [
  SessionId,
  SessionId,
  SessionId,
]
export const [firstSession, secondSession, thirdSession] = sessionIds

/** A relay with one clinician and three patients, a session with each, and a link to it that can be broken. */
export interface RelayWithCores {
  readonly relay: StartedRelay
  readonly link: FaultyLink
  /** A console on a directory that goes with the test, closed with it. */
  readonly console: (parts?: Partial<CoreParts>) => StartedCore
  /** The same, signed in over the link and live. */
  readonly signedInConsole: (parts?: Partial<CoreParts>) => Promise<StartedCore>
  readonly signIn: (core: StartedCore) => Promise<void>
  readonly sendAsPatient: (sessionId: SessionId, text: string) => Promise<void>
  /** Returns what the relay has stored of a thread, whole. */
  readonly log: (sessionId: SessionId, thread?: Thread) => Promise<Entry[]>
  readonly texts: (sessionId: SessionId, thread?: Thread) => Promise<string[]>
}

const people: readonly { readonly id: string; readonly name: string; readonly role: Role }[] = [
  { id: 'clinician', name: 'Clin Ician', role: 'clinician' },
  { id: 'patient-1', name: 'Pat One', role: 'patient' },
  { id: 'patient-2', name: 'Pat Two', role: 'patient' },
  { id: 'patient-3', name: 'Pat Three', role: 'patient' },
]

export async function openRelayWithCores(options: StartRelayOptions = {}): Promise<RelayWithCores> {
  const relay = await startRelay(options)
  onTestFinished(() => relay.stop())
  const link = await openFaultyLink(relay.port)
  onTestFinished(() => link.close())
  for (const { id, name, role } of people) {
    await relay.putUser(id, { name, role, ...(role === 'clinician' && { password }) })
  }
  for (const [index, sessionId] of sessionIds.entries()) {
    await relay.putSession(sessionId, { clinician: 'clinician', [`patient-${index + 1}`]: 'patient' })
  }

  const open = (parts: Partial<CoreParts> = {}): StartedCore => {
    const dataDir = parts.dataDir ?? makeDataDir()
    const core = startCore({ ...parts, dataDir })
    onTestFinished(async () => {
      await core.close()
      if (parts.dataDir === undefined) removeDataDir(dataDir)
    })
    return core
  }
  const signIn = async ({ core }: StartedCore) => {
    await core.handlers.signIn({ relayUrl: link.url, user: 'clinician', password })
  }
  const log = async (sessionId: SessionId, thread: Thread = 'care') => {
    const all: Entry[] = []
    for (;;) {
      const from = { after: all.at(-1)?.seq ?? 0 }
      const page = await relay.store().log.read({ sessionId, thread, limit: 200, from })
      if (page.length === 0) return all
      all.push(...page)
    }
  }

  return {
    relay,
    link,
    signIn,
    log,
    console: open,
    signedInConsole: async (parts) => {
      const core = open(parts)
      await signIn(core)
      await core.untilLive()
      return core
    },
    sendAsPatient: async (sessionId, text) => {
      const id = `patient-${sessionIds.indexOf(sessionId) + 1}`
      const principal = { userId: userIdSchema.parse(id), role: 'patient', name: id } as const
      const message = { id: entryIdSchema.parse(newEntryId()), sessionId, thread: 'care', type: 'text', text } as const
      await relay.useCases().appendMessage(principal, message)
    },
    texts: async (sessionId, thread) =>
      (await log(sessionId, thread)).flatMap(({ body }) => (body.kind === 'message' ? [body.text] : [])),
  }
}
