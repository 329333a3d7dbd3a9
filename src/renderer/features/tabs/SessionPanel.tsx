import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useHue, usePatientLabel, useSession, useTicking } from '../../state/ConsoleContext.tsx'
import { ageOn, patientName } from '../../state/patientFacts.ts'
import { differenceText } from '../../state/patientLabels.ts'
import { usePatientName } from '../../state/usePatientName.ts'
import { useMinutesLeft } from '../../state/waiting.ts'
import { Badge } from '../../ui/Badge.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import classes from './SessionPanel.module.css'

interface SessionPanelProps {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly onThread: (thread: Thread) => void
  /** The key that leads to each thread, as written on the screen. */
  readonly threadKeys: Readonly<Record<Thread, string>>
  /** The conversation and the composer of the thread. */
  readonly children: ReactNode
}

/** One session: whose it is, which of its threads is shown, and that thread. */
export function SessionPanel({ sessionId, thread, onThread, threadKeys, children }: SessionPanelProps) {
  const { t } = useTranslation()
  const session = useSession(sessionId)
  const hue = useHue(sessionId)
  const name = usePatientName(sessionId)
  if (!session) return <p className={classes.gone}>{t('tabs.goneLong')}</p>
  return (
    <section
      className={classes.panel}
      style={patientStyle(hue)}
      aria-label={t('tabs.session', { name })}
      data-panel={sessionId}
    >
      <header className={classes.who}>
        <span className={classes.bar} />
        <div className={classes.facts}>
          <h1 dir="auto">{patientName(session)}</h1>
          <Facts session={session} />
        </div>
      </header>
      {session.heads.staff !== undefined && (
        <fieldset className={classes.threads}>
          <legend className={classes.legend}>{t('tabs.threads')}</legend>
          {(['care', 'staff'] as const).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === thread}
              title={t('tabs.threadKey', { key: threadKeys[name] })}
              onClick={() => onThread(name)}
            >
              {t(`tabs.thread.${name}`)}
              {session.unread[name] > 0 && (
                <Badge count={session.unread[name]} label={t('sessions.unread', { count: session.unread[name] })} />
              )}
            </button>
          ))}
        </fieldset>
      )}
      {children}
    </section>
  )
}

function Facts({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const { patient } = session
  const minutesLeft = useMinutesLeft(session)
  const label = usePatientLabel(session.id)
  const age = useTicking((nowMs) => {
    if (!patient) return ''
    const { unit, count } = ageOn(patient.birthDate, nowMs)
    return t(`patient.${unit}`, { count })
  })
  return (
    <p>
      {label?.difference && <strong>{differenceText(t, label.difference)}, </strong>}
      {patient
        ? t('patient.facts', {
            age,
            sex: t(`patient.sex.${patient.sex}`),
            born: patient.birthDate,
            mrn: patient.mrn,
          })
        : t(`patient.kind.${session.kind}`)}
      {label && label.namesakes.length > 0 && (
        <em className={classes.alert} data-testid="name-alert">
          {t('patient.namesake', {
            name: label.name,
            differences: label.namesakes.map((other) => differenceText(t, other)).join(', '),
          })}
        </em>
      )}
      {minutesLeft !== null && (
        <strong className={classes.ends}> {t('patient.endsSoon', { count: minutesLeft })}</strong>
      )}
      {!session.active && session.owedSince !== null && (
        <strong className={classes.ends}> {t('sessions.group.endedUnanswered')}</strong>
      )}
      {!session.active && session.owedSince === null && <strong> {t('sessions.closed')}</strong>}
    </p>
  )
}
