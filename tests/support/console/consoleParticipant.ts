import { onTestFinished } from 'vitest'
import type { RelayAdmin } from '../../../simulation/relayAdmin.ts'
import type { OpenParticipant } from '../../../simulation/replay/replayParticipant.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { EntryId } from '../../../src/shared/model/ids.ts'
import { password } from './relayWithCores.ts'
import { makeDataDir, newEntryId, removeDataDir, startCore } from './startCore.ts'

/** Opens participants of recorded consultations as consoles: each is a core on a directory of its own, signed in and live. */
export function openConsoleParticipants(relayUrl: string, admin: RelayAdmin): OpenParticipant {
  return async ({ userId, name, role }) => {
    await admin.putUser(userId, { name, role, password })
    const dataDir = makeDataDir()
    onTestFinished(() => removeDataDir(dataDir))
    const { core, entries, untilLive, close } = startCore({ dataDir })
    const waiting = new Map<EntryId, PromiseWithResolvers<void>>()
    core.listen((event) => {
      if (event.name !== 'entriesChanged') return
      for (const { id } of event.payload.logged) waiting.get(id)?.resolve()
      for (const { id, state } of event.payload.pending) {
        if (state.kind === 'failed')
          waiting.get(id)?.reject(new FailureError(state.failure.kind, state.failure.message))
      }
    })
    await core.handlers.signIn({ relayUrl, user: userId, password })
    await untilLive()
    return {
      newEntryId,
      send: async ({ id, sessionId, text }) => {
        const acknowledged = Promise.withResolvers<void>()
        waiting.set(id, acknowledged)
        await core.handlers.sendMessage({ id, sessionId, thread: 'care', text })
        await acknowledged.promise
        waiting.delete(id)
      },
      received: async (sessionId) =>
        (await entries(sessionId)).flatMap(({ id, seq, body }) =>
          body.kind === 'message' ? { id, seq, text: body.text } : [],
        ),
      close,
    }
  }
}
