import { useEffect, useState } from 'react'
import type { Colleague } from '../../../../shared/model/colleague.ts'
import type { Failure } from '../../../../shared/model/failure.ts'
import { systemClock } from '../../../../shared/model/timing/clock.ts'
import { useActions, useConsole } from '../../../state/ConsoleContext.tsx'
import { isConnected } from '../../../state/screenState.ts'

/** Time without a key after which the relay is asked, in ms. */
const pauseMs = 150

/** Colleagues as the relay last named them; `failure`: why it did not. */
export interface NamedColleagues {
  readonly items: readonly Colleague[]
  readonly hasMore: boolean
  readonly isLooking: boolean
  readonly failure: Failure | null
}

/** Returns the colleagues whom the relay finds for a text, and those of the text before until it has answered. It is asked again when it is back. */
export function useColleagues(text: string, role: Colleague['role'] | undefined): NamedColleagues {
  const { findColleagues } = useActions()
  const canAsk = useConsole(isConnected)
  const [named, setNamed] = useState<NamedColleagues>({ items: [], hasMore: false, isLooking: true, failure: null })
  useEffect(() => {
    let isOver = false
    const ask = async () => {
      const answer = await findColleagues({ text, ...(role === undefined ? {} : { role }) })
      if (isOver) return
      if (answer.ok) setNamed({ ...answer.value, isLooking: false, failure: null })
      else setNamed({ items: [], hasMore: false, isLooking: false, failure: answer.failure })
    }
    if (canAsk) setNamed((before) => ({ ...before, isLooking: true }))
    const cancel = systemClock.after(text === '' ? 0 : pauseMs, () => void ask())
    return () => {
      isOver = true
      cancel()
    }
  }, [findColleagues, text, role, canAsk])
  return named
}
