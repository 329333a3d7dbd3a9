import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { attentionGroup } from '../../../shared/model/attention.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'
import { manyTurns } from '../../../shared/model/urgency.ts'
import {
  useConsole,
  useHue,
  usePatientLabel,
  usePresence,
  useSession,
  useTicking,
  useTyping,
} from '../../state/ConsoleContext.tsx'
import { messageLine } from '../../state/messageContent.ts'
import { reasonTexts } from '../../state/owing/reasonTexts.ts'
import { useElapsed, useMinutesLeft, useWaitLevel } from '../../state/owing/waiting.ts'
import { initialsOf } from '../../state/patients/initials.ts'
import { ageAndSex, patientName } from '../../state/patients/patientFacts.ts'
import { isFetched } from '../../state/screenState.ts'
import { Badge } from '../../ui/Badge.tsx'
import { instantText, shortInstantText } from '../../ui/instantText.ts'
import { NameAlertMark } from '../../ui/NameAlertMark.tsx'
import { PatientMark } from '../../ui/PatientMark.tsx'
import { PresenceDot } from '../../ui/PresenceDot.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import { Wait } from '../../ui/Wait.tsx'
import classes from './SessionRow.module.css'
import { subtitle } from './subtitle.ts'

interface SessionRowProps {
  readonly sessionId: SessionId
  readonly own: UserId
  /** Whether this session is the one at work. */
  readonly isActive: boolean
  /** Whether Tab reaches this row; the arrow keys reach the others. */
  readonly isTabStop: boolean
  readonly onOpen: (id: SessionId) => void
}

/** One session of the list. Draws again only when its own session, typing, presence or clock does. */
export const SessionRow = memo(function SessionRow({ sessionId, own, isActive, isTabStop, onOpen }: SessionRowProps) {
  const session = useSession(sessionId)
  const hue = useHue(sessionId)
  if (!session) return null
  return (
    <button
      type="button"
      className={classes.row}
      style={patientStyle(hue)}
      data-session={sessionId}
      data-active={isActive}
      aria-current={isActive ? 'true' : undefined}
      tabIndex={isTabStop ? 0 : -1}
      onClick={() => onOpen(sessionId)}
    >
      <PatientMark initials={initialsOf(patientName(session))} />
      <span className={classes.texts}>
        <span className={classes.name}>
          <span className={classes.fullName} dir="auto">
            {patientName(session)}
          </span>
          <Difference sessionId={sessionId} />
          <AgeAndSex session={session} />
          <PatientPresence session={session} />
        </span>
        <Lower session={session} own={own} />
      </span>
      <span className={classes.side}>
        <RowClock session={session} />
        <Unread session={session} />
      </span>
    </button>
  )
})

function PatientPresence({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const patientId = session.participants.find(({ role }) => role === 'patient')?.userId
  const status = usePresence(patientId)
  // That somebody is there is what is expected: only something else is worth a sign.
  return status === 'online' ? null : <PresenceDot status={status} label={t(`presence.${status}`)} />
}

/** Facts that distinguish this patient from another of the same name. */
function Difference({ sessionId }: { readonly sessionId: SessionId }) {
  const { t } = useTranslation()
  const difference = usePatientLabel(sessionId)?.difference
  if (!difference) return null
  return (
    <strong className={classes.difference}>
      <NameAlertMark />
      {t(`patient.difference.${difference.kind}`, { value: difference.brief })}
    </strong>
  )
}

function AgeAndSex({ session: { patient } }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const text = useTicking((nowMs) => (patient ? ageAndSex(t, patient, nowMs) : ''))
  return text === '' ? null : <small>{text}</small>
}

/** The second line. Its title says in whole sentences why the session stands where it does. */
function Lower({ session, own }: { readonly session: SessionSummary; readonly own: UserId }) {
  const { t } = useTranslation()
  const reasons = useTicking((nowMs) => reasonTexts(t, session, nowMs).join('. '))
  return (
    <span className={classes.lower} title={reasons === '' ? undefined : reasons}>
      <Second session={session} own={own} />
      <Why session={session} />
    </span>
  )
}

function Second({ session, own }: { readonly session: SessionSummary; readonly own: UserId }) {
  const { t, i18n } = useTranslation()
  const isTyping = useTyping(session.id, 'care').some(({ userId }) => userId !== own)
  const line = subtitle(session, isTyping, own)
  const fetched = useConsole(isFetched)
  const said = 'message' in line ? { text: messageLine(t, line.message) } : {}
  const tried = line.kind === 'tried' ? { time: instantText(line.at, i18n.language) } : {}
  return (
    <span className={classes.second} data-kind={line.kind} dir="auto">
      {line.kind === 'flagged' && <Flagged {...line} />}
      {line.kind === 'theirs' && said.text}
      {line.kind === 'empty' && fetched && t('sessions.line.empty')}
      {line.kind !== 'theirs' &&
        line.kind !== 'flagged' &&
        line.kind !== 'empty' &&
        t(`sessions.line.${line.kind}`, { ...line, ...said, ...tried })}
    </span>
  )
}

function RowClock({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const group = attentionGroup(session)
  const { owedSince } = session
  const text = useElapsed(owedSince ?? session.lastActivityAt)
  const level = useWaitLevel(owedSince, session.kind)
  if (group === 'later') return <Until session={session} />
  if (group === 'closed') return <span className={classes.closed}>{t('sessions.closed')}</span>
  return <Wait text={text} level={level} />
}

/** Time until which a session is put off. */
function Until({ session: { later } }: { readonly session: SessionSummary }) {
  const { t, i18n } = useTranslation()
  const until = later?.until ?? 0
  const time = useTicking((nowMs) => shortInstantText(until, nowMs, i18n.language))
  return (
    <span className={classes.closed} title={t('sessions.laterUntil', { time })}>
      {time}
    </span>
  )
}

/** The words that raised a flag, and its name. */
function Flagged({ quote, name, others }: { readonly quote: string; readonly name: string; readonly others: number }) {
  const { t } = useTranslation()
  return (
    <>
      <bdi className={classes.quote}>{quote}</bdi>
      {others > 0 && <span className={classes.others}>{` +${others}`}</span>}
      <span className={classes.flag}>{` · ${name} · ${t('flags.short')}`}</span>
    </>
  )
}

/** The reason for which this session goes before others, beside its flag: that it ends soon, or how much waits. */
function Why({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const left = useMinutesLeft(session)
  const { owedSince, owed } = session
  if (owedSince === null || (left === null && owed.turns < manyTurns)) return null
  return (
    <span className={classes.why}>
      {left === null ? t('flags.waiting', { count: owed.turns }) : t('flags.minutesLeft', { count: left })}
    </span>
  )
}

/** Counts of what patients wrote and of what colleagues noted, apart: one is owed an answer, the other is not. */
function Unread({ session: { unread } }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  if (unread.care + unread.staff === 0) return null
  return (
    <span className={classes.unread}>
      {unread.staff > 0 && (
        <Badge
          count={unread.staff}
          mark={t('sessions.staffMark')}
          label={t('sessions.unreadStaff', { count: unread.staff })}
        />
      )}
      {unread.care > 0 && <Badge count={unread.care} label={t('sessions.unread', { count: unread.care })} />}
    </span>
  )
}
