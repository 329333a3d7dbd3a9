import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/consoleState.ts'
import { attentionGroup } from '../../../shared/model/attention.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'
import { useHue, usePresence, useSession, useTicking, useTyping } from '../../state/ConsoleContext.tsx'
import { ageOn, patientName } from '../../state/patientFacts.ts'
import { useElapsed, useWaitLevel } from '../../state/waiting.ts'
import { Badge } from '../../ui/Badge.tsx'
import { PresenceDot } from '../../ui/PresenceDot.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import { Wait } from '../../ui/Wait.tsx'
import classes from './SessionRow.module.css'
import { secondLine } from './secondLine.ts'

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
      <span className={classes.bar} />
      <span className={classes.texts}>
        <span className={classes.name}>
          <span className={classes.fullName} dir="auto">
            {patientName(session)}
          </span>
          <AgeAndSex session={session} />
          <PatientPresence session={session} />
        </span>
        <Second session={session} own={own} />
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
  return <PresenceDot status={status} label={t(`presence.${status}`)} />
}

function AgeAndSex({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const birthDate = session.patient?.birthDate
  const age = useTicking((nowMs) => {
    if (birthDate === undefined) return ''
    const { unit, count } = ageOn(birthDate, nowMs)
    return t(`patient.${unit}Short`, { count })
  })
  if (!session.patient) return null
  return (
    <small>
      {age} {t(`patient.sexShort.${session.patient.sex}`)}
    </small>
  )
}

function Second({ session, own }: { readonly session: SessionSummary; readonly own: UserId }) {
  const { t } = useTranslation()
  const isTyping = useTyping(session.id, 'care').some(({ userId }) => userId !== own)
  const line = secondLine(session, isTyping, own)
  return (
    <span className={classes.second} data-kind={line.kind} dir="auto">
      {line.kind === 'theirs' ? line.text : t(`sessions.line.${line.kind}`, { ...line })}
    </span>
  )
}

function RowClock({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const group = attentionGroup(session)
  const owedSince = group === 'owed' ? session.owedSince : null
  const text = useElapsed(owedSince ?? session.lastActivityAt)
  const level = useWaitLevel(owedSince)
  if (group === 'closed') return <span className={classes.closed}>{t('sessions.closed')}</span>
  return <Wait text={text} level={level} />
}

function Unread({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const count = session.unread.care + session.unread.staff
  return count === 0 ? null : <Badge count={count} label={t('sessions.unread', { count })} />
}
