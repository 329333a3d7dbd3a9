import { createContext, useContext } from 'react'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Copies } from './copies.ts'

/** A composer that is on the screen. */
export interface OpenComposer {
  /** Reports in it that nobody else waits, and holds an Enter that was meant for them. */
  readonly reportNobodyElse: () => void
  /**
   * Sends what is written. Resolves with whether one may go on to somebody else: it is accepted, and the focus is where it was. Until
   * then keys reach nobody, for a second at the most.
   */
  readonly sendToGoOn: () => Promise<boolean>
}

/** Keys that the composers speak of, as written on the screen. */
export interface WritingKeys {
  readonly sendAndNext: string
  readonly nextOwed: string
  readonly sendHeld: string
}

/** Exchange between the composers and the screen around them. */
export interface Writing {
  /** Makes a composer known while it is on the screen. Returns how to take it off. */
  readonly register: (id: SessionId, composer: OpenComposer) => () => void
  readonly find: (id: SessionId) => OpenComposer | undefined
  readonly keys: WritingKeys
  /** Texts that were copied on this screen. */
  readonly copies: Copies
  /** Asks for the password over the screen. */
  readonly signInAgain: () => void
}

/** Creates what composers and the screen share. */
export function createWriting(surroundings: Pick<Writing, 'signInAgain' | 'keys' | 'copies'>): Writing {
  const composers = new Map<SessionId, OpenComposer>()
  return {
    ...surroundings,
    register: (id, composer) => {
      composers.set(id, composer)
      return () => {
        if (composers.get(id) === composer) composers.delete(id)
      }
    },
    find: (id) => composers.get(id),
  }
}

/** Carries it to the composers. */
export const WritingContext = createContext<Writing | null>(null)

/** Returns what composers and the screen share. */
export function useWriting(): Writing {
  const writing = useContext(WritingContext)
  if (writing === null) throw new Error('This is drawn outside of WritingContext.')
  return writing
}
