import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createLifecycleState } from '../features/lifecycle/lifecycleState.ts'
import { useActions, useReadConsole, useRelayNow } from '../state/ConsoleContext.tsx'
import { useFocusMoves } from '../ui/focus/focusContext.ts'
import { createSessionActs, type SessionActs, type SessionActsParts } from './sessionActs.ts'

/** Returns the actions on sessions of this screen; the same object as long as it is the same screen. */
export function useSessionActs({
  tabs,
  open,
  exportOf,
}: Pick<SessionActsParts, 'tabs' | 'open' | 'exportOf'>): SessionActs {
  const { t } = useTranslation()
  const readConsole = useReadConsole()
  const relayNow = useRelayNow()
  const actions = useActions()
  const { move } = useFocusMoves()
  const [state] = useState(createLifecycleState)
  return useMemo(
    () => createSessionActs({ t, state, readConsole, relayNow, actions, move, tabs, open, exportOf }),
    [t, state, readConsole, relayNow, actions, move, tabs, open, exportOf],
  )
}
