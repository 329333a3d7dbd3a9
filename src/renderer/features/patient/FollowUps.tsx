import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import { isStaff } from '../../../shared/model/role.ts'
import { useOwn, useTicking, useTimeZone } from '../../state/ConsoleContext.tsx'
import { shortInstantText } from '../../ui/instantText.ts'
import classes from './FollowUps.module.css'

type FollowUp = SessionSummary['followUps'][number]

/** Everything that is done here with what is to be followed up. */
export interface FollowUpActs {
  readonly add: (sessionId: SessionId) => void
  readonly postpone: (sessionId: SessionId, followUp: EntryId) => void
  readonly end: (sessionId: SessionId, followUp: Pick<FollowUp, 'id' | 'text'>, kind: 'done' | 'remove') => void
}

interface FollowUpsProps {
  readonly session: SessionSummary
  readonly acts: FollowUpActs
}

/** List of everything that is to be followed up with the patient, the soonest first, with what is done with each. */
export function FollowUps({ session, acts }: FollowUpsProps) {
  const { t } = useTranslation()
  const own = useOwn()
  const { id, active, followUps, participants } = session
  const isTheirs = participants.some(({ userId, role }) => userId === own?.userId && isStaff(role))
  const mayChange = active && isTheirs
  if (!mayChange && followUps.length === 0) return null
  return (
    <section aria-label={t('followUp.heading')}>
      <h3 className={classes.heading}>
        <span>{t('followUp.heading')}</span>
        {mayChange && (
          <button type="button" className={classes.act} title={t('action.followUp')} onClick={() => acts.add(id)}>
            {t('followUp.add')}
          </button>
        )}
      </h3>
      <ul className={classes.list}>
        {followUps.map((one) => (
          <Item key={one.id} {...{ session, acts, mayChange }} followUp={one} />
        ))}
      </ul>
    </section>
  )
}

function Item({
  session: { id: sessionId, participants },
  acts,
  mayChange,
  followUp,
}: FollowUpsProps & { readonly mayChange: boolean; readonly followUp: FollowUp }) {
  const { t, i18n } = useTranslation()
  useTimeZone()
  const { id, text, due, by, isDue, isQueued, failure } = followUp
  const time = useTicking((nowMs) => shortInstantText(due, nowMs, i18n.language))
  const name = participants.find(({ userId }) => userId === by)?.name ?? by
  return (
    <li className={classes.item} data-follow-up={id} data-due={isDue}>
      <bdi className={classes.text}>{text}</bdi>
      <span className={classes.facts}>
        <time dateTime={new Date(due).toISOString()}>{t(isDue ? 'followUp.due' : 'followUp.at', { time })}</time>
        {', '}
        <bdi>{t('followUp.by', { name })}</bdi>
        {isQueued && `, ${t('followUp.queued')}`}
      </span>
      {failure && <span className={classes.refused}>{t('followUp.refused', { reason: failure.message })}</span>}
      <span className={classes.acts}>
        {mayChange && !failure && (
          <>
            <button
              type="button"
              className={classes.act}
              aria-label={t('followUp.doneOf', { text })}
              onClick={() => acts.end(sessionId, followUp, 'done')}
            >
              {t('followUp.done')}
            </button>
            <button
              type="button"
              className={classes.act}
              aria-label={t('followUp.postponeOf', { text })}
              onClick={() => acts.postpone(sessionId, id)}
            >
              {t('followUp.postpone')}
            </button>
          </>
        )}
        {(mayChange || failure) && (
          <button
            type="button"
            className={classes.act}
            aria-label={t('followUp.removeOf', { text })}
            onClick={() => acts.end(sessionId, followUp, 'remove')}
          >
            {t(failure ? 'followUp.dismiss' : 'followUp.remove')}
          </button>
        )}
      </span>
    </li>
  )
}
