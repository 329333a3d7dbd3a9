import type { TFunction } from 'i18next'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import { type SessionsState, useConsole, useReadConsole, useSessionsView } from '../../state/ConsoleContext.tsx'
import { owedSessions } from '../../state/owing/owed.ts'
import { nameInWords } from '../../state/patients/patientLabels.ts'
import { isFetched, type ScreenState } from '../../state/screenState.ts'
import classes from './OwedAnnouncer.module.css'

/** Those who wait, each with the flags that they raise. */
const owedFlags = (state: SessionsState): ReadonlyMap<SessionId, string> =>
  new Map(owedSessions(state).map(({ id, owed }) => [id, owed.flags.map((flag) => flag.id).join()]))
const nobody: ReadonlyMap<SessionId, string> = new Map()

/** So long at least lies between two announcements: what comes in between is said in one. */
const pauseMs = 10_000

/**
 * Announces to those who do not see the list who began to wait for a reply, or raised a flag meanwhile, which is said first, and puts the number of those who wait into the
 * window's title.
 */
export function OwedAnnouncer() {
  const { t } = useTranslation()
  const fetched = useConsole(isFetched)
  const all = useSessionsView(owedFlags)
  const owed = fetched ? all : nobody
  const readConsole = useReadConsole()
  const known = useRef(owed)
  const unsaid = useRef<readonly SessionId[]>([])
  const [words, setWords] = useState('')
  const [resting, setResting] = useState(false)

  useEffect(() => {
    document.title = owed.size > 0 ? t('app.titleOwed', { count: owed.size }) : t('app.title')
  }, [owed, t])

  useEffect(() => {
    const began = [...owed].flatMap(([id, flags]) => (isNew(known.current.get(id), flags) ? id : []))
    known.current = owed
    unsaid.current = [...new Set([...unsaid.current, ...began])].filter((id) => owed.has(id))
    const flagged = unsaid.current.find((id) => owed.get(id) !== '')
    const first = flagged ?? unsaid.current[0]
    if (resting || first === undefined) return
    const count = unsaid.current.length
    unsaid.current = []
    setWords(count === 1 || flagged ? wordsOf(t, readConsole(), first, count) : t('sessions.announce.many', { count }))
    setResting(true)
  }, [owed, resting, readConsole, t])

  useEffect(() => {
    if (!resting) return
    const timer = setTimeout(() => setResting(false), pauseMs)
    return () => clearTimeout(timer)
  }, [resting])

  return (
    <div className={classes.live} role="status" aria-live="polite">
      {words}
    </div>
  )
}

/** Returns whether somebody began to wait, or raised a flag that they had not. */
function isNew(before: string | undefined, flags: string): boolean {
  if (before === undefined) return true
  const known = before.split(',')
  return flags !== '' && flags.split(',').some((flag) => !known.includes(flag))
}

/** Returns the announcement of one who waits, and of how many with them. */
function wordsOf(t: TFunction, { labels, sessions }: ScreenState, id: SessionId, count: number): string {
  const label = labels.get(id)
  const name = label ? nameInWords(t, label) : ''
  const raised = sessions.get(id)?.owed.flags ?? []
  if (raised.length === 0) return t('sessions.announce.one', { name })
  const flags = raised.map((flag) => t('flags.raised', flag)).join('. ')
  const first = t('sessions.announce.flagged', { flags, name })
  return count === 1 ? first : t('sessions.announce.manyFlagged', { first, count })
}
