import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PendingMessage } from '../../shared/ipc/message.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { SessionTabs } from '../features/tabs/sessionTabs.ts'
import { useActions, useReadConsole } from '../state/ConsoleContext.tsx'
import { compareQueued, type ScreenState } from '../state/screenState.ts'
import type { Writing } from '../state/writing.ts'
import { useFocusMoves } from '../ui/focus/focusContext.ts'
import type { FocusPlace } from '../ui/focus/focusMoves.ts'
import { composerOf, dialog, findSessionWrittenTo, kept, nobody } from './focusPlaces.ts'
import type { SessionActs } from './sessionActs.ts'

interface WritingActParts {
  readonly tabs: SessionTabs
  readonly writing: Writing
  readonly open: (id: SessionId) => FocusPlace
  readonly showThread: (id: SessionId, thread: Thread) => void
  /** The line in which is said what came of an action. */
  readonly said: SessionActs['state']
}

/** The actions on what somebody writes: a quick reply, taking back what was sent last, and the dialog of how they write. */
export function useWritingActs({ tabs, writing, open, showThread, said }: WritingActParts) {
  const { t } = useTranslation()
  const readConsole = useReadConsole()
  const { takeBack } = useActions()
  const { move } = useFocusMoves()
  const [isShown, setIsShown] = useState(false)
  const close = useCallback(() => setIsShown(false), [])
  const show = useCallback((): FocusPlace => {
    setIsShown(true)
    return dialog
  }, [])

  const effects = useMemo(() => {
    const quickReply = (): FocusPlace => {
      const id = findSessionWrittenTo(document, tabs.openIds()) ?? tabs.activeId()
      const composer = id === null ? undefined : writing.find(id)
      if (!composer) return nobody
      composer.askReply()
      return composerOf(document, id)
    }
    const undoSend = (): FocusPlace => {
      const report = (text: string) => said.setState({ said: { text, isFailure: true } })
      const last = lastToTakeBack(readConsole())
      if (!last) {
        report(t('composer.undo.nothing'))
        return kept
      }
      void takeBack(last).then((result) => {
        if (!result.ok) report(t('composer.undo.gone', { reason: result.failure.message }))
      })
      showThread(last.sessionId, last.thread)
      return open(last.sessionId)
    }
    return { quickReply, undoSend, writing: show }
  }, [tabs, writing, open, showThread, said, t, readConsole, takeBack, show])

  const showAtOnce = useCallback(() => move(show), [move, show])
  return { isShown, showAtOnce, close, effects }
}

/** Returns the message that was sent last of those that lie here or are held; undefined where there is none. */
function lastToTakeBack({ pending }: Pick<ScreenState, 'pending'>): PendingMessage | undefined {
  const waits = ({ state }: PendingMessage) =>
    state.kind === 'held' || (state.kind === 'queued' && state.releaseAt !== undefined)
  return [...pending.values()].flat().filter(waits).sort(compareQueued).at(-1)
}
