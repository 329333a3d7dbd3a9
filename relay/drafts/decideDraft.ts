import { mostOtherDrafts } from '../../src/shared/model/draft.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import { hasVisibleText } from '../../src/shared/model/text/visibleText.ts'
import type { DraftSave } from '../../src/shared/protocol/draft.ts'
import type { DraftState, StoredDraft } from '../store/drafts/draftStore.ts'

/**
 * Decides what a draft is after a text was saved: the text that came last. One that its writer did not know of is kept beside it, unless all of it stands in the new one; and is not emptied by somebody who
 * has not seen it. Returns null where nothing changes.
 */
export function decideDraft(
  current: StoredDraft | undefined,
  { text, base, writer, settled }: Pick<DraftSave, 'text' | 'base' | 'writer' | 'settled'>,
  { nowMs, newId }: { readonly nowMs: number; readonly newId: () => string },
): DraftState | null {
  const kept = current ?? { text: '', at: nowMs, writer, version: 0, others: [] }
  const others = kept.others.filter(({ id }) => !settled.includes(id))
  const isKnown = base === kept.version || writer === kept.writer
  if (text === kept.text || (text === '' && !isKnown))
    return others.length === kept.others.length ? null : { ...stateOf(kept), others }
  const isLost = !isKnown && hasVisibleText(kept.text) && !text.includes(kept.text)
  if (isLost && others.length >= mostOtherDrafts)
    throw new FailureError('conflict', 'Other texts of this draft wait at your workstations. Take or remove one first.')
  const older = isLost ? [{ id: newId(), text: kept.text, at: kept.at }] : []
  return { text, at: nowMs, writer, others: [...others, ...older] }
}

function stateOf({ text, at, writer, others }: DraftState): DraftState {
  return { text, at, writer, others }
}
