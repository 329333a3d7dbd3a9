import { type KeyboardEvent, useRef, useState } from 'react'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { OwnFile } from '../../../shared/model/files/ownFile.ts'
import { type CopiedText, originOf } from '../../../shared/model/rightPatient/pastedFrom.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useReadConsole, useRelayNow } from '../../state/ConsoleContext.tsx'
import { ownUserId } from '../../state/screenState.ts'
import { threadKey } from '../../state/threadKey.ts'
import { useWriting } from '../../state/writing.ts'
import { type Doubt, doubtsOf } from './doubts.ts'

/** Holds a message to a patient while there is a doubt that its writer has not answered. */
export interface Hold {
  /** Reasons why it is held; empty while it is not. */
  readonly doubts: readonly Doubt[]
  /** Returns whether this text is held, from now on or still: the key that sent it never answers the question. */
  readonly holds: (text: string) => boolean
  /** The writer looks first, or sends it as it is. Either way they know what they were told. */
  readonly release: () => void
  /** Takes a key that answers the question, and returns whether it did: Escape looks first, Alt+Enter sends. */
  readonly answer: (event: KeyboardEvent, send: () => void) => boolean
  readonly changed: (text: string) => void
  readonly pasted: (text: string) => void
}

/** Creates the hold of one composer. Notes to staff are never held: they speak of other patients, and none reads them. */
export function useHold(session: SessionSummary, thread: Thread, restored: string, files: readonly OwnFile[]): Hold {
  const readConsole = useReadConsole()
  const relayNow = useRelayNow()
  const { copies } = useWriting()
  const [doubts, setDoubts] = useState<readonly Doubt[]>([])
  const [begun] = useState(relayNow)
  const times = useRef({ begunAt: begun, changedAt: begun, isBegun: hasVisibleText(restored) || files.length > 0 })
  const pastes = useRef<readonly CopiedText[]>([])
  const heededUpTo = useRef(0)

  const find = (text: string): readonly Doubt[] => {
    const { account, sessions, threads } = readConsole()
    const own = ownUserId(account)
    if (thread !== 'care' || own === null) return []
    const entries = threads.get(threadKey(session.id, thread))?.end.entries ?? []
    return doubtsOf({
      ...{
        text: [text, ...files.map(({ name }) => name.replace(/[_.-]+/g, ' '))].join('\n'),
        session,
        entries,
        ownUserId: own,
        sessions: sessions.values(),
        pasted: pastes.current,
        now: relayNow(),
      },
      ...{ begunAt: times.current.begunAt, changedAt: times.current.changedAt, heededUpTo: heededUpTo.current },
    })
  }

  const forget = () => {
    if (doubts.length > 0) setDoubts([])
  }

  const release = () => {
    const seqs = doubts.flatMap((doubt) => ('entry' in doubt ? [doubt.entry.seq] : []))
    heededUpTo.current = Math.max(heededUpTo.current, ...seqs)
    forget()
  }

  return {
    doubts,
    holds: (text) => {
      if (doubts.length > 0) return true
      const found = find(text)
      if (found.length > 0) setDoubts(found)
      return found.length > 0
    },
    release,
    answer: (event, send) => {
      const answers = event.key === 'Escape' || (event.key === 'Enter' && event.altKey)
      if (doubts.length === 0 || !answers) return false
      event.preventDefault()
      event.stopPropagation()
      if (event.key === 'Escape') release()
      else if (!event.repeat) send()
      return true
    },
    changed: (text) => {
      const now = relayNow()
      const { begunAt, isBegun } = times.current
      const holdsText = hasVisibleText(text)
      times.current = { begunAt: isBegun ? begunAt : now, changedAt: now, isBegun: holdsText || files.length > 0 }
      if (!holdsText) pastes.current = []
      forget()
    },
    pasted: (text) => {
      const origin = originOf(text, copies.all())
      if (origin && origin.sessionId !== session.id) pastes.current = [...pastes.current, origin]
    },
  }
}
