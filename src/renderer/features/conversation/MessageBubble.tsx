import { Paperclip, Reply } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import { fileLine, messageLine } from '../../state/messageContent.ts'
import classes from './Conversation.module.css'
import type { MessageRow, Quote } from './conversationRows.ts'
import { DeliveryDetail } from './DeliveryDetail.tsx'
import { RefusedMessage } from './RefusedMessage.tsx'
import { timeText } from './timeText.ts'

interface MessageBubbleProps {
  readonly row: MessageRow
  readonly sessionId: SessionId
  readonly current: boolean
  readonly onCurrent: (key: string) => void
  readonly onQuote: (id: EntryId) => void
  readonly onReply: ((id: EntryId) => void) | undefined
}

/** A message: mine on the right with its status, theirs on the left; name and time under the last of a group. */
export function MessageBubble({ row, sessionId, current, onCurrent, onQuote, onReply }: MessageBubbleProps) {
  const { t, i18n } = useTranslation()
  const article = useRef<HTMLElement>(null)
  const time = timeText(row.at, i18n.language)
  const tabIndex = current ? 0 : -1

  useEffect(() => {
    const element = article.current
    if (current && element && !element.contains(element.ownerDocument.activeElement)) {
      element.focus({ preventScroll: true })
    }
  }, [current])

  return (
    <article
      ref={article}
      className={classes.message}
      aria-label={t('conversation.message', { name: row.senderName, time })}
      tabIndex={-1}
      data-own={row.own !== null}
      data-status={row.own?.kind}
      data-starts={row.startsGroup}
      data-ends={row.endsGroup}
      data-entry-id={row.key}
      onFocus={() => onCurrent(row.key)}
    >
      <div className={classes.line}>
        <div className={classes.bubble}>
          {row.quote && <QuoteLine quote={row.quote} tabIndex={tabIndex} onQuote={onQuote} />}
          {row.withheld ? (
            <div className={classes.withheld}>{t(`conversation.${row.withheld}`)}</div>
          ) : (
            hasVisibleText(row.text) && (
              <div className={classes.text} dir="auto">
                {row.text}
              </div>
            )
          )}
          {row.files.map((file) => (
            <div key={file.id} className={classes.file} data-testid="file">
              <Paperclip size={14} aria-hidden="true" />
              <bdi>{fileLine(t, file)}</bdi>
            </div>
          ))}
          {row.reactions.length > 0 && <ReactionLine reactions={row.reactions} />}
        </div>
        {onReply && row.entry && (
          <button
            type="button"
            className={classes.reply}
            tabIndex={tabIndex}
            title={t('conversation.reply')}
            aria-label={t('conversation.replyTo', { name: row.senderName })}
            onClick={() => onReply(row.key)}
          >
            <Reply size={14} aria-hidden="true" />
          </button>
        )}
      </div>
      {row.endsGroup && <GroupFoot row={row} sessionId={sessionId} time={time} tabIndex={tabIndex} />}
      {row.own?.kind === 'failed' && <RefusedMessage id={row.key} text={row.text} failure={row.own.failure} />}
    </article>
  )
}

interface GroupFootProps extends Pick<MessageBubbleProps, 'row' | 'sessionId'> {
  readonly time: string
  readonly tabIndex: number
}

/** The line under a group: who wrote it, and as what, so that nobody takes support for the clinician; when; and how far it has come. */
function GroupFoot({ row, sessionId, time, tabIndex }: GroupFootProps) {
  const { t, i18n } = useTranslation()
  return (
    <div className={classes.meta}>
      {row.showsName && row.entry && (
        <span dir="auto" data-testid="writer">
          {t('conversation.by', { name: row.senderName, role: t(`conversation.role.${row.entry.senderRole}`) })}
        </span>
      )}
      <time dateTime={new Date(row.at).toISOString()}>{time}</time>
      {row.editedAt !== null && (
        <span>{t('conversation.edited', { time: timeText(row.editedAt, i18n.language) })}</span>
      )}
      {row.own && row.entry && row.own.kind !== 'queued' && row.own.kind !== 'failed' && (
        <DeliveryDetail entry={row.entry} status={row.own.kind} sessionId={sessionId} tabIndex={tabIndex} />
      )}
      {row.own?.kind === 'queued' && <span data-testid="status">{t('conversation.status.queued')}</span>}
    </div>
  )
}

function ReactionLine({ reactions }: Pick<MessageRow, 'reactions'>) {
  const { t } = useTranslation()
  return (
    <ul className={classes.reactions} aria-label={t('conversation.reactions')}>
      {reactions.map(({ emoji, names }) => (
        <li
          key={emoji}
          title={names.join(', ')}
          aria-label={t('conversation.reaction', { emoji, names: names.join(', ') })}
        >
          {emoji}
          {names.length > 1 ? ` ${names.length}` : ''}
        </li>
      ))}
    </ul>
  )
}

interface QuoteLineProps {
  readonly quote: Quote
  readonly tabIndex: number
  readonly onQuote: (id: EntryId) => void
}

function QuoteLine({ quote, tabIndex, onQuote }: QuoteLineProps) {
  const { t } = useTranslation()
  if (quote.kind === 'notLoaded') return <div className={classes.quote}>{t('conversation.earlierMessage')}</div>
  return (
    <button
      type="button"
      className={classes.quote}
      tabIndex={tabIndex}
      title={t('conversation.goToQuoted', { name: quote.senderName })}
      dir="auto"
      onClick={() => onQuote(quote.id)}
    >
      {messageLine(t, quote)}
    </button>
  )
}
