import { describe, expect, it } from 'vitest'
import { requireOpen } from '../../../../relay/sessions/access/access.ts'
import { createCachedSession } from '../../../../relay/sessions/cache/cachedSession.ts'
import type { SessionRecord } from '../../../../relay/store/sessions/sessionRecord.ts'
import { atMs } from '../../../contract/store/storeRecords.ts'
import { sessionRecord } from '../../../support/relay/sessionRecord.ts'

/** A session as it is in memory, in a directory that reads it as another node has stored it. */
function openScene(held: Partial<SessionRecord>, stored: Partial<SessionRecord>) {
  const known = createCachedSession(sessionRecord(held))
  let readings = 0
  const directory = {
    refresh: async () => {
      readings += 1
      known.replace(sessionRecord(stored))
    },
  }
  return { known, directory, readings: () => readings }
}

describe('a session in which entries are to be added', () => {
  it('is not read again while it is open', async () => {
    const { known, directory, readings } = openScene({}, {})
    await requireOpen(directory, known, atMs)
    expect(readings()).toBe(0)
  })

  it('is open when another node has just opened it again, or given it more time', async () => {
    const closed = openScene({ active: false }, {})
    await requireOpen(closed.directory, closed.known, atMs)
    const expired = openScene({ expiresAtMs: atMs }, { expiresAtMs: atMs + 1 })
    await requireOpen(expired.directory, expired.known, atMs)
  })

  it('is refused in its own words when it is closed or expired in the store too', async () => {
    const closed = openScene({ active: false }, { active: false })
    await expect(requireOpen(closed.directory, closed.known, atMs)).rejects.toThrow('The session is closed')
    const expired = openScene({ expiresAtMs: atMs }, { expiresAtMs: atMs })
    await expect(requireOpen(expired.directory, expired.known, atMs)).rejects.toThrow('The session has expired')
  })
})
