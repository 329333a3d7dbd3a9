import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import { type SessionsState, useConsole, useSession, useSessionsView } from '../../state/ConsoleContext.tsx'
import { longestWait, owedSessions } from '../../state/owing/owed.ts'
import { useElapsed, useWaitLevel } from '../../state/owing/waiting.ts'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { isFetched } from '../../state/screenState.ts'
import { Wait } from '../../ui/Wait.tsx'
import classes from './ListLine.module.css'

/** The session of which the patient has waited longest; null: nobody waits. */
function longestOwed(state: SessionsState): SessionId | null {
  const owed = owedSessions(state)
  const { longest } = longestWait(owed)
  return owed.find(({ owedSince }) => owedSince === longest)?.id ?? null
}

/**
 * The line above the list, which does not scroll with it: who has waited longest, and whether the order is held. Always as high, so that
 * nothing moves with it; no button, as another name may come to stand in it.
 */
export function ListLine({ isHeldBack }: { readonly isHeldBack: boolean }) {
  const { t } = useTranslation()
  const fetched = useConsole(isFetched)
  const longest = useSessionsView(longestOwed)
  return (
    <p className={classes.line}>
      <span className={classes.longest}>{fetched && longest !== null && <Longest id={longest} />}</span>
      {isHeldBack && <span title={t('sessions.orderHeldLong')}>{t('sessions.orderHeld')}</span>}
    </p>
  )
}

function Longest({ id }: { readonly id: SessionId }) {
  const { t } = useTranslation()
  const session = useSession(id)
  const since = session?.owedSince ?? null
  const waited = useElapsed(since)
  const level = useWaitLevel(since, session?.kind)
  const name = usePatientName(id)
  return (
    <span title={t('sessions.longestOf', { name })} data-longest={id}>
      {t('sessions.longest')} <Wait text={waited} level={level} /> <bdi>{name}</bdi>
    </span>
  )
}
