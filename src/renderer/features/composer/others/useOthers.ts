import type { SessionSummary } from '../../../../shared/ipc/session.ts'
import type { OtherDraft } from '../../../../shared/model/draft.ts'
import { hasVisibleText } from '../../../../shared/model/text/visibleText.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { useActions } from '../../../state/ConsoleContext.tsx'

/** Older texts of the same thread from other workstations, and what is done with each. */
export interface Others {
  readonly offered: readonly OtherDraft[]
  /** Adds it to the text, and offers it no more. */
  readonly take: (other: OtherDraft) => Promise<void>
  readonly remove: (other: OtherDraft) => void
}

interface OthersInput {
  readonly session: SessionSummary
  readonly thread: Thread
  /** Returns the text as it is now. */
  readonly written: () => string
  readonly onChange: (text: string) => void
  /** Resolves when the text is saved. */
  readonly keep: () => Promise<void>
}

/** Older texts that a newer one from elsewhere took the place of. */
export function useOthers({ session, thread, written, onChange, keep }: OthersInput): Others {
  const { settleDraft } = useActions()
  return {
    offered: session.draftsElsewhere[thread].others,
    take: async ({ id, text }) => {
      const present = written()
      onChange(hasVisibleText(present) ? `${present}\n\n${text}` : text)
      await keep()
      await settleDraft(session.id, thread, id)
    },
    remove: ({ id }) => void settleDraft(session.id, thread, id),
  }
}
