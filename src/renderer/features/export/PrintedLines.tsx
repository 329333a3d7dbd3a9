import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { Entry } from '../../../shared/model/entry.ts'
import type { RecordHeader } from '../../../shared/model/record/sessionRecord.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { localDay } from '../../../shared/model/timing/localDay.ts'
import classes from './PrintedRecord.module.css'
import type { PrintedMessage, PrintedRow } from './printedRows.ts'
import { useRecordedRole } from './useRecordedRole.ts'

interface PrintedLinesProps {
  readonly thread: Thread
  readonly rows: readonly PrintedRow[]
  readonly header: RecordHeader
}

/** One thread of a printed record: a heading for each day, and each line with its minute. */
export function PrintedLines({ thread, rows, header }: PrintedLinesProps) {
  const { t, i18n } = useTranslation()
  return (
    <section className={classes.thread}>
      <h2>{t(`record.paper.thread.${thread}`)}</h2>
      {rows.length === 0 && <p>{t('record.paper.nothing')}</p>}
      {rows.map((row, index) => {
        const before = rows[index - 1]
        const isNewDay = before === undefined || localDay(before.entry.at) !== localDay(row.entry.at)
        return (
          <Fragment key={row.entry.id}>
            {isNewDay && <h3>{dayText(row.entry.at, i18n.language)}</h3>}
            {row.kind === 'event' ? (
              <EventLine entry={row.entry} header={header} />
            ) : (
              <MessageLines message={row} header={header} />
            )}
          </Fragment>
        )
      })}
    </section>
  )
}

function EventLine({ entry, header }: { readonly entry: Entry; readonly header: RecordHeader }) {
  const { t, i18n } = useTranslation()
  const roleOf = useRecordedRole(header)
  const { body } = entry
  if (body.kind !== 'membership' && body.kind !== 'state') return null
  const time = minuteText(entry.at, i18n.language)
  const text =
    body.kind === 'membership'
      ? t(`conversation.${body.change}`, { name: body.name, role: roleOf(body), time })
      : t(`conversation.${body.change}`, { name: entry.senderName, to: body.to?.name ?? '', time })
  const reason = body.kind === 'state' && body.reason ? t('conversation.reason', { reason: body.reason }) : ''
  return (
    <p className={classes.event}>
      <span className={classes.seq}>{entry.seq}</span> {text + reason}
    </p>
  )
}

function MessageLines({ message, header }: { readonly message: PrintedMessage; readonly header: RecordHeader }) {
  const { t, i18n } = useTranslation()
  const roleOf = useRecordedRole(header)
  const sender = { userId: message.entry.senderId, name: message.entry.senderName, role: message.entry.senderRole }
  const { entry, before, editedAt } = message
  const timeOf = (atMs: number) => timeBeside(atMs, entry.at, i18n.language)
  return (
    <div className={classes.message} data-seq={entry.seq}>
      <p className={classes.author}>
        <span className={classes.seq}>{entry.seq}</span>
        <time>{minuteText(entry.at, i18n.language)}</time>
        <strong dir="auto">{t('record.paper.author', { name: sender.name, role: roleOf(sender) })}</strong>
        {message.answersSeq !== null && <span>{t('record.paper.answers', { seq: message.answersSeq })}</span>}
      </p>
      <MessageText message={message} />
      {message.files.map(({ id, name, mediaType, bytes }) => (
        <p key={id} className={classes.note}>
          {t('record.paper.file', { name, mediaType, bytes })}
        </p>
      ))}
      {editedAt !== null &&
        before.map(({ text, at }, index) => (
          <div key={at} className={classes.before}>
            <p className={classes.note}>
              {t('record.paper.edited', { time: timeOf(before[index - 1]?.at ?? editedAt), since: timeOf(at) })}
            </p>
            <p dir="auto" className={classes.text}>
              {text}
            </p>
          </div>
        ))}
      {message.reactions.map(({ emoji, names }) => (
        <p key={emoji} className={classes.note}>
          {t('record.paper.reaction', { emoji, names })}
        </p>
      ))}
    </div>
  )
}

function MessageText({ message }: { readonly message: PrintedMessage }) {
  const { t, i18n } = useTranslation()
  const { entry, redaction, isEncrypted, text, files } = message
  if (redaction === 'unknown') return <p className={classes.withheld}>{t('record.paper.redactedUnknown')}</p>
  if (redaction !== null) {
    const { name, reason, at } = redaction
    const time = timeBeside(at, entry.at, i18n.language)
    return (
      <p className={classes.withheld}>
        {t(reason === '' ? 'record.paper.redacted' : 'record.paper.redactedFor', { name, time, reason })}
      </p>
    )
  }
  if (isEncrypted) return <p className={classes.withheld}>{t('record.paper.encrypted')}</p>
  if (!hasVisibleText(text))
    return files.length > 0 ? null : <p className={classes.withheld}>{t('conversation.blank')}</p>
  return (
    <p dir="auto" className={classes.text}>
      {text}
    </p>
  )
}

function dayText(atMs: number, language: string): string {
  return new Date(atMs).toLocaleDateString(language, { dateStyle: 'full' })
}

function minuteText(atMs: number, language: string): string {
  return new Date(atMs).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

/** Returns the minute of an instant, with its day where that is not the day of the message. */
function timeBeside(atMs: number, messageAtMs: number, language: string): string {
  if (localDay(atMs) === localDay(messageAtMs)) return minuteText(atMs, language)
  return new Date(atMs).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' })
}
