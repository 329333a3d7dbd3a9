import { invitationKeyInTab } from '../link/findInvitation.ts'
import type { OwnInvitation } from '../store/keptRows.ts'
import { tabMemory } from '../store/tabMemory.ts'

export type VisitTab = ReturnType<typeof visitTab>

/** Returns what a tab remembers of a visit over a reload. */
export function visitTab({ sessionId }: OwnInvitation) {
  const memories = {
    invitation: tabMemory(invitationKeyInTab),
    draft: tabMemory(`rounds-draft ${sessionId}`),
    draftFiles: tabMemory(`rounds-draft-files ${sessionId}`),
  }
  return {
    ...memories,
    forget: () => {
      for (const memory of Object.values(memories)) memory.forget()
    },
  }
}
