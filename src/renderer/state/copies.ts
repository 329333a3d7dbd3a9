import type { SessionId } from '../../shared/model/ids.ts'
import type { CopiedText } from '../../shared/model/rightPatient/pastedFrom.ts'

/** Number of texts that are remembered: the clipboard holds one, and some systems a few more. */
const mostCopies = 20

/** Texts that were copied or cut on this screen in what belongs to a patient. They are nowhere but in this window. */
export interface Copies {
  /** Returns them, oldest first. */
  readonly all: () => readonly CopiedText[]
  readonly add: (sessionId: SessionId, text: string) => void
}

/** Creates the memory of copied texts. */
export function createCopies(): Copies {
  let copies: readonly CopiedText[] = []
  return {
    all: () => copies,
    add: (sessionId, text) => {
      if (text !== '') copies = [...copies, { sessionId, text }].slice(-mostCopies)
    },
  }
}
