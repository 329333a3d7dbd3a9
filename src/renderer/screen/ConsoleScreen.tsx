import { createSpotlight, useSpotlight } from '@mantine/spotlight'
import { useCallback, useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import { AccountCard } from '../features/account/AccountCard.tsx'
import { Banners } from '../features/account/Banners.tsx'
import { SignOutQuestion } from '../features/account/SignOutQuestion.tsx'
import { ColourSchemeItems } from '../features/appearance/ColourSchemeItems.tsx'
import { createReadingPositions } from '../features/conversation/scrolling/readingPositions.ts'
import { JumpPalette } from '../features/jump/JumpPalette.tsx'
import { openJump } from '../features/jump/openJump.ts'
import { LinkStrip } from '../features/link/LinkStrip.tsx'
import { OutboxPanel } from '../features/outbox/OutboxPanel.tsx'
import { PatientSide } from '../features/patient/PatientSide.tsx'
import { OwedAnnouncer } from '../features/sessions/OwedAnnouncer.tsx'
import { SessionRail } from '../features/sessions/SessionRail.tsx'
import { sessionFilters } from '../features/sessions/sessionFilters.ts'
import { createSessionTabs } from '../features/tabs/sessionTabs.ts'
import { useActions, useReadConsole } from '../state/ConsoleContext.tsx'
import { createWorkbench } from '../state/workbench.ts'
import { chordLabel } from '../ui/keyChord.ts'
import classes from './ConsoleScreen.module.css'
import { focusComposer } from './focusPanel.ts'
import { OpenSessions } from './OpenSessions.tsx'
import type { ScreenAction } from './screenActions.ts'
import { useActionKeys } from './useActionKeys.ts'
import { useSavedWorkbench } from './useSavedWorkbench.ts'
import { useScreenActions } from './useScreenActions.ts'

const isMac = /^Mac/.test(navigator.platform)
const findKey = chordLabel('Mod+K', isMac)
const threadKeys = { care: chordLabel('Alt+C', isMac), staff: chordLabel('Alt+S', isMac) }

/** The console at work: sessions, tabs, the patient, and the line on the connection. */
export function ConsoleScreen() {
  const readConsole = useReadConsole()
  const [bench] = useState(() => createWorkbench(readConsole().workspace))
  const [tabs] = useState(() => createSessionTabs((id) => readConsole().labels.get(id)?.name ?? id))
  const [positions] = useState(createReadingPositions)
  const [[jumpStore, jump]] = useState(createSpotlight)
  const { opened: isFinding } = useSpotlight(jumpStore)
  const { activeId, filter, showsPatient } = useStore(bench)
  const [showsOutbox, setShowsOutbox] = useState(false)
  const signingOut = useSigningOut()
  useSavedWorkbench(bench)

  const open = useCallback(
    (id: SessionId) => {
      flushSync(() => tabs.open(id))
      focusComposer(document, id)
    },
    [tabs],
  )
  const showThread = useCallback(
    (id: SessionId, thread: Thread) => bench.setState(({ threads }) => ({ threads: { ...threads, [id]: thread } })),
    [bench],
  )
  const find = useCallback(() => openJump(jump.open, document), [jump])
  const closeOutbox = useCallback(() => setShowsOutbox(false), [])
  const toggleOutbox = useCallback(() => setShowsOutbox((shows) => !shows), [])
  const actions = useScreenActions({ bench, tabs, open, showThread, toggleOutbox, find, leave: signingOut.start })
  useActionKeys(actions, isMac)
  const jumpActions = useJumpActions(actions)

  return (
    <div className={classes.screen} data-side={showsPatient}>
      <Banners />
      <SessionRail
        filter={sessionFilters.find((name) => name === filter) ?? 'mine'}
        onFilter={(name) => bench.setState({ filter: name })}
        activeId={activeId}
        onOpen={open}
        onFind={find}
        findKey={findKey}
        account={
          <AccountCard onSignOut={signingOut.start}>
            <ColourSchemeItems />
          </AccountCard>
        }
      />
      <main className={classes.main}>
        <OpenSessions {...{ bench, tabs, positions, findKey, threadKeys }} onOpen={open} onThread={showThread} />
      </main>
      {showsPatient && <PatientSide sessionId={activeId} />}
      <LinkStrip showsOutbox={showsOutbox} onOutbox={toggleOutbox} />
      <OutboxPanel
        opened={showsOutbox}
        onClose={closeOutbox}
        onOpenThread={(id, thread) => {
          showThread(id, thread)
          open(id)
        }}
      />
      <JumpPalette store={jumpStore} actions={jumpActions} onOpen={open} isOpen={isFinding} />
      <SignOutQuestion opened={signingOut.isAsking} onClose={signingOut.cancel} />
      <OwedAnnouncer />
    </div>
  )
}

/** Signs out, and asks before that where something is unsent. */
function useSigningOut() {
  const readConsole = useReadConsole()
  const { signOut } = useActions()
  const [isAsking, setIsAsking] = useState(false)
  const start = useCallback(() => {
    if (readConsole().pending.size > 0) setIsAsking(true)
    else void signOut()
  }, [readConsole, signOut])
  const cancel = useCallback(() => setIsAsking(false), [])
  return { isAsking, start, cancel }
}

/** Returns the actions as the palette shows them. */
function useJumpActions(actions: readonly ScreenAction[]) {
  const { t } = useTranslation()
  return useMemo(
    () =>
      actions.map(({ id, name, values, keys, run }) => ({
        id,
        label: t(`action.${name}`, values ?? {}),
        keys: chordLabel(keys[0] ?? '', isMac),
        run,
      })),
    [actions, t],
  )
}
