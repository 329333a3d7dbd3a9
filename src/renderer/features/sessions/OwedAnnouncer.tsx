import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import { useConsole, useReadConsole } from '../../state/ConsoleContext.tsx'
import { owedSessions } from '../../state/owed.ts'
import { nameInWords } from '../../state/patientLabels.ts'
import { isFetched } from '../../state/screenState.ts'
import classes from './OwedAnnouncer.module.css'

/** So long at least lies between two announcements: what comes in between is said in one. */
const pauseMs = 10_000

/**
 * Announces to those who do not see the list who began to wait for a reply, and puts the number of those who wait into the
 * window's title.
 */
export function OwedAnnouncer() {
  const { t } = useTranslation()
  const owed = useConsole((state) => (isFetched(state) ? owedSessions(state).map(({ id }) => id) : []))
  const readConsole = useReadConsole()
  const known = useRef<ReadonlySet<SessionId>>(new Set(owed))
  const unsaid = useRef<readonly SessionId[]>([])
  const [words, setWords] = useState('')
  const [resting, setResting] = useState(false)

  useEffect(() => {
    document.title = owed.length > 0 ? t('app.titleOwed', { count: owed.length }) : t('app.title')
  }, [owed, t])

  useEffect(() => {
    const began = owed.filter((id) => !known.current.has(id))
    known.current = new Set(owed)
    unsaid.current = [...unsaid.current, ...began].filter((id) => known.current.has(id))
    const [first] = unsaid.current
    if (resting || first === undefined) return
    const label = readConsole().labels.get(first)
    const count = unsaid.current.length
    const name = label ? nameInWords(t, label) : ''
    unsaid.current = []
    setWords(count === 1 ? t('sessions.announce.one', { name }) : t('sessions.announce.many', { count }))
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
