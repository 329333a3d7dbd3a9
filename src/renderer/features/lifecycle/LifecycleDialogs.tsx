import { useRef } from 'react'
import { type StoreApi, useStore } from 'zustand'
import type { Result } from '../../../shared/model/failure.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { useSession } from '../../state/ConsoleContext.tsx'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import { ExtendDialog } from './ExtendDialog.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { LeaveDialog } from './LeaveDialog.tsx'
import type { Asked, DialogAction, LifecycleState } from './lifecycleState.ts'
import { ReasonDialog } from './ReasonDialog.tsx'
import { TransferDialog } from './TransferDialog.tsx'

interface LifecycleDialogsProps {
  readonly state: StoreApi<LifecycleState>
  /** The relay has answered. `isOpen`: the dialog still is, and says itself what went wrong. */
  readonly onAnswer: (asked: Asked, answer: Result<unknown>, isOpen: boolean) => void
}

/** The dialog that asks for what an action on a session needs, while one is open. */
export function LifecycleDialogs({ state, onAnswer }: LifecycleDialogsProps) {
  const dialog = useStore(state, (now) => now.dialog)
  useLentFocus(dialog !== null)
  if (dialog === null) return null
  const { action, sessionId } = dialog
  const isOpen = () => state.getState().dialog === dialog
  return (
    <DialogOf
      key={`${action} ${sessionId}`}
      action={action}
      sessionId={sessionId}
      onClose={() => isOpen() && state.setState({ dialog: null })}
      onAnswer={(answer) => action !== 'invite' && onAnswer({ ...dialog, action }, answer, isOpen())}
    />
  )
}

interface DialogOfProps {
  readonly action: DialogAction
  readonly sessionId: SessionId
  readonly onClose: () => void
  readonly onAnswer: (answer: Result<unknown>) => void
}

function DialogOf({ action, sessionId, ...answers }: DialogOfProps) {
  const current = useSession(sessionId)
  const last = useRef(current)
  if (current) last.current = current
  // It may go while it is asked about, as when one leaves it: what is asked is about the same patient still.
  const session = last.current
  if (!session) return null
  switch (action) {
    case 'close':
    case 'escalate':
      return <ReasonDialog {...{ action, session, ...answers }} />
    case 'invite':
      return <InviteDialog session={session} onClose={answers.onClose} />
    case 'extend':
      return <ExtendDialog {...{ session, ...answers }} />
    case 'transfer':
      return <TransferDialog {...{ session, ...answers }} />
    case 'leave':
      return <LeaveDialog {...{ session, ...answers }} />
  }
}
