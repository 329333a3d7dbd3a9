import { createStore, type StoreApi } from 'zustand'
import type { CommandInput } from '../../../shared/ipc/commands.ts'
import type { Failure } from '../../../shared/model/failure.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'
import type { SessionKind } from '../../../shared/model/session.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import type { ConsoleActions } from '../../state/consoleActions.ts'

/** Everything that is asked of a patient who is at the door, as it was typed; only the name has to be given. */
export interface TypedPatient {
  readonly name: string
  /** YYYY-MM-DD, or nothing. */
  readonly birthDate: string
  readonly mrn: string
  readonly kind: SessionKind
}

/** A session that was made, and the link into it; `failure`: why there is none. */
export interface MadeSession {
  readonly sessionId: SessionId
  readonly patientId: UserId
  readonly name: string
  readonly link: { readonly url: string; readonly openUntil: number } | null
  readonly failure: Failure | null
}

/** `noName`: it has to be given first; `badDate`: a date was begun and is none. */
export type DoorProblem = 'noName' | 'badDate' | Failure

export type DoorPhase =
  | { readonly kind: 'typing'; readonly problem: DoorProblem | null }
  | { readonly kind: 'asking' }
  | { readonly kind: 'made'; readonly made: MadeSession; readonly isAsking: boolean }

/** State of the question at the door. What was typed stays while the dialog is closed, until the session is made. */
export interface DoorState {
  readonly isOpen: boolean
  readonly typed: TypedPatient
  readonly phase: DoorPhase
}

export type Door = ReturnType<typeof createDoor>

type DoorActions = Pick<ConsoleActions, 'openSession' | 'invitePatient' | 'visitSession' | 'newMessageId'>

const nobody: TypedPatient = { name: '', birthDate: '', mrn: '', kind: 'visit' }
const asIfNew = { typed: nobody, phase: { kind: 'typing', problem: null } } as const

/** Time for which the link of somebody who is at the door can be opened, in minutes. */
const linkLifeMinutes = 60

/** Creates the question at the door: who is there, and then a session, a link into it, and the session on this console. */
export function createDoor(actions: DoorActions) {
  const state = createStore<DoorState>(() => ({ isOpen: false, ...asIfNew }))
  const askOnce = createAskOnce(actions)

  async function make(hasBadDate: boolean): Promise<void> {
    const { typed, phase } = state.getState()
    if (phase.kind !== 'typing') return
    if (!hasVisibleText(typed.name)) return state.setState({ phase: { kind: 'typing', problem: 'noName' } })
    if (hasBadDate) return state.setState({ phase: { kind: 'typing', problem: 'badDate' } })
    state.setState({ phase: { kind: 'asking' } })
    const answer = await askOnce(typed)
    if (!answer.ok) return state.setState({ phase: { kind: 'typing', problem: answer.failure } })
    const unlinked = { ...answer.value, name: typed.name.trim(), link: null, failure: null }
    const [made] = await Promise.all([withLink(actions, unlinked), actions.visitSession(unlinked.sessionId)])
    state.setState({ phase: { kind: 'made', made, isAsking: false } })
  }

  return {
    state,
    make,
    open: () => state.setState({ isOpen: true }),
    /** Closes the dialog; what was made is not shown again. */
    close: () => state.setState({ isOpen: false, ...(state.getState().phase.kind === 'made' ? asIfNew : {}) }),
    type: (change: Partial<TypedPatient>) => {
      const { typed, phase } = state.getState()
      if (phase.kind !== 'typing') return
      state.setState({ typed: { ...typed, ...change }, phase: { kind: 'typing', problem: null } })
    },
    /** Makes the link that could not be made, or another in its place. */
    makeLink: () => makeLinkAgain(state, actions),
  }
}

/** Returns how to ask for the session of somebody: the same again, as after no answer, is the same request with the same id, and is done once. */
function createAskOnce({ openSession, newMessageId }: DoorActions) {
  let asked: { readonly what: string; readonly request: CommandInput<'openSession'> } | null = null
  return async ({ name, birthDate, mrn, kind }: TypedPatient) => {
    const patient = {
      ...{ name: name.trim(), sex: 'unknown' as const },
      ...(birthDate === '' ? {} : { birthDate }),
      ...(mrn.trim() === '' ? {} : { mrn: mrn.trim() }),
    }
    const what = JSON.stringify([kind, patient])
    if (asked?.what !== what) asked = { what, request: { id: newMessageId(), kind, patient } }
    const answer = await openSession(asked.request)
    // Whoever comes next may be called the same.
    if (answer.ok) asked = null
    return answer
  }
}

async function withLink({ invitePatient }: DoorActions, made: MadeSession): Promise<MadeSession> {
  const { sessionId, patientId: userId } = made
  const answer = await invitePatient({ sessionId, userId, lifeMinutes: linkLifeMinutes })
  return answer.ok ? { ...made, link: answer.value, failure: null } : { ...made, failure: answer.failure }
}

async function makeLinkAgain(state: StoreApi<DoorState>, actions: DoorActions): Promise<void> {
  const { phase } = state.getState()
  if (phase.kind !== 'made' || phase.isAsking) return
  state.setState({ phase: { ...phase, isAsking: true } })
  const made = await withLink(actions, phase.made)
  const now = state.getState().phase
  // It was closed meanwhile, and is about somebody else now.
  if (now.kind !== 'made' || now.made.sessionId !== made.sessionId) return
  state.setState({ phase: { kind: 'made', made, isAsking: false } })
}
