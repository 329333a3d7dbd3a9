import type { TFunction } from 'i18next'
import type { Entry } from '../../../shared/model/entry.ts'
import type { EntryId } from '../../../shared/model/ids.ts'
import { viewMessages } from '../../../shared/model/messageView.ts'
import { contentOf, messageLine } from '../../state/messageContent.ts'

/** Returns the message that is answered as it stands now, in one line with its author; null when it is not loaded. */
export function answeredText(entries: readonly Entry[], id: EntryId, t: TFunction): string | null {
  const answered = entries.find((entry) => entry.id === id)
  const view = answered && viewMessages(entries).get(answered.seq)
  return view ? t('composer.replyTo', { name: answered.senderName, text: messageLine(t, contentOf(view)) }) : null
}
