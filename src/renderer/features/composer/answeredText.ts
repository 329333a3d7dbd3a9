import type { TFunction } from 'i18next'
import { withPresentNames } from '../../../shared/model/entryNames.ts'
import type { EntryId } from '../../../shared/model/ids.ts'
import { viewMessages } from '../../../shared/model/messageView.ts'
import type { Participant } from '../../../shared/model/session.ts'
import { contentOf, messageLine } from '../../state/messageContent.ts'
import type { PartOfThread } from '../../state/threads/partOfThread.ts'

/** Returns the message that is answered as it stands now, in one line with its author; null when it is not loaded. */
export function answeredText(
  { entries, amendments }: Pick<PartOfThread, 'entries' | 'amendments'>,
  participants: readonly Participant[],
  id: EntryId,
  t: TFunction,
): string | null {
  const found = entries.find((entry) => entry.id === id)
  const answered = found && withPresentNames(found, participants)
  const view = answered && viewMessages(entries, amendments).get(answered.seq)
  return view ? t('composer.replyTo', { name: answered.senderName, text: messageLine(t, contentOf(view)) }) : null
}
