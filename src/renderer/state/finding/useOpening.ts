import { useCallback, useEffect, useRef, useState } from 'react'
import type { FoundSession } from '../../../shared/ipc/session.ts'
import type { FoundMessage } from '../../../shared/model/digest/sessionFind.ts'
import type { Failure } from '../../../shared/model/failure.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { useActions, useReadConsole } from '../ConsoleContext.tsx'
import type { Landing } from '../landing.ts'

/** Opens a session that was found at the relay, at a message of it if one was chosen. */
export type OpenFound = (session: FoundSession, message: FoundMessage | null) => void

/** Session that was chosen and is being fetched, or why it cannot be opened. */
export type Opening = 'nothing' | 'underWay' | Failure

interface OpeningParts {
  readonly isOpen: boolean
  readonly query: string
  readonly onOpen: (id: SessionId) => void
  readonly onOpenAt: (landing: Landing) => void
  readonly onClose: () => void
}

/**
 * Opens what was found, fetched first where it is not listed. Until it is there the list stays: no key that is pressed meanwhile
 * reaches the text to another patient.
 */
export function useOpening({ isOpen, query, onOpen, onOpenAt, onClose }: OpeningParts) {
  const { visitSession } = useActions()
  const readConsole = useReadConsole()
  const [opening, setOpening] = useState<Opening>('nothing')
  /** Counts what the person does: whoever types on or closes the list has something else in mind. */
  const turn = useRef(0)
  const done = `${isOpen} ${query}`
  const lastDone = useRef(done)
  useEffect(() => {
    if (lastDone.current === done) return
    lastDone.current = done
    turn.current += 1
    setOpening('nothing')
  }, [done])

  const open = useCallback<OpenFound>(
    (session, message) => {
      const { id, active } = session
      const openNow = () => {
        if (message === null) onOpen(id)
        else onOpenAt({ sessionId: id, thread: message.thread, seq: message.seq, takesFocus: !active })
        onClose()
      }
      turn.current += 1
      const thisTurn = turn.current
      if (readConsole().sessions.has(id)) {
        openNow()
        return
      }
      setOpening('underWay')
      void visitSession(id).then((answer) => {
        if (thisTurn !== turn.current) return
        if (answer.ok) openNow()
        else setOpening(answer.failure)
      })
    },
    [visitSession, readConsole, onOpen, onOpenAt, onClose],
  )
  return { opening, open }
}
