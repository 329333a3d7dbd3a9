import type { Entry } from '../../src/shared/model/entry.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { Store } from '../store/store.ts'
import { requireAccess } from './access.ts'
import type { SessionDirectory } from './sessionDirectory.ts'
import type { SessionUseCases } from './sessionUseCases.ts'

/** See `SessionUseCases.readMessages`. */
export function createReadMessages(parts: {
  readonly store: Pick<Store, 'log'>
  readonly directory: SessionDirectory
}): SessionUseCases['readMessages'] {
  const { store, directory } = parts
  return async (asker, sessionId, { after, before = Number.MAX_SAFE_INTEGER, limit, thread }) => {
    await requireAccess(directory, asker, sessionId, thread)
    const messages: Entry[] = []
    const page = limits.entriesPerPage
    if (after !== undefined) {
      for (let last = after; ; ) {
        const entries = await store.log.read({ sessionId, thread, limit: page, from: { after: last } })
        const newest = entries.at(-1)
        messages.push(...entries.filter((entry) => entry.body.kind === 'message' && entry.seq < before))
        if (!newest || entries.length < page || messages.length >= limit || newest.seq >= before)
          return messages.slice(0, limit)
        last = newest.seq
      }
    }
    for (let first = before; ; ) {
      const entries = await store.log.read({ sessionId, thread, limit: page, from: { before: first } })
      const oldest = entries[0]
      messages.unshift(...entries.filter((entry) => entry.body.kind === 'message'))
      if (!oldest || entries.length < page || messages.length >= limit) return messages.slice(-limit)
      first = oldest.seq
    }
  }
}
