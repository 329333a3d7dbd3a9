import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Entry } from '../../../shared/model/entry.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import { relativeDay } from '../../../shared/model/timing/localDay.ts'
import { useRelayTicking } from '../../state/ConsoleContext.tsx'
import classes from './Conversation.module.css'
import type { Row } from './conversationRows.ts'
import { MessageBubble } from './MessageBubble.tsx'
import { dayText, timeText } from './timeText.ts'

interface ConversationRowProps {
  readonly row: Row
  readonly sessionId: SessionId
  /** Whether this is the message that the keyboard is at. */
  readonly current: boolean
  readonly onCurrent: (key: string) => void
  readonly onQuote: (id: EntryId) => void
  readonly onReply: ((id: EntryId) => void) | undefined
}

/** One row of a conversation. Drawn again only when it says something else: the list draws with every px of scrolling. */
export const ConversationRow = memo(function ConversationRow({ row, ...rest }: ConversationRowProps) {
  switch (row.kind) {
    case 'day':
      return <DayLine at={row.at} />
    case 'unread':
      return <UnreadLine count={row.count} />
    case 'system':
      return <SystemLine entry={row.entry} />
    case 'message':
      return <MessageBubble row={row} {...rest} />
  }
})

function DayLine({ at }: { readonly at: number }) {
  const { t, i18n } = useTranslation()
  const day = useRelayTicking((nowMs) => relativeDay(at, nowMs))
  return <div className={classes.day}>{day === 'other' ? dayText(at, i18n.language) : t(`conversation.${day}`)}</div>
}

function UnreadLine({ count }: { readonly count: number }) {
  const { t } = useTranslation()
  return <div className={classes.unread}>{t('conversation.new', { count })}</div>
}

function SystemLine({ entry }: { readonly entry: Entry }) {
  const { t, i18n } = useTranslation()
  const { body } = entry
  if (body.kind !== 'membership' && body.kind !== 'state') return null
  const time = timeText(entry.at, i18n.language)
  return (
    <div className={classes.system} data-testid="system-line">
      {body.kind === 'membership'
        ? t(`conversation.${body.change}`, { name: body.name, role: t(`conversation.role.${body.role}`), time })
        : t(`conversation.${body.change}`, { name: entry.senderName, to: body.to?.name ?? '', time })}
      {body.kind === 'state' && body.reason ? t('conversation.reason', { reason: body.reason }) : ''}
    </div>
  )
}
