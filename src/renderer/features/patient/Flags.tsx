import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { useTimeZone } from '../../state/ConsoleContext.tsx'
import type { Landing } from '../../state/landing.ts'
import classes from './Flags.module.css'

interface FlagsProps {
  readonly session: SessionSummary
  /** Shows the message that raised a flag. */
  readonly onLand: (landing: Landing) => void
}

/**
 * The flags that what waits for an answer has raised, each with the words that did, the phrase of the list that they are, and a way to the message. It always says what was looked
 * through and by what: that nothing was found must not be taken for safety.
 */
export function Flags({ session, onLand }: FlagsProps) {
  const { t, i18n } = useTranslation()
  useTimeZone()
  const time = new Intl.DateTimeFormat(i18n.language, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const { id: sessionId, active, owed, owedSince } = session
  const isOwed = owedSince !== null
  return (
    <>
      <h3 className={classes.heading}>{t('flags.title')}</h3>
      <ul className={classes.flags} aria-label={t('flags.title')}>
        {owed.flags.map(({ id, name, quote, phrase, isClinics, seq, at }) => (
          <li key={id}>
            <button
              type="button"
              className={classes.flag}
              title={t('flags.show')}
              onClick={() => onLand({ sessionId, thread: 'care', seq, takesFocus: !active })}
            >
              <strong>{name}</strong>
              <time dateTime={new Date(at).toISOString()}>{time.format(at)}</time>
              <q dir="auto">{quote}</q>
              <small className={classes.source}>
                {t(isClinics ? 'flags.byClinics' : 'flags.byBuiltIn', { phrase })}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {!isOwed && <p className={classes.note}>{t('flags.nothingWaits')}</p>}
      {isOwed && owed.flags.length === 0 && <p className={classes.note}>{t('flags.none')}</p>}
      {isOwed && !owed.isWhole && <p className={classes.note}>{t('flags.inPart')}</p>}
      {isOwed && <p className={classes.note}>{t('flags.list')}</p>}
    </>
  )
}
