import { useCallback, useMemo, useState } from 'react'
import type { SessionId } from '../../shared/model/ids.ts'
import type { LaterQuestion } from '../features/later/LaterDialog.tsx'
import type { LaterPut } from '../features/later/LaterForm.tsx'
import type { LaterKind } from '../features/later/laterChoices.ts'
import type { SessionTabs } from '../features/tabs/sessionTabs.ts'
import { useActions, useReadConsole } from '../state/ConsoleContext.tsx'
import { useFocusMoves } from '../ui/focus/focusContext.ts'
import type { FocusPlace } from '../ui/focus/focusMoves.ts'
import { dialog, findSessionWrittenTo, kept, nobody } from './focusPlaces.ts'

interface LaterParts {
  readonly tabs: SessionTabs
  readonly open: (id: SessionId) => FocusPlace
  /** Opens who waits after this one; the place to be where nobody does. */
  readonly goOn: (fromId: SessionId) => FocusPlace
}

/** The question of when a session is answered, and what was put off last in this window. */
export function useLater({ tabs, open, goOn }: LaterParts) {
  const readConsole = useReadConsole()
  const { setLater } = useActions()
  const { move } = useFocusMoves()
  const [question, setQuestion] = useState<LaterQuestion | null>(null)
  const [last, setLast] = useState<SessionId | null>(null)

  const close = useCallback(() => setQuestion(null), [])
  const put = useCallback(
    async ({ sessionId, saidUpTo }: LaterQuestion, { until, reason }: LaterPut): Promise<string | null> => {
      const done = await setLater(sessionId, { until, reason, upTo: saidUpTo })
      if (!done.ok) return done.failure.message
      move(() => {
        setQuestion(null)
        setLast(sessionId)
        return goOn(sessionId)
      })
      return null
    },
    [setLater, move, goOn],
  )
  const takeUp = useCallback((id: SessionId) => void setLater(id, null), [setLater])

  const effects = useMemo(() => {
    const ask = (kind: LaterKind) => (): FocusPlace => {
      const sessionId = findSessionWrittenTo(document, tabs.openIds()) ?? tabs.activeId()
      const session = sessionId === null ? undefined : readConsole().sessions.get(sessionId)
      if (!session) return nobody
      setQuestion({ sessionId: session.id, kind, saidUpTo: session.saidUpTo })
      return dialog
    }
    const undo = (): FocusPlace => {
      if (last === null || readConsole().sessions.get(last)?.later === undefined) return kept
      takeUp(last)
      setLast(null)
      return open(last)
    }
    return { later: ask('later'), needsNoAnswer: ask('noneNeeded'), undoLater: undo }
  }, [tabs, open, readConsole, last, takeUp])

  return { question, last, close, put, takeUp, effects }
}
