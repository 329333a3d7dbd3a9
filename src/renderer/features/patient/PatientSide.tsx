import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { viewMessages } from '../../../shared/model/messageView.ts'
import {
  useActions,
  useHue,
  useKnowledge,
  useRelayTicking,
  useSession,
  useThreadItems,
} from '../../state/ConsoleContext.tsx'
import { contentOf, messageLine } from '../../state/messageContent.ts'
import { patientName } from '../../state/patientFacts.ts'
import { patientStyle } from '../../ui/patientColour.ts'
import { ParticipantLine } from './ParticipantLine.tsx'
import classes from './PatientSide.module.css'

/** The right side: the patient of the session at work, who is in it, its times, and the newest staff notes. */
export function PatientSide({ sessionId }: { readonly sessionId: SessionId | null }) {
  const { t } = useTranslation()
  return (
    <aside className={classes.side} aria-label={t('patient.side')}>
      {sessionId === null ? (
        <p className={classes.none}>{t('patient.none')}</p>
      ) : (
        <Details key={sessionId} sessionId={sessionId} />
      )}
    </aside>
  )
}

function Details({ sessionId }: { readonly sessionId: SessionId }) {
  const { t } = useTranslation()
  const session = useSession(sessionId)
  const hue = useHue(sessionId)
  if (!session) return null
  const { patient } = session
  return (
    <div style={patientStyle(hue)}>
      <h2 className={classes.name} dir="auto">
        {patientName(session)}
      </h2>
      {patient && (
        <dl className={classes.facts}>
          <Fact name={t('patient.born')} value={patient.birthDate} />
          <Fact name={t('patient.sexLabel')} value={t(`patient.sex.${patient.sex}`)} />
          <Fact name={t('patient.mrn')} value={patient.mrn} />
        </dl>
      )}
      <h3 className={classes.heading}>{t('patient.inSession')}</h3>
      <ul className={classes.people}>
        {session.participants.map((participant) => (
          <ParticipantLine key={participant.userId} session={session} participant={participant} />
        ))}
      </ul>
      <h3 className={classes.heading}>{t('patient.timers')}</h3>
      <dl className={classes.facts}>
        <Times session={session} />
      </dl>
      {session.heads.staff !== undefined && <Notes sessionId={sessionId} head={session.heads.staff} />}
    </div>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  )
}

function Times({ session }: { readonly session: SessionSummary }) {
  const { t, i18n } = useTranslation()
  const time = new Intl.DateTimeFormat(i18n.language, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const { expiresAt } = session
  const left = useRelayTicking((nowMs) => {
    if (expiresAt === undefined) return ''
    const minutes = Math.ceil((expiresAt - nowMs) / 60_000)
    if (minutes <= 0) return t('patient.ended')
    return minutes < 120 ? t('patient.endsIn', { count: minutes }) : time.format(expiresAt)
  })
  return (
    <>
      <Fact name={t('patient.opened')} value={time.format(session.createdAt)} />
      {expiresAt !== undefined && <Fact name={t('patient.ends')} value={left} />}
    </>
  )
}

/** Number of staff notes here; the rest is in the thread. */
const shownNotes = 3

function Notes({ sessionId, head }: { readonly sessionId: SessionId; readonly head: number }) {
  const { t } = useTranslation()
  const { openThread } = useActions()
  const { entries, loaded } = useThreadItems(sessionId, 'staff')
  const knowledge = useKnowledge()
  const isWhole = loaded && (entries.at(-1)?.seq ?? 0) >= head
  // That there are none is said only while somebody would tell of one.
  const none = {
    current: isWhole ? 'patient.noNotes' : 'patient.notesNotLoaded',
    fetching: 'patient.notesNotLoaded',
    outOfDate: 'sessions.notKnown',
  } as const
  useEffect(() => {
    const leave = openThread(sessionId, 'staff')
    return () => leave()
  }, [openThread, sessionId])
  const views = viewMessages(entries)
  const notes = entries
    .flatMap(({ id, seq, senderName }) => {
      const view = views.get(seq)
      return view ? [{ id, senderName, content: contentOf(view) }] : []
    })
    .slice(-shownNotes)
  return (
    <>
      <h3 className={classes.heading}>{t('patient.notes')}</h3>
      {notes.length === 0 && <p className={classes.note}>{t(none[knowledge])}</p>}
      {notes.map(({ id, senderName, content }) => (
        <p key={id} className={classes.note} dir="auto">
          <b>{senderName}:</b> {messageLine(t, content)}
        </p>
      ))}
    </>
  )
}
