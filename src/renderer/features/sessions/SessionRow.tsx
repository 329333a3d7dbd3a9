import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { attentionGroup } from '../../../shared/model/attention.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'
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
import { ageAndSex, patientName } from '../../state/patientFacts.ts'
import { isFetched } from '../../state/screenState.ts'
import { useElapsed, useWaitLevel } from '../../state/waiting.ts'
import { Badge } from '../../ui/Badge.tsx'
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
      <span className={classes.bar} />
      <span className={classes.texts}>
        <span className={classes.name}>
          <span className={classes.fullName} dir="auto">
            {patientName(session)}
          </span>
          <Difference sessionId={sessionId} />
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

/** Facts that distinguish this patient from another of the same name. */
function Difference({ sessionId }: { readonly sessionId: SessionId }) {
  const { t } = useTranslation()
  const difference = usePatientLabel(sessionId)?.difference
  if (!difference) return null
  return (
    <strong className={classes.difference}>
      {t(`patient.difference.${difference.kind}`, { value: difference.brief })}
    </strong>
  )
}

function AgeAndSex({ session: { patient } }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const text = useTicking((nowMs) => (patient ? ageAndSex(t, patient, nowMs) : ''))
  return text === '' ? null : <small>{text}</small>
}

function Second({ session, own }: { readonly session: SessionSummary; readonly own: UserId }) {
  const { t } = useTranslation()
  const isTyping = useTyping(session.id, 'care').some(({ userId }) => userId !== own)
  const line = subtitle(session, isTyping, own)
  const fetched = useConsole(isFetched)
  const said = 'message' in line ? { text: messageLine(t, line.message) } : {}
  return (
    <span className={classes.second} data-kind={line.kind} dir="auto">
      {line.kind === 'theirs' && said.text}
      {line.kind === 'empty' && fetched && t('sessions.line.empty')}
      {line.kind !== 'theirs' && line.kind !== 'empty' && t(`sessions.line.${line.kind}`, { ...line, ...said })}
    </span>
  )
}

function RowClock({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const group = attentionGroup(session)
  const { owedSince } = session
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
