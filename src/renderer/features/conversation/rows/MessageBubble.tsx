import { Paperclip } from 'lucide-react'
import { type RefObject, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { EntryId, SessionId } from '../../../../shared/model/ids.ts'
import { hasVisibleText } from '../../../../shared/model/text/visibleText.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import type { EditedMessage } from '../../../state/editing.ts'
import { fileLine } from '../../../state/messageContent.ts'
import { useLentFocus } from '../../../ui/focus/focusContext.ts'
import { AmendingLines } from '../acts/AmendingLines.tsx'
import { HistoryDialog } from '../acts/HistoryDialog.tsx'
import { MessageTools } from '../acts/MessageTools.tsx'
import { ReactionPicker } from '../acts/ReactionPicker.tsx'
import { RedactDialog } from '../acts/RedactDialog.tsx'
import { useMessageActs } from '../acts/useMessageActs.ts'
import classes from '../Conversation.module.css'
import { MessageText } from '../links/MessageText.tsx'
import type { MessageRow } from './conversationRows.ts'
import { DeliveryDetail } from './DeliveryDetail.tsx'
import { LongText } from './LongText.tsx'
import { QuoteLine } from './QuoteLine.tsx'
import { RefusedMessage } from './RefusedMessage.tsx'
import { exactTimeText, timeText } from './timeText.ts'
import { useRedactionText } from './useRedactionText.ts'
import { useRoleText } from './useRoleText.ts'

interface MessageBubbleProps {
  readonly row: MessageRow
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly current: boolean
  readonly onCurrent: (key: string) => void
  readonly onQuote: (id: EntryId, seq?: number) => void
  readonly onReply: ((id: EntryId) => void) | undefined
  readonly onEdit: ((message: EditedMessage) => void) | undefined
  readonly landed: boolean
  /** Whether only the beginning of a long text is drawn. */
  readonly folded: boolean
  readonly onFold: (row: MessageRow) => void
}

/** A message: mine on the right with its status, theirs on the left; name and time under the last of a group, the minute of each beside it for who looks. */
export function MessageBubble(props: MessageBubbleProps) {
  const { row, sessionId, thread, current, onCurrent, onQuote, landed, folded, onFold } = props
  const { t, i18n } = useTranslation()
  const article = useRef<HTMLElement>(null)
  const time = timeText(row.at, i18n.language)
  const tabIndex = current ? 0 : -1
  const acts = useMessageActs({ ...props, article })

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
      data-landed={landed}
      data-entry-id={row.key}
      onFocus={() => onCurrent(row.key)}
      onKeyDown={acts.onKeyDown}
    >
      <div className={classes.line}>
        <div className={classes.bubble}>
          {row.quote && <QuoteLine quote={row.quote} {...{ sessionId, thread, tabIndex, onQuote }} />}
          {folded ? (
            <LongText
              text={row.text}
              tabIndex={tabIndex}
              onUnfold={() => {
                // The button goes with what it asks for, and must not take the focus along.
                article.current?.focus({ preventScroll: true })
                onFold(row)
              }}
            />
          ) : (
            <BubbleText {...row} tabIndex={tabIndex} />
          )}
          {row.files.map((file) => (
            <div key={file.id} className={classes.file} data-testid="file">
              <Paperclip size={14} aria-hidden="true" />
              <bdi>{fileLine(t, file)}</bdi>
            </div>
          ))}
          {row.reactions.length > 0 && (
            <ReactionLine
              reactions={row.reactions}
              tabIndex={tabIndex}
              onReact={acts.offered.includes('react') ? acts.react : undefined}
            />
          )}
        </div>
        <MessageTools acts={acts.offered} senderName={row.senderName} tabIndex={tabIndex} onAct={acts.act} />
        {!row.endsGroup && <Minute at={row.at} className={classes.minute} />}
      </div>
      {row.endsGroup && <GroupFoot row={row} sessionId={sessionId} tabIndex={tabIndex} />}
      {row.own?.kind === 'failed' && <RefusedMessage id={row.key} text={row.text} failure={row.own.failure} />}
      <AmendingLines amending={row.amending} />
      {acts.problem !== null && (
        <div className={classes.problem} role="alert">
          {acts.problem}
        </div>
      )}
      <OpenDialog row={row} acts={acts} article={article} />
    </article>
  )
}

interface OpenDialogProps {
  readonly row: MessageRow
  readonly acts: ReturnType<typeof useMessageActs>
  readonly article: RefObject<HTMLElement | null>
}

/** The dialog of the message that is open, if any. */
function OpenDialog({ row, acts, article }: OpenDialogProps) {
  useLentFocus(acts.open === 'redact' || acts.open === 'history')
  switch (acts.open) {
    case null:
      return null
    case 'react':
      return (
        <ReactionPicker
          own={row.reactions.filter(({ own }) => own).map(({ emoji }) => emoji)}
          beside={() => article.current?.querySelector('[data-act="react"]') ?? article.current}
          onChoose={acts.react}
          onClose={acts.close}
        />
      )
    case 'redact':
      return <RedactDialog text={row.text} isUnsent={row.entry === null} onRedact={acts.redact} onClose={acts.close} />
    case 'history':
      return row.entry && <HistoryDialog entry={row.entry} redaction={row.redaction} onClose={acts.close} />
  }
}

/** When a message was logged, to the minute; to the second for a pointer that rests on it. */
function Minute({ at, className }: { readonly at: number; readonly className?: string | undefined }) {
  const { i18n } = useTranslation()
  return (
    <time className={className} dateTime={new Date(at).toISOString()} title={exactTimeText(at, i18n.language)}>
      {timeText(at, i18n.language)}
    </time>
  )
}

interface BubbleTextProps extends Pick<MessageRow, 'text' | 'withheld' | 'files' | 'redaction'> {
  readonly tabIndex: number
}

/** The text, why there is none, or that it is blank where nothing else shows what the message is. */
function BubbleText({ text, withheld, files, redaction, tabIndex }: BubbleTextProps) {
  const { t } = useTranslation()
  const redactionText = useRedactionText()
  if (withheld === 'redacted' && redaction) return <div className={classes.withheld}>{redactionText(redaction)}</div>
  if (withheld) return <div className={classes.withheld}>{t(`conversation.${withheld}`)}</div>
  if (hasVisibleText(text))
    return (
      <div className={classes.text} dir="auto" data-words>
        <MessageText text={text} tabIndex={tabIndex} />
      </div>
    )
  return files.length === 0 && <div className={classes.withheld}>{t('conversation.blank')}</div>
}

interface GroupFootProps extends Pick<MessageBubbleProps, 'row' | 'sessionId'> {
  readonly tabIndex: number
}

/** The line under a group: who wrote it, and as what, so that nobody takes support for the clinician; when; and how far it has come. */
function GroupFoot({ row, sessionId, tabIndex }: GroupFootProps) {
  const { t, i18n } = useTranslation()
  const roleText = useRoleText(sessionId)
  return (
    <div className={classes.meta}>
      {row.showsName && row.entry && (
        <span dir="auto" data-testid="writer">
          {t('conversation.by', {
            name: row.senderName,
            role: roleText({ userId: row.entry.senderId, name: row.senderName, role: row.entry.senderRole }),
          })}
        </span>
      )}
      <Minute at={row.at} />
      {row.editedAt !== null && (
        <span>{t('conversation.edited', { time: timeText(row.editedAt, i18n.language) })}</span>
      )}
      {row.own && row.entry && row.own.kind !== 'queued' && row.own.kind !== 'failed' && (
        <DeliveryDetail
          entry={row.entry}
          status={row.own.kind}
          since={row.own.since}
          sessionId={sessionId}
          tabIndex={tabIndex}
        />
      )}
      {row.own?.kind === 'queued' && <span data-testid="status">{t('conversation.status.queued')}</span>}
    </div>
  )
}

interface ReactionLineProps extends Pick<MessageRow, 'reactions'> {
  readonly tabIndex: number
  /** Puts the own reaction to one of them, or takes it back; undefined where that is not taken. */
  readonly onReact: ((emoji: string) => void) | undefined
}

function ReactionLine({ reactions, tabIndex, onReact }: ReactionLineProps) {
  const { t } = useTranslation()
  return (
    <ul className={classes.reactions} aria-label={t('conversation.reactions')}>
      {reactions.map(({ emoji, names, own }) => (
        <li key={emoji} title={names.join(', ')} data-own={own}>
          <button
            type="button"
            tabIndex={tabIndex}
            disabled={onReact === undefined}
            aria-pressed={own}
            aria-label={t('conversation.reaction', { emoji, names: names.join(', ') })}
            onClick={() => onReact?.(emoji)}
          >
            {emoji}
            {names.length > 1 ? ` ${names.length}` : ''}
          </button>
        </li>
      ))}
    </ul>
  )
}
