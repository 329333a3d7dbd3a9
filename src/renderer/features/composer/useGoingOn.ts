import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import { type OpenComposer, useWriting } from '../../state/writing.ts'
import { judgeSize } from './sendRules.ts'

/** Longest time for which keys reach nobody while the console takes a text, in ms. */
const mostHeldMs = 1_000

/** Something that a key to the next has to say in the composer at which it was pressed. */
export type Report = 'nobodyElse' | 'nothingWritten' | 'notTaken'

interface GoingOnParts {
  readonly sessionId: SessionId
  /** Whether the composer is on the screen and can be written in. */
  readonly isOpen: boolean
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly clock: Pick<Clock, 'after'>
  /** Returns the text at this key. */
  readonly written: () => string
  /** Sends it, and resolves with whether it was accepted. */
  readonly send: () => Promise<boolean>
  readonly strayEnter: { readonly arrived: () => void; readonly admits: (hasText: boolean) => boolean }
}

/** The keys to the next who waits, at this composer: sends before one goes on, and says where that leads nowhere. */
export function useGoingOn({ sessionId, isOpen, area, clock, written, send, strayEnter }: GoingOnParts) {
  const [report, setReport] = useState<Report | null>(null)
  /** Whether keys are for who comes next, and reach nobody for now. */
  const [isHeld, setHeld] = useState(false)

  const sendToGoOn = async (): Promise<boolean> => {
    if (isHeld) return false
    const { kind } = judgeSize(written())
    if (kind === 'empty') setReport('nothingWritten')
    if (!strayEnter.admits(kind !== 'empty') || kind === 'empty' || kind === 'over') return false
    const answered = send()
    setHeld(true)
    const outcome = await withinTime(answered, clock)
    setHeld(false)
    // The keys after it were for somebody else.
    if (outcome === 'refused') strayEnter.arrived()
    if (outcome === 'late') {
      setReport('notTaken')
      void answered.then(() => setReport(null))
    }
    return outcome === 'accepted' && area.current !== null && area.current === document.activeElement
  }
  const reportNobodyElse = () => {
    strayEnter.arrived()
    setReport('nobodyElse')
  }
  useRegistered(sessionId, isOpen, { reportNobodyElse, sendToGoOn })

  return { report, isHeld, dropReport: () => setReport(null) }
}

/** Outcome for a text that somebody sent to go on. `late`: the console has not answered in time, and may still take it. */
type Outcome = 'accepted' | 'refused' | 'late'

async function withinTime(answered: Promise<boolean>, clock: Pick<Clock, 'after'>): Promise<Outcome> {
  let cancel: () => void = () => undefined
  const late = new Promise<Outcome>((resolve) => {
    cancel = clock.after(mostHeldMs, () => resolve('late'))
  })
  const inTime = answered.then((isAccepted): Outcome => (isAccepted ? 'accepted' : 'refused'))
  const outcome = await Promise.race([inTime, late])
  cancel()
  return outcome
}

/** Makes the composer known to the screen while it can be written in. */
function useRegistered(sessionId: SessionId, isOpen: boolean, composer: OpenComposer): void {
  const { register } = useWriting()
  const latest = useRef(composer)
  latest.current = composer
  useLayoutEffect(() => {
    if (!isOpen) return
    return register(sessionId, {
      reportNobodyElse: () => latest.current.reportNobodyElse(),
      sendToGoOn: () => latest.current.sendToGoOn(),
    })
  }, [register, sessionId, isOpen])
}
