import { Clock, PenLine } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useOwn, useTyping } from '../../state/ConsoleContext.tsx'
import { useElapsed, useMinutesLeft, useWaitLevel } from '../../state/owing/waiting.ts'
import type { Difference } from '../../state/patients/patientLabels.ts'
import { NameAlertMark } from '../../ui/NameAlertMark.tsx'
import { Wait } from '../../ui/Wait.tsx'
import classes from './TabFacts.module.css'
import { ownLeftIn, type TabState, tabDifference, tabStateOf } from './tabState.ts'

interface TabFactsProps {
  readonly session: SessionSummary
  /** Fact that tells the patient from another of the same name. */
  readonly difference: Difference | null
}

/**
 * Second line of a tab, and the mark of what is left unfinished. Each has its place, which is there while it is empty, so that nothing in a
 * tab moves when something comes, goes or counts on.
 */
export function TabFacts({ session, difference }: TabFactsProps) {
  const state = useTabState(session)
  const distinct = difference && tabDifference(difference.brief)
  return (
    <>
      <span className={classes.line} data-wide={distinct?.isWide ?? false}>
        <span className={classes.place} data-place="state">
          {distinct ? (
            <span className={classes.difference}>
              <span className={distinct.isWide ? classes.forTheEar : undefined}>
                <NameAlertMark />
              </span>
              {distinct.text}
            </span>
          ) : (
            <StateText session={session} state={state} />
          )}
        </span>
        <span className={classes.place} data-place="end">
          {distinct ? <StateText session={session} state={state} /> : <MinutesLeft session={session} />}
        </span>
        <UnreadPlace session={session} thread="care" />
        <UnreadPlace session={session} thread="staff" />
      </span>
      <OwnMark session={session} />
    </>
  )
}

/** The same of a pinned tab, which has room for one fact: what tells the patient from another of the same name, or else the state. */
export function PinnedFacts({ session, difference }: TabFactsProps) {
  const state = useTabState(session)
  return (
    <span className={classes.narrow} data-place="state">
      {difference ? (
        <span className={classes.difference}>{tabDifference(difference.brief).text}</span>
      ) : (
        <StateText session={session} state={state} />
      )}
    </span>
  )
}

/** Returns the state of a session that its tab shows now. */
export function useTabState(session: SessionSummary): TabState {
  const own = useOwn()
  const isTyping = useTyping(session.id, 'care').some(({ userId }) => userId !== own?.userId)
  return tabStateOf(session, isTyping)
}

/** The state of a session as a word, or as the time that its patient has waited. */
export function StateText({ session, state }: { readonly session: SessionSummary; readonly state: TabState }) {
  const { t } = useTranslation()
  if (state === 'nothing') return null
  if (state === 'owed') return <OwedClock session={session} />
  return <span className={classes[state]}>{t(`tabs.state.${state}`)}</span>
}

/** The time that a patient has waited for a reply. */
export function OwedClock({ session: { owedSince, kind } }: { readonly session: SessionSummary }) {
  const waited = useElapsed(owedSince)
  const level = useWaitLevel(owedSince, kind)
  return <Wait text={waited} level={level} />
}

/** Time that the session still lasts, when that is not long. */
function MinutesLeft({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const minutes = useMinutesLeft(session)
  if (minutes === null) return null
  return (
    <span className={classes.ends}>
      <span aria-hidden="true">{t('tabs.endsInShort', { count: minutes })}</span>
      <span className={classes.forTheEar}>{t('tabs.endsIn', { count: minutes })}</span>
    </span>
  )
}

function UnreadPlace({ session, thread }: { readonly session: SessionSummary; readonly thread: Thread }) {
  return (
    <span className={classes.place} data-place={thread}>
      <ThreadUnread count={session.unread[thread]} thread={thread} />
    </span>
  )
}

/** Number of unread messages of one thread. Those of the staff thread look otherwise: no patient waits there. */
export function ThreadUnread({ count, thread }: { readonly count: number; readonly thread: Thread }) {
  const { t } = useTranslation()
  if (count === 0) return null
  const label = t(`tabs.unread.${thread}`, { count })
  const shown = count > 99 ? '99+' : count
  return (
    <span className={classes.unread} data-thread={thread} data-many={count > 99} title={label}>
      {/* Another number is another text, not the same one that has moved. */}
      <span key={shown} aria-hidden="true">
        {shown}
      </span>
      <span className={classes.forTheEar}>{label}</span>
    </span>
  )
}

/** Mark of this person's own that is left unfinished or unsent. */
function OwnMark({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const left = ownLeftIn(session)
  const text = left.map((kind) => t(`tabs.${kind}`)).join(', ')
  return (
    <span className={classes.own} data-place="own" title={text === '' ? undefined : text}>
      {left.includes('draft') && <PenLine size={12} aria-hidden="true" />}
      {left[0] === 'unsent' && <Clock size={12} aria-hidden="true" />}
      <span className={classes.forTheEar}>{text}</span>
    </span>
  )
}
