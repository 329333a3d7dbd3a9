import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { systemClock } from '../../../shared/model/timing/clock.ts'
import { judgeSize, mayEnterSend } from './sendRules.ts'
import { useDraft } from './useDraft.ts'
import { useGoingOn } from './useGoingOn.ts'
import { useHold } from './useHold.ts'
import { useSend } from './useSend.ts'
import { useSending } from './useSending.ts'
import { useTypingNotice } from './useTypingNotice.ts'

interface ComposerInput {
  readonly session: SessionSummary
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly visible: boolean
  readonly replyTo: EntryId | null
  readonly onReplyDone: (() => void) | undefined
  readonly onPage: (by: 1 | -1) => void
}

/** The text of a composer from the first key until it is sent: what it is, what is wrong with it, and what each key does. */
export function useComposer({ session, sessionId, thread, visible, replyTo, onReplyDone, onPage }: ComposerInput) {
  const area = useRef<HTMLTextAreaElement>(null)
  const draft = useDraft(sessionId, thread, session.drafts[thread], visible)
  const typing = useTypingNotice(sessionId, thread)
  const sending = useSending(sessionId, thread)
  const strayEnter = useStrayEnter(visible)
  const hold = useHold(session, thread, draft.text)
  const latestText = useRef(draft.text)
  latestText.current = draft.text
  const size = judgeSize(draft.text)
  const fits = ({ kind }: ReturnType<typeof judgeSize>) => session.active && (kind === 'fits' || kind === 'near')

  const { written, send, sendHeld } = useSend({
    ...{ area, draft, latestText, typing, sending, hold, replyTo },
    fits,
    onReplyDone,
  })

  const { report, isHeld, dropReport } = useGoingOn({
    ...{ sessionId, isOpen: visible && session.active, area, clock: systemClock, written, send, strayEnter },
  })

  const onKeyDown = (event: KeyboardEvent) => {
    if (hold.answer(event, sendHeld)) return
    if (event.key === 'Escape' && replyTo !== null) {
      event.stopPropagation()
      onReplyDone?.()
      return
    }
    const by = pagesOf(event)
    if (by !== null) {
      event.preventDefault()
      return onPage(by)
    }
    // 229: a key that an input method still works on, in browsers that do not report it otherwise.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return
    event.preventDefault()
    if (!event.repeat && strayEnter.admits(size.kind !== 'empty')) void send()
  }

  const onChange = (text: string) => {
    strayEnter.typed()
    dropReport()
    hold.changed(text)
    sending.forget()
    draft.setText(text)
    if (!hasVisibleText(text)) typing.stop()
    else typing.typed()
  }

  const onLeave = () => {
    dropReport()
    draft.flush()
    typing.stop()
  }

  return {
    ...{ area, text: draft.text, size, send, report, isHeld, notKept: draft.failure },
    ...{ onKeyDown, onChange, onArrive: strayEnter.arrived, onLeave, onPaste: hold.pasted },
    ...{ doubts: hold.doubts, look: hold.release, sendHeld },
    ...{ maySend: fits(size), isStray: strayEnter.isStray, notSent: sending.failure },
    /** Something was typed, and nothing of it can be seen. White space alone needs no word: it is seen to be empty. */
    isBlank: size.kind === 'empty' && draft.text.trim() !== '',
  }
}

/** Returns by how many pages a key goes through what was said; null: it is another key, or one that selects. */
function pagesOf({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): 1 | -1 | null {
  if (altKey || ctrlKey || metaKey || shiftKey) return null
  return key === 'PageUp' ? -1 : key === 'PageDown' ? 1 : null
}

/**
 * Holds back an Enter that comes right after a switch to this composer, or after the focus has come to it from another one on the
 * screen: it may be meant for another patient.
 */
function useStrayEnter(visible: boolean) {
  const [isStray, setStray] = useState(false)
  const shown = useRef({ atMs: 0, typed: false })
  useEffect(() => {
    if (visible) shown.current = { atMs: systemClock.steady(), typed: false }
    setStray(false)
  }, [visible])
  return {
    isStray,
    arrived: () => {
      shown.current = { atMs: systemClock.steady(), typed: false }
    },
    /** Returns whether an Enter sends now; one that does not is stray if there is a text. */
    admits: (hasText: boolean) => {
      const mayEnter = mayEnterSend(shown.current.atMs, shown.current.typed, systemClock.steady())
      if (!mayEnter) setStray(hasText)
      return mayEnter
    },
    typed: () => {
      shown.current.typed = true
      setStray(false)
    },
  }
}
