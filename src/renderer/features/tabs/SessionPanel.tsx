import type { ClipboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useHue, usePatientLabel, useSession, useTicking } from '../../state/ConsoleContext.tsx'
import { useMinutesLeft } from '../../state/owing/waiting.ts'
import { initialsOf } from '../../state/patients/initials.ts'
import { ageOn, patientName } from '../../state/patients/patientFacts.ts'
import { differenceText, namesakesText } from '../../state/patients/patientLabels.ts'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { writersFor } from '../../state/patients/writesFor.ts'
import { useWriting } from '../../state/writing.ts'
import { Badge } from '../../ui/Badge.tsx'
import { shortInstantText } from '../../ui/instantText.ts'
import { NameAlertMark } from '../../ui/NameAlertMark.tsx'
import { PatientMark } from '../../ui/PatientMark.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import { LaterFact } from './LaterFact.tsx'
import classes from './SessionPanel.module.css'

interface SessionPanelProps {
  readonly sessionId: SessionId
  /** Whether it is on the screen: what is not has no elements but one, and goes on holding what is being written. */
  readonly visible: boolean
  readonly thread: Thread
  readonly onThread: (thread: Thread) => void
  /** The key that leads to each thread, as written on the screen. */
  readonly threadKeys: Readonly<Record<Thread, string>>
  /** Menu of the session. */
  readonly menu: ReactNode
  /** The conversation and the composer of the thread. */
  readonly children: ReactNode
}

/** One session: whose it is, which of its threads is shown, and that thread. */
export function SessionPanel(props: SessionPanelProps) {
  const { sessionId, visible, thread, onThread, threadKeys, menu, children } = props
  const { t } = useTranslation()
  const session = useSession(sessionId)
  const hue = useHue(sessionId)
  const name = usePatientName(sessionId)
  const { copies } = useWriting()
  const remember = (event: ClipboardEvent) => copies.add(sessionId, copiedText(event))
  if (!session) return <p className={classes.gone}>{t('tabs.goneLong')}</p>
  return (
    <section
      className={classes.panel}
      style={patientStyle(hue)}
      aria-label={t('tabs.session', { name })}
      data-panel={sessionId}
      onCopy={remember}
      onCut={remember}
    >
      {visible && (
        <header className={classes.who}>
          <PatientMark initials={initialsOf(patientName(session))} size="header" />
          <div className={classes.facts}>
            <h1 dir="auto" title={name}>
              {patientName(session)}
            </h1>
            <Facts session={session} />
          </div>
          <LaterFact session={session} />
          {menu}
        </header>
      )}
      {visible && session.heads.staff !== undefined && (
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
  const { names: writers } = writersFor(session)
  const writes = writers.length > 0 ? t('patient.writers', { count: writers.length, names: writers.join(', ') }) : null
  const until = useUntil(session)
  const age = useTicking((nowMs) => {
    if (!patient) return ''
    const { unit, count } = ageOn(patient.birthDate, nowMs)
    return t(`patient.${unit}`, { count })
  })
  const facts = patient
    ? t('patient.facts', {
        age,
        sex: t(`patient.sex.${patient.sex}`),
        born: patient.birthDate,
        mrn: patient.mrn,
      })
    : t(`patient.kind.${session.kind}`)
  const alert = label && label.namesakes.length > 0 ? namesakesText(t, label) : null
  return (
    <p title={[facts, writes, alert].filter((text) => text !== null).join('. ')}>
      {label?.difference && (
        <strong>
          <NameAlertMark />
          {differenceText(t, label.difference)},{' '}
        </strong>
      )}
      {facts}
      {writes !== null && <bdi className={classes.fact}>{writes}</bdi>}
      {until !== '' && <span className={classes.fact}>{t(`patient.until.${session.kind}`, { time: until })}</span>}
      {alert !== null && (
        <em className={classes.alert} data-testid="name-alert">
          {alert}
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

/** Returns the time at which an open session ends, with its day where that is not today; empty where nobody has set one. */
function useUntil({ active, expiresAt }: SessionSummary): string {
  const { i18n } = useTranslation()
  return useTicking((nowMs) =>
    active && expiresAt !== undefined ? shortInstantText(expiresAt, nowMs, i18n.language) : '',
  )
}

/** Returns the text that goes to the clipboard: as its part of the screen has put it, or else what is marked. */
function copiedText({ clipboardData, currentTarget }: ClipboardEvent): string {
  return clipboardData.getData('text/plain') || String(currentTarget.ownerDocument.getSelection() ?? '')
}
