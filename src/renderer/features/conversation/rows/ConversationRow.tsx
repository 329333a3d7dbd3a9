import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { EntryId, SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { relativeDay } from '../../../../shared/model/timing/localDay.ts'
import { useTicking } from '../../../state/ConsoleContext.tsx'
import type { EditedMessage } from '../../../state/editing.ts'
import classes from '../Conversation.module.css'
import { EdgeLine } from '../EdgeLine.tsx'
import type { Row } from './conversationRows.ts'
import { MessageBubble } from './MessageBubble.tsx'
import { SystemLine } from './SystemLine.tsx'
import { dayText } from './timeText.ts'

interface ConversationRowProps {
  readonly row: Row
  readonly sessionId: SessionId
  /** Whether this is the message that the keyboard is at. */
  readonly current: boolean
  readonly onCurrent: (key: string) => void
  readonly onQuote: (id: EntryId, seq?: number) => void
  readonly onReply: ((id: EntryId) => void) | undefined
  readonly onEdit: ((message: EditedMessage) => void) | undefined
  /** Whether somebody has just jumped to it. */
  readonly landed: boolean
  /** Whether only a part of it is drawn, until `onFold` is called with it. */
  readonly folded: boolean
  readonly onFold: (row: Row) => void
  readonly thread: Thread
  /** Asks again for what lies below. */
  readonly onAgain: () => void
}

/** One row of a conversation. Drawn again only when it says something else: the list draws with every px of scrolling. */
export const ConversationRow = memo(function ConversationRow(props: ConversationRowProps) {
  const { row, thread, onAgain, ...rest } = props
  switch (row.kind) {
    case 'day':
      return <DayLine at={row.at} />
    case 'unread':
      return <UnreadLine {...row} />
    case 'later':
      return <EdgeLine side="later" thread={thread} edge={row.edge} onAgain={onAgain} />
    case 'system':
      return <SystemLine row={row} {...rest} />
    case 'message':
      return <MessageBubble row={row} thread={thread} {...rest} />
  }
})

function DayLine({ at }: { readonly at: number }) {
  const { t, i18n } = useTranslation()
  const day = useTicking((nowMs) => relativeDay(at, nowMs))
  return <div className={classes.day}>{day === 'other' ? dayText(at, i18n.language) : t(`conversation.${day}`)}</div>
}

function UnreadLine({ count, isPassedOver }: Extract<Row, { kind: 'unread' }>) {
  const { t } = useTranslation()
  return (
    <div className={classes.unread} data-testid="unread-line">
      {isPassedOver ? t('conversation.fromHereUnread') : t('conversation.new', { count })}
    </div>
  )
}
