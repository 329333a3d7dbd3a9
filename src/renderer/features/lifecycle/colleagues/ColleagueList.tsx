import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../../shared/ipc/session.ts'
import { type Colleague, mostColleagueText } from '../../../../shared/model/colleague.ts'
import type { UserId } from '../../../../shared/model/ids.ts'
import { foldText, rankMatch } from '../../../../shared/model/text/foldedText.ts'
import { useOwn } from '../../../state/ConsoleContext.tsx'
import { PresenceDot } from '../../../ui/PresenceDot.tsx'
import classes from '../Lifecycle.module.css'
import { useColleagues } from './useColleagues.ts'

/** So many are shown; who is not among them is found by more of the name. */
const shownColleagues = 6

/** Somebody to be chosen. Of one whom only the session names, nothing else is known. */
export type Candidate = Pick<Colleague, 'userId' | 'name'> & Partial<Colleague>

interface ColleagueListProps {
  readonly session: SessionSummary
  /** Only clinicians, those in the session among them; else whoever is not in it. */
  readonly isFor: 'transfer' | 'add'
  readonly to: Candidate | null
  readonly onTo: (candidate: Candidate) => void
  /** Called when Enter has taken the first who is found. */
  readonly onTaken: (field: HTMLInputElement) => void
}

/** Colleagues of the clinic, found by their names: who is there, and how many sessions they have. Enter takes the first. */
export function ColleagueList({ session, isFor, to, onTo, onTaken }: ColleagueListProps) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const named = useColleagues(query.trim(), isFor === 'transfer' ? 'clinician' : undefined)
  const found = useCandidates(session, isFor, named.items, query)
  const shown = found.slice(0, shownColleagues)
  const hidden = found.length - shown.length
  return (
    <fieldset className={classes.choices}>
      <legend>{t('lifecycle.colleague')}</legend>
      <input
        type="text"
        className={classes.own}
        data-autofocus
        aria-label={t(`lifecycle.find.${isFor}`)}
        placeholder={t(`lifecycle.find.${isFor}`)}
        autoComplete="off"
        spellCheck={false}
        maxLength={mostColleagueText}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          const [first] = shown
          if (event.repeat || !first || query.trim() === '') return
          onTo(first)
          onTaken(event.currentTarget)
        }}
      />
      <div className={classes.colleagues} aria-busy={named.isLooking}>
        {shown.map((candidate) => (
          <CandidateLine
            key={candidate.userId}
            candidate={candidate}
            isChosen={to?.userId === candidate.userId}
            onChoose={() => onTo(candidate)}
          />
        ))}
        <p className={classes.note} role="status">
          {found.length === 0 &&
            (named.failure?.message ?? t(named.isLooking ? 'lifecycle.asking' : 'lifecycle.noColleague'))}
          {hidden > 0 && t('lifecycle.moreColleagues', { count: hidden })}
          {hidden === 0 && found.length > 0 && named.hasMore && t('lifecycle.manyMoreColleagues')}
        </p>
      </div>
    </fieldset>
  )
}

interface CandidateLineProps {
  readonly candidate: Candidate
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function CandidateLine({ candidate, isChosen, onChoose }: CandidateLineProps) {
  const { t } = useTranslation()
  const { userId, name, role, status, sessions } = candidate
  return (
    <label className={classes.choice} data-colleague={userId}>
      <input type="radio" name="colleague" checked={isChosen} onChange={onChoose} />
      {status !== undefined && <PresenceDot status={status} label={t(`presence.${status}`)} />}
      <bdi>{name}</bdi>
      {role === 'support' && <small>{t('role.support')}</small>}
      {sessions !== undefined && (
        <small className={classes.load}>{t('lifecycle.sessionsOf', { count: sessions })}</small>
      )}
    </label>
  )
}

/** Returns who of them can be chosen, those whom only the session names first. What was typed since the answer is looked for among them. */
function useCandidates(
  { claimedBy, participants }: SessionSummary,
  isFor: 'transfer' | 'add',
  items: readonly Colleague[],
  query: string,
): readonly Candidate[] {
  const own = useOwn()
  const isListed = (userId: UserId) => items.some((one) => one.userId === userId)
  const isIn = (userId: UserId) => participants.some((one) => one.userId === userId)
  const present = participants.filter(({ userId, role }) => role === 'clinician' && !isListed(userId))
  const all: readonly Candidate[] =
    isFor === 'transfer'
      ? [...present.map(({ userId, name }) => ({ userId, name })), ...items].filter((one) => one.userId !== claimedBy)
      : items.filter(({ userId }) => !isIn(userId))
  return all
    .filter(({ userId }) => userId !== own?.userId)
    .filter(({ name, userId }) => rankMatch([foldText(name), foldText(userId)], query) > 0)
}
