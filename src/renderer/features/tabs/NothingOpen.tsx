import { useCallback, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import {
  type SessionsState,
  useConsole,
  useHue,
  useKnowledge,
  useSession,
  useSessionsView,
  useTicking,
} from '../../state/ConsoleContext.tsx'
import { firstOwed } from '../../state/owing/owed.ts'
import { reasonTexts } from '../../state/owing/reasonTexts.ts'
import { useUrgencySince } from '../../state/owing/useUrgencySince.ts'
import { useElapsed, useWaitLevel } from '../../state/owing/waiting.ts'
import { initialsOf } from '../../state/patients/initials.ts'
import { patientName } from '../../state/patients/patientFacts.ts'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { isFetched } from '../../state/screenState.ts'
import { PatientMark } from '../../ui/PatientMark.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import { Wait } from '../../ui/Wait.tsx'
import classes from './NothingOpen.module.css'

interface NothingOpenProps {
  readonly onOpen: (id: SessionId) => void
  readonly findKey: string
}

/** Placeholder while no session is open: the patient who needs an answer first, one Enter away. */
export function NothingOpen({ onOpen, findKey }: NothingOpenProps) {
  const { t } = useTranslation()
  const nowMs = useUrgencySince()
  const first = useSessionsView(useCallback((state: SessionsState) => firstOwed(state, nowMs), [nowMs]))
  const fetched = useConsole(isFetched)
  const knowledge = useKnowledge()
  const nobody = {
    current: 'empty.nobodyWaits',
    fetching: 'sessions.notFetched',
    outOfDate: 'sessions.notKnown',
  } as const
  return (
    <div className={classes.empty} data-nothing-open tabIndex={-1}>
      {first === null || (!fetched && knowledge === 'fetching') ? (
        <h1 className={classes.calm}>{t(nobody[knowledge])}</h1>
      ) : (
        <First key={first} id={first} onOpen={onOpen} />
      )}
      {first !== null && knowledge === 'outOfDate' && <p className={classes.hint}>{t('empty.asFarAsKnown')}</p>}
      <p className={classes.hint}>{t('empty.hint', { key: findKey })}</p>
    </div>
  )
}

function First({ id, onOpen }: { readonly id: SessionId; readonly onOpen: (id: SessionId) => void }) {
  const { t } = useTranslation()
  const session = useSession(id)
  const name = usePatientName(id)
  const hue = useHue(id)
  const waited = useElapsed(session?.owedSince ?? null)
  const level = useWaitLevel(session?.owedSince ?? null, session?.kind)
  const reasons = useTicking((nowMs) => (session ? reasonTexts(t, session, nowMs).join('. ') : ''))
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // Enter opens, unless somebody is at work elsewhere on the screen.
    const { activeElement, body } = document
    if (activeElement === body || activeElement?.matches('[data-nothing-open]')) button.current?.focus()
  }, [])
  if (!session) return null
  return (
    <>
      <h1 className={classes.title}>{t(reasons === '' ? 'empty.longest' : 'empty.first')}</h1>
      <button
        ref={button}
        type="button"
        className={classes.open}
        data-open-first
        style={patientStyle(hue)}
        onClick={() => onOpen(id)}
      >
        <PatientMark initials={initialsOf(patientName(session))} />
        <span className={classes.name} dir="auto">
          {name}
        </span>
        <Wait text={waited} level={level} />
        <kbd>{t('empty.enter')}</kbd>
      </button>
      {reasons !== '' && <p className={classes.why}>{reasons}</p>}
    </>
  )
}
