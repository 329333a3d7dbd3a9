import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import { useConsole, useReadConsole } from '../../state/ConsoleContext.tsx'
import { rungFor } from '../../state/owing/rungFor.ts'
import { useElapsed } from '../../state/owing/waiting.ts'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import classes from './RingLine.module.css'
import { createRingSound } from './ringSound.ts'

interface RingLineProps {
  readonly onOpen: (id: SessionId) => void
}

/** Patients whom nobody has taken, for whom it has rung: the one who has waited longest, in a place that is always there. Each ring is heard once. */
export function RingLine({ onOpen }: RingLineProps) {
  const first = useConsole((state) => rungFor(state)[0]?.sessionId ?? null)
  const count = useConsole((state) => rungFor(state).length)
  const rung = useConsole((state) =>
    rungFor(state)
      .map((ring) => `${ring.sessionId} ${ring.owedSince} ${ring.count}`)
      .join(),
  )
  useRingSound(rung)
  return (
    <span className={classes.line} role="status" data-testid="ring">
      {first !== null && <Words key={first} sessionId={first} others={count - 1} onOpen={onOpen} />}
    </span>
  )
}

/** Makes the sound of each ring that was not there before; those that a page finds when it opens were heard. */
function useRingSound(rung: string): void {
  const [ring] = useState(createRingSound)
  const heard = useRef<ReadonlySet<string> | null>(null)
  useEffect(() => {
    const now = rung === '' ? [] : rung.split(',')
    const isNew = heard.current !== null && now.some((one) => heard.current?.has(one) === false)
    heard.current = new Set([...(heard.current ?? []), ...now])
    if (isNew) ring()
  }, [rung, ring])
}

function Words({
  sessionId,
  others,
  onOpen,
}: RingLineProps & { readonly sessionId: SessionId; readonly others: number }) {
  const { t } = useTranslation()
  const name = usePatientName(sessionId)
  const readConsole = useReadConsole()
  const waited = useElapsed(readConsole().sessions.get(sessionId)?.owedSince ?? null)
  return (
    <>
      <span className={classes.words}>
        {/* A number that ticks is not to be read out. */}
        {t('ringing.untaken', { name })} <span aria-hidden="true">{t('ringing.waits', { waited })}</span>{' '}
        {others > 0 && t('ringing.others', { count: others })}
      </span>
      <button type="button" className={classes.open} onClick={() => onOpen(sessionId)}>
        {t('ringing.open')}
      </button>
    </>
  )
}
