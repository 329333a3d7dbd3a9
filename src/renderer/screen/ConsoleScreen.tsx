import { createSpotlight } from '@mantine/spotlight'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type StoreApi, useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { firstChord } from '../../shared/model/actions/actionTable.ts'
import { chordLabel, type KeyboardKind } from '../../shared/model/actions/keyChord.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import { AccountCard } from '../features/account/AccountCard.tsx'
import { Banners } from '../features/account/Banners.tsx'
import { SignOutQuestion } from '../features/account/SignOutQuestion.tsx'
import { ColourSchemeItems } from '../features/appearance/ColourSchemeItems.tsx'
import { createReadingPositions } from '../features/conversation/scrolling/readingPositions.ts'
import { ExportDialog } from '../features/export/ExportDialog.tsx'
import { JumpPalette } from '../features/jump/JumpPalette.tsx'
import { LaterDialog } from '../features/later/LaterDialog.tsx'
import { LaterLine } from '../features/later/LaterLine.tsx'
import { LifecycleDialogs } from '../features/lifecycle/LifecycleDialogs.tsx'
import { SaidLine } from '../features/lifecycle/SaidLine.tsx'
import { LinkStrip } from '../features/link/LinkStrip.tsx'
import { OutboxPanel } from '../features/outbox/OutboxPanel.tsx'
import { PatientSide } from '../features/patient/PatientSide.tsx'
import { SearchView } from '../features/search/SearchView.tsx'
import { OwedAnnouncer } from '../features/sessions/OwedAnnouncer.tsx'
import { RailBar } from '../features/sessions/RailBar.tsx'
import { SessionRail } from '../features/sessions/SessionRail.tsx'
import { sessionFilters } from '../features/sessions/sessionFilters.ts'
import { createSessionTabs } from '../features/tabs/sessionTabs.ts'
import { useActions, useReadConsole } from '../state/ConsoleContext.tsx'
import { createCopies } from '../state/copies.ts'
import type { Landing } from '../state/landing.ts'
import { createWorkbench, type WorkbenchState } from '../state/workbench.ts'
import { createWriting, type Writing, WritingContext } from '../state/writing.ts'
import { FocusContext, useFocusMoves } from '../ui/focus/focusContext.ts'
import { createFocusMoves } from '../ui/focus/focusMoves.ts'
import { FirstFocus } from './FirstFocus.tsx'
import { dialog, kept, nobody } from './focusPlaces.ts'
import { Frame } from './folding/Frame.tsx'
import { useFolding } from './folding/useFolding.ts'
import { OpenSessions } from './OpenSessions.tsx'
import type { ScreenAction } from './screenActions.ts'
import type { SessionActs } from './sessionActs.ts'
import { useActionKeys } from './useActionKeys.ts'
import { useLater } from './useLater.ts'
import { useOpenSession } from './useOpenSession.ts'
import { useRound } from './useRound.ts'
import { useSavedWorkbench } from './useSavedWorkbench.ts'
import { useScreenActions } from './useScreenActions.ts'
import { useSessionActs } from './useSessionActs.ts'

const keyboard: KeyboardKind = /^Mac/.test(navigator.platform) ? 'mac' : 'other'
const findKey = chordLabel(firstChord('find', keyboard), keyboard)
const listKey = chordLabel(firstChord('toSessions', keyboard), keyboard)
const undoKey = chordLabel(firstChord('undoLater', keyboard), keyboard)
const writingKeys = {
  sendAndNext: chordLabel(firstChord('sendAndNext', keyboard), keyboard),
  nextOwed: chordLabel(firstChord('nextOwed', keyboard), keyboard),
  sendHeld: chordLabel('Alt+Enter', keyboard),
}
const sessionKeys = {
  menu: chordLabel(firstChord('sessionMenu', keyboard), keyboard),
  reopen: chordLabel(firstChord('reopenSession', keyboard), keyboard),
}
const threadKeys = {
  care: chordLabel(firstChord('showCare', keyboard), keyboard),
  staff: chordLabel(firstChord('showStaff', keyboard), keyboard),
}

/** The console at work: sessions, tabs, the patient, and the line on the connection. */
export function ConsoleScreen() {
  const [moves] = useState(() => createFocusMoves(document))
  return (
    <FocusContext value={moves}>
      <SignedIn />
    </FocusContext>
  )
}

/** The screen with what its composers share, and the question for the password over it. */
function SignedIn() {
  const [isSigningIn, setSigningIn] = useState(false)
  const [writing] = useState(() =>
    createWriting({ signInAgain: () => setSigningIn(true), keys: writingKeys, copies: createCopies() }),
  )
  return (
    <WritingContext value={writing}>
      <Parts writing={writing} banners={<Banners isSigningIn={isSigningIn} onSigningIn={setSigningIn} />} />
    </WritingContext>
  )
}

interface PartsProps {
  readonly writing: Writing
  readonly banners: ReactNode
}

function Parts({ writing, banners }: PartsProps) {
  const readConsole = useReadConsole()
  const [bench] = useState(() => createWorkbench(readConsole().workspace))
  const [tabs] = useState(() => createSessionTabs((id) => readConsole().labels.get(id)?.name ?? id))
  const [positions] = useState(() =>
    createReadingPositions(bench.getState().places, (places) => bench.setState({ places })),
  )
  const [[jumpStore, jump]] = useState(createSpotlight)
  const showsPatient = useStore(bench, (state) => state.showsPatient)
  const { move } = useFocusMoves()
  const { isFolded, opened, putAway, toSessions, toggleRail, togglePatient } = useFolding(bench)
  const outbox = useOutbox()
  const searching = useSearching()
  const signingOut = useSigningOut()
  const exported = useExported()
  useSavedWorkbench(bench)

  const { open, openAtOnce, openAt, showThread } = useOpenSession({ bench, tabs, putAway })
  const acts = useSessionActs({ tabs, open, exportOf: exported.ask })
  const find = useCallback(() => {
    jump.open()
    return dialog
  }, [jump])
  const findAtOnce = useCallback(() => move(find), [move, find])
  const signOutAtOnce = useCallback(() => move(signingOut.start), [move, signingOut.start])
  const round = useRound({ tabs, writing, open })
  const later = useLater({ tabs, open, goOn: round.goOn })
  const actions = useScreenActions({
    ...{ keyboard, bench, tabs, round, later: later.effects, acts, showThread, find, search: searching.open },
    ...{ toggleOutbox: outbox.toggle, leave: signingOut.start, toSessions, togglePatient },
  })
  useActionKeys(actions, keyboard)
  const jumpActions = useJumpActions(actions, acts)

  return (
    <Frame
      {...{ isFolded, opened, showsSide: showsPatient }}
      banners={banners}
      bar={<RailBar isOpen={opened === 'rail'} openKey={listKey} onToggle={toggleRail} />}
      rail={<Rail bench={bench} onOpen={openAtOnce} onFind={findAtOnce} onSignOut={signOutAtOnce} />}
      main={
        <OpenSessions
          {...{ bench, tabs, positions, findKey, threadKeys, acts, sessionKeys }}
          onOpen={openAtOnce}
          onThread={showThread}
        />
      }
      side={<Side bench={bench} onLand={openAt} />}
    >
      <LinkStrip showsOutbox={outbox.isShown} onOutbox={() => move(outbox.toggle)}>
        <SaidLine state={acts.state} />
        <LaterLine sessionId={later.last} undoKey={undoKey} onUndo={() => move(later.effects.undoLater)} />
      </LinkStrip>
      <LaterDialog question={later.question} onClose={later.close} onPut={later.put} />
      <OutboxPanel
        opened={outbox.isShown}
        onClose={outbox.close}
        onOpenThread={(id, thread) =>
          move(() => {
            outbox.close()
            showThread(id, thread)
            return open(id)
          })
        }
      />
      <JumpPalette store={jumpStore} actions={jumpActions} onOpen={openAtOnce} onOpenAt={openAt} onClose={jump.close} />
      <LifecycleDialogs state={acts.state} onAnswer={acts.answered} />
      <SearchView opened={searching.isShown} onOpen={openAtOnce} onOpenAt={openAt} onClose={searching.close} />
      <SignOutQuestion opened={signingOut.isAsking} onClose={signingOut.cancel} />
      <ExportDialog sessionId={exported.id} onClose={exported.close} />
      <OwedAnnouncer />
      <FirstFocus bench={bench} />
    </Frame>
  )
}

interface RailProps {
  readonly bench: StoreApi<WorkbenchState>
  readonly onOpen: (id: SessionId) => void
  readonly onFind: () => void
  readonly onSignOut: () => void
}

/** The left side. Beside the rest of the screen, which need not be drawn because another tab or filter is chosen. */
function Rail({ bench, onOpen, onFind, onSignOut }: RailProps) {
  const { activeId, filter } = useStore(
    bench,
    useShallow(({ activeId, filter }) => ({ activeId, filter })),
  )
  const account = useMemo(
    () => (
      <AccountCard onSignOut={onSignOut}>
        <ColourSchemeItems />
      </AccountCard>
    ),
    [onSignOut],
  )
  return (
    <SessionRail
      filter={sessionFilters.find((name) => name === filter) ?? 'mine'}
      onFilter={(name) => bench.setState({ filter: name })}
      activeId={activeId}
      onOpen={onOpen}
      onFind={onFind}
      findKey={findKey}
      account={account}
    />
  )
}

/** The right side: the patient of the active tab. */
function Side({ bench, onLand }: Pick<RailProps, 'bench'> & { readonly onLand: (landing: Landing) => void }) {
  return <PatientSide sessionId={useStore(bench, ({ activeId }) => activeId)} onLand={onLand} />
}

/** The panel of what is unsent: whether it is shown. */
function useOutbox() {
  const [isShown, setIsShown] = useState(false)
  const close = useCallback(() => setIsShown(false), [])
  const toggle = useCallback(() => {
    setIsShown(!isShown)
    return isShown ? kept : dialog
  }, [isShown])
  return { isShown, close, toggle }
}

/** The session that is being exported, if any. */
function useExported() {
  const [id, setId] = useState<SessionId | null>(null)
  const close = useCallback(() => setId(null), [])
  const ask = useCallback((asked: SessionId | null) => {
    setId(asked)
    return asked === null ? nobody : dialog
  }, [])
  return { id, ask, close }
}

/** The search in what was said: whether it is shown. */
function useSearching() {
  const [isShown, setIsShown] = useState(false)
  const close = useCallback(() => setIsShown(false), [])
  const open = useCallback(() => {
    setIsShown(true)
    return dialog
  }, [])
  return { isShown, open, close }
}

/** Signs out, and asks before that where something is unsent. */
function useSigningOut() {
  const readConsole = useReadConsole()
  const { signOut } = useActions()
  const [isAsking, setIsAsking] = useState(false)
  const start = useCallback(() => {
    if (readConsole().pending.size > 0) {
      setIsAsking(true)
      return dialog
    }
    void signOut()
    return nobody
  }, [readConsole, signOut])
  const cancel = useCallback(() => setIsAsking(false), [])
  return { isAsking, start, cancel }
}

/** Returns the actions as the palette shows them. */
function useJumpActions(actions: readonly ScreenAction[], { isOffered }: SessionActs) {
  const { t } = useTranslation()
  return useMemo(
    () =>
      actions.map(({ id, keys, run }) => ({
        id,
        label: t(`action.${id}`),
        keys: chordLabel(keys[0] ?? '', keyboard),
        isOffered: () => isOffered(id),
        run,
      })),
    [actions, isOffered, t],
  )
}
