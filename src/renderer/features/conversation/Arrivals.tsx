import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Entry } from '../../../shared/model/entry.ts'
import { withPresentNames } from '../../../shared/model/entryNames.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import { viewMessages } from '../../../shared/model/messageView.ts'
import type { Participant } from '../../../shared/model/session.ts'
import { contentOf, messageLine } from '../../state/messageContent.ts'
import type { PartOfThread } from '../../state/threads/partOfThread.ts'
import classes from './Conversation.module.css'

interface ArrivalsProps {
  /** The end of the thread, wherever in it somebody reads. */
  readonly end: PartOfThread | undefined
  readonly own: UserId
  readonly participants: readonly Participant[]
}

/** Reads out what others write while the conversation is open, once, and not what scrolling or a jump brings into view. */
export function Arrivals({ end, own, participants }: ArrivalsProps) {
  const last = lastOfOthers(end, own)
  const [seqAtOpening, setSeqAtOpening] = useState(end && (last?.seq ?? 0))
  // Opened by a jump, the end is read a moment later.
  if (seqAtOpening === undefined && end) setSeqAtOpening(last?.seq ?? 0)
  return (
    <div className={classes.readOut} role="status">
      {last && end && last.seq > (seqAtOpening ?? last.seq) ? (
        <Arrival entry={withPresentNames(last, participants)} end={end} />
      ) : (
        ''
      )}
    </div>
  )
}

function lastOfOthers(end: PartOfThread | undefined, own: UserId): Entry | undefined {
  return end?.entries.findLast(({ body, senderId }) => body.kind === 'message' && senderId !== own)
}

function Arrival({ entry, end }: { readonly entry: Entry; readonly end: PartOfThread }) {
  const { t } = useTranslation()
  const from = end.entries.findIndex(({ seq }) => seq === entry.seq)
  const view = viewMessages(end.entries.slice(from), end.amendments).get(entry.seq)
  return view && t('conversation.arrived', { name: entry.senderName, text: messageLine(t, contentOf(view)) })
}
