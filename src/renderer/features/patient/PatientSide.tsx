import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { withPresentNames } from '../../../shared/model/entryNames.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { viewMessages } from '../../../shared/model/messageView.ts'
import {
  useActions,
  useHue,
  useKnowledge,
  useSession,
  useThreadEnd,
  useThreadItems,
  useTicking,
  useTimeZone,
} from '../../state/ConsoleContext.tsx'
import type { Landing } from '../../state/landing.ts'
import { contentOf, messageLine } from '../../state/messageContent.ts'
import { patientName } from '../../state/patients/patientFacts.ts'
import { unknownPart } from '../../state/threads/partOfThread.ts'
import { patientStyle } from '../../ui/patientColour.ts'
import { Flags } from './Flags.tsx'
import { ParticipantLine } from './ParticipantLine.tsx'
import classes from './PatientSide.module.css'
import { useNotesSeen } from './useNotesSeen.ts'

interface PatientSideProps {
  readonly sessionId: SessionId | null
  readonly onLand: (landing: Landing) => void
}

/**
 * The right side: of the session at work, what its header does not say: its flags, who is in it, its times, and the newest staff notes. Who the
 * patient is stands here only where the header is covered or short.
 */
export function PatientSide({ sessionId, onLand }: PatientSideProps) {
  const { t } = useTranslation()
  return (
    <aside className={classes.side} aria-label={t('patient.side')} tabIndex={-1}>
      {sessionId === null ? (
        <p className={classes.none}>{t('patient.none')}</p>
      ) : (
        <Details key={sessionId} sessionId={sessionId} onLand={onLand} />
      )}
    </aside>
  )
}

function Details({ sessionId, onLand }: PatientSideProps & { readonly sessionId: SessionId }) {
  const { t } = useTranslation()
  const session = useSession(sessionId)
  const hue = useHue(sessionId)
  if (!session) return null
  const { patient } = session
  return (
    <div style={patientStyle(hue)}>
      <h2 className={classes.name}>
        <bdi>{patientName(session)}</bdi>
      </h2>
      {patient && (
        <dl className={`${classes.facts} ${classes.inHeader}`} data-testid="patient-record">
          <Fact name={t('patient.born')} value={patient.birthDate} />
          <Fact name={t('patient.sexLabel')} value={t(`patient.sex.${patient.sex}`)} />
          <Fact name={t('patient.mrn')} value={patient.mrn} />
        </dl>
      )}
      <Flags session={session} onLand={onLand} />
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
      {session.heads.staff !== undefined && <Notes session={session} />}
    </div>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  )
}

function Times({ session }: { readonly session: SessionSummary }) {
  const { t, i18n } = useTranslation()
  useTimeZone()
  const time = new Intl.DateTimeFormat(i18n.language, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const { expiresAt } = session
  const left = useTicking((nowMs) => {
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

function Notes({ session }: { readonly session: SessionSummary }) {
  const { id: sessionId, participants } = session
  const { t } = useTranslation()
  const { openThread, loadBeyond } = useActions()
  const { isAway } = useThreadItems(sessionId, 'staff')
  const end = useThreadEnd(sessionId, 'staff') ?? unknownPart
  const knowledge = useKnowledge()
  const isWhole = end.earlier.kind === 'nothing' && end.later.kind === 'nothing'
  const lacking = end.later.kind === 'lacking' || end.entries.length > 0 ? end.later : end.earlier
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
  const goesOn = !isAway && end.later.kind === 'more' && end !== unknownPart
  useEffect(() => {
    if (goesOn) void loadBeyond(sessionId, 'staff', 'later')
  }, [loadBeyond, sessionId, goesOn])
  const views = viewMessages(end.entries, end.amendments)
  const notes = end.entries
    .flatMap((entry) => {
      const { id, seq, senderName } = withPresentNames(entry, participants)
      const view = views.get(seq)
      return view ? [{ id, seq, senderName, content: contentOf(view) }] : []
    })
    .slice(-shownNotes)
  const seen = useNotesSeen(
    session,
    end,
    notes.map(({ seq }) => seq),
  )
  return (
    <div ref={seen}>
      <h3 className={classes.heading}>{t('patient.notes')}</h3>
      {lacking.kind === 'lacking' && (
        <p className={classes.note}>{t('patient.notesLacking', { reason: lacking.failure.message })}</p>
      )}
      {notes.length === 0 && lacking.kind !== 'lacking' && <p className={classes.note}>{t(none[knowledge])}</p>}
      {notes.map(({ id, seq, senderName, content }) => (
        <p key={id} className={classes.note} data-note-seq={seq}>
          <b>
            <bdi>{senderName}</bdi>:
          </b>{' '}
          <bdi>{messageLine(t, content)}</bdi>
        </p>
      ))}
    </div>
  )
}
