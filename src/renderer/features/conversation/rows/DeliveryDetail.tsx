import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type DeliveryStatus, recipientStatuses } from '../../../../shared/model/deliveryStatus.ts'
import type { Entry } from '../../../../shared/model/entry.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import { useSession } from '../../../state/ConsoleContext.tsx'
import classes from '../Conversation.module.css'
import { exactTimeText, timeTextBeside } from './timeText.ts'

interface DeliveryDetailProps {
  readonly entry: Entry
  readonly status: DeliveryStatus
  /** When it came to have that status, or null where nobody here watched. */
  readonly since: number | null
  readonly sessionId: SessionId
  readonly tabIndex: number
}

/** The status of an own message; pressed, how far it has come with each recipient. */
export function DeliveryDetail({ entry, status, since, sessionId, tabIndex }: DeliveryDetailProps) {
  const { t, i18n } = useTranslation()
  const id = useId()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className={classes.status}
        tabIndex={tabIndex}
        popoverTarget={id}
        aria-expanded={open}
        data-testid="status"
        data-read={status === 'read'}
        title={since === null ? undefined : exactTimeText(since, i18n.language)}
      >
        {since === null || status === 'sent'
          ? t(`conversation.status.${status}`)
          : t(`conversation.statusSince.${status}`, { time: timeTextBeside(since, entry.at, i18n.language) })}
      </button>
      <div
        id={id}
        popover="auto"
        className={classes.recipients}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {open && <Recipients entry={entry} sessionId={sessionId} />}
        {open && since === null && status !== 'sent' && <p>{t('conversation.sinceUnknown')}</p>}
      </div>
    </>
  )
}

function Recipients({ entry, sessionId }: { readonly entry: Entry; readonly sessionId: SessionId }) {
  const { t } = useTranslation()
  const session = useSession(sessionId)
  const recipients = session ? recipientStatuses(entry, session.participants, session.watermarks) : []
  if (recipients.length === 0) return <p>{t('conversation.noRecipients')}</p>
  return (
    <ul aria-label={t('conversation.recipients')}>
      {recipients.map(({ participant, status }) => (
        <li key={participant.userId}>
          <span dir="auto">{participant.name}</span>
          <span>{t(`conversation.status.${status}`)}</span>
        </li>
      ))}
    </ul>
  )
}
