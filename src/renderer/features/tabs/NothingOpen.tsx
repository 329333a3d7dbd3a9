import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import { useConsole, useHue, useKnowledge, useSession } from '../../state/ConsoleContext.tsx'
import { longestOwed } from '../../state/owed.ts'
import { isFetched } from '../../state/screenState.ts'
import { usePatientName } from '../../state/usePatientName.ts'
import { useElapsed, useWaitLevel } from '../../state/waiting.ts'
import { patientStyle } from '../../ui/patientColour.ts'
import { Wait } from '../../ui/Wait.tsx'
import classes from './NothingOpen.module.css'

interface NothingOpenProps {
  readonly onOpen: (id: SessionId) => void
  readonly findKey: string
}

/** Placeholder while no session is open: the patient who has waited longest, one Enter away. */
export function NothingOpen({ onOpen, findKey }: NothingOpenProps) {
  const { t } = useTranslation()
  const longest = useConsole(longestOwed)
  const fetched = useConsole(isFetched)
  const knowledge = useKnowledge()
  const nobody = {
    current: 'empty.nobodyWaits',
    fetching: 'sessions.notFetched',
    outOfDate: 'sessions.notKnown',
  } as const
  return (
    <div className={classes.empty}>
      {longest === null || (!fetched && knowledge === 'fetching') ? (
        <p className={classes.calm}>{t(nobody[knowledge])}</p>
      ) : (
        <Longest key={longest} id={longest} onOpen={onOpen} />
      )}
      {longest !== null && knowledge === 'outOfDate' && <p className={classes.hint}>{t('empty.asFarAsKnown')}</p>}
      <p className={classes.hint}>{t('empty.hint', { key: findKey })}</p>
    </div>
  )
}

function Longest({ id, onOpen }: { readonly id: SessionId; readonly onOpen: (id: SessionId) => void }) {
  const { t } = useTranslation()
  const session = useSession(id)
  const name = usePatientName(id)
  const hue = useHue(id)
  const waited = useElapsed(session?.owedSince ?? null)
  const level = useWaitLevel(session?.owedSince ?? null)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // Enter opens, unless somebody is at work elsewhere on the screen.
    if (document.activeElement === document.body) button.current?.focus()
  }, [])
  if (!session) return null
  return (
    <>
      <h2 className={classes.title}>{t('empty.longest')}</h2>
      <button ref={button} type="button" className={classes.open} style={patientStyle(hue)} onClick={() => onOpen(id)}>
        <span className={classes.bar} />
        <span className={classes.name} dir="auto">
          {name}
        </span>
        <Wait text={waited} level={level} />
        <kbd>{t('empty.enter')}</kbd>
      </button>
    </>
  )
}
