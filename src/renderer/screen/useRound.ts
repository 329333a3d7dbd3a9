import { useMemo, useRef } from 'react'
import type { SessionId } from '../../shared/model/ids.ts'
import type { SessionTabs } from '../features/tabs/sessionTabs.ts'
import { useReadConsole, useRelayNow } from '../state/ConsoleContext.tsx'
import { nextInRound, type Round, waitingNow } from '../state/owing/round.ts'
import type { Writing } from '../state/writing.ts'
import { useFocusMoves } from '../ui/focus/focusContext.ts'
import type { FocusPlace } from '../ui/focus/focusMoves.ts'
import { composerOf, findSessionWrittenTo, kept, nobody } from './focusPlaces.ts'

interface RoundParts {
  readonly tabs: SessionTabs
  readonly writing: Writing
  readonly open: (id: SessionId) => FocusPlace
}

/** The actions that lead from one who waits to the next. */
export function useRound({ tabs, writing, open }: RoundParts) {
  const readConsole = useReadConsole()
  const relayNow = useRelayNow()
  const { move } = useFocusMoves()
  const round = useRef<Round>([])
  return useMemo(() => {
    /** Opens who waits after the one at `fromId`; null: nobody else does, which is said there. */
    const openNext = (fromId: SessionId | null): FocusPlace | null => {
      const next = nextInRound(waitingNow(readConsole(), relayNow()), round.current, fromId)
      round.current = next.round
      if (next.id !== null) return open(next.id)
      if (fromId !== null) writing.find(fromId)?.reportNobodyElse()
      return null
    }
    return {
      /** Opens who waits after this one, who waits no more; stays there where nobody does. */
      goOn: (fromId: SessionId): FocusPlace => openNext(fromId) ?? composerOf(document, fromId),
      nextOwed: () => {
        const activeId = tabs.activeId()
        const isAnybodyOwed = waitingNow(readConsole(), relayNow()).length > 0
        // Nobody else waits: who does stays in front.
        return openNext(activeId) ?? (isAnybodyOwed ? composerOf(document, activeId) : nobody)
      },
      sendAndNext: () => {
        const id = findSessionWrittenTo(document, tabs.openIds()) ?? tabs.activeId()
        const composer = id === null ? undefined : writing.find(id)
        if (id === null || !composer) return nobody
        void composer.sendToGoOn().then((mayGoOn) => {
          if (mayGoOn) move(() => openNext(id) ?? kept)
        })
        return composerOf(document, id)
      },
    }
  }, [tabs, writing, open, readConsole, relayNow, move])
}
