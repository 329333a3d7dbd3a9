import type { FoundEntry, FoundSession } from '../../../shared/ipc/session.ts'
import type { FoundMessage } from '../../../shared/model/digest/sessionFind.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { foundParts, type TextPart } from '../../../shared/model/text/foundParts.ts'
import { wordsOf } from '../../../shared/model/text/searchedWords.ts'

/** One row that somebody can choose. */
export type SearchRow =
  | { readonly kind: 'here'; readonly id: string; readonly entry: FoundEntry }
  | {
      readonly kind: 'relay'
      readonly id: string
      readonly session: FoundSession
      /** The message; null: the session itself. */
      readonly message: FoundMessage | null
      readonly marks: readonly TextPart[]
    }
  | { readonly kind: 'more'; readonly id: string }

/** Rows of one patient, in the order of their newest. */
export interface SearchGroup {
  readonly id: string
  /** The page of what was found here that it belongs to; null: of what the relay has. */
  readonly page: number | null
  readonly sessionId: SessionId
  /** A session that the relay has found, where it is not one of this workstation's. */
  readonly session: FoundSession | null
  readonly rows: readonly SearchRow[]
}

/**
 * Returns what was found here, patient by patient, the one of whom the newest was found first. What is found further back stands below, so that
 * nothing moves that somebody reads.
 */
export function groupsHere(pages: readonly (readonly FoundEntry[])[]): SearchGroup[] {
  return pages.flatMap((page, index) =>
    [...Map.groupBy(page, ({ sessionId }) => sessionId)].map(([sessionId, entries]) => ({
      id: `here ${index} ${sessionId}`,
      page: index,
      sessionId,
      session: null,
      rows: entries.map((entry) => ({ kind: 'here', id: `here ${keyOf(entry)}`, entry }) as const),
    })),
  )
}

/** Returns what the relay has found and does not stand above already. */
export function groupsAtRelay(
  sessions: readonly FoundSession[],
  pages: readonly (readonly FoundEntry[])[],
  query: string,
): SearchGroup[] {
  const above = new Set(pages.flat().map(keyOf))
  const phrases = wordsOf(query).map((word) => [word])
  return sessions.flatMap((session) => {
    const sessionId = session.id
    const messages = session.messages.filter((message) => !above.has(keyOf({ sessionId, ...message })))
    // Where all that was said stands above, the session is named there.
    if (messages.length === 0 && session.messages.length > 0) return []
    const rows: SearchRow[] =
      messages.length === 0
        ? [{ kind: 'relay', id: `relay ${sessionId}`, session, message: null, marks: [] }]
        : messages.map((message) => ({
            ...{ kind: 'relay', id: `relay ${keyOf({ sessionId, ...message })}`, session, message },
            marks: foundParts(message.excerpt, phrases),
          }))
    return [{ id: `relay ${sessionId}`, page: null, sessionId, session, rows }]
  })
}

function keyOf({ sessionId, thread, seq }: Pick<FoundEntry, 'sessionId' | 'thread' | 'seq'>): string {
  return `${sessionId} ${thread} ${seq}`
}
