import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { systemClock } from '../../../shared/model/timing/clock.ts'
import { judgeSize, mayEnterSend, textGivenBack } from './sendRules.ts'
import { useDraft } from './useDraft.ts'
import { useSending } from './useSending.ts'
import { useTypingNotice } from './useTypingNotice.ts'

interface ComposerInput {
  readonly session: SessionSummary
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly visible: boolean
  readonly replyTo: EntryId | null
  readonly onReplyDone: (() => void) | undefined
}

/** The text of a composer from the first key until it is sent: what it is, what is wrong with it, and what each key does. */
export function useComposer({ session, sessionId, thread, visible, replyTo, onReplyDone }: ComposerInput) {
  const area = useRef<HTMLTextAreaElement>(null)
  const draft = useDraft(sessionId, thread, session.drafts[thread], visible)
  const typing = useTypingNotice(sessionId, thread)
  const sending = useSending(sessionId, thread)
  const strayEnter = useStrayEnter(visible)
  const latestText = useRef(draft.text)
  latestText.current = draft.text
  const size = judgeSize(draft.text)
  const fits = ({ kind }: ReturnType<typeof judgeSize>) => session.active && (kind === 'fits' || kind === 'near')

  const send = async () => {
    // The text at this key, which may not have been drawn yet.
    const sent = area.current?.value ?? draft.text
    if (!fits(judgeSize(sent))) return
    typing.stop()
    const taken = draft.take()
    latestText.current = ''
    onReplyDone?.()
    if (await sending.send(sent, replyTo, taken)) return draft.released(taken)
    latestText.current = textGivenBack(sent, latestText.current)
    draft.setText(latestText.current)
    draft.flush()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && replyTo !== null) {
      event.stopPropagation()
      onReplyDone?.()
      return
    }
    // 229: a key that an input method still works on, in browsers that do not report it otherwise.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return
    event.preventDefault()
    if (!event.repeat && strayEnter.admits(size.kind !== 'empty')) void send()
  }

  const onChange = (text: string) => {
    strayEnter.typed()
    sending.forget()
    draft.setText(text)
    if (!hasVisibleText(text)) typing.stop()
    else typing.typed()
  }

  const onLeave = () => {
    draft.flush()
    typing.stop()
  }

  return {
    ...{ area, size, send, onKeyDown, onChange, onLeave, text: draft.text, notKept: draft.failure },
    ...{ maySend: fits(size), isStray: strayEnter.isStray, notSent: sending.failure },
  }
}

/** Holds back an Enter that comes right after a switch to this composer: it may be meant for another patient. */
function useStrayEnter(visible: boolean) {
  const [isStray, setStray] = useState(false)
  const shown = useRef({ atMs: 0, typed: false })
  useEffect(() => {
    if (visible) shown.current = { atMs: systemClock.now(), typed: false }
    setStray(false)
  }, [visible])
  return {
    isStray,
    /** Returns whether an Enter sends now; one that does not is stray if there is a text. */
    admits: (hasText: boolean) => {
      const mayEnter = mayEnterSend(shown.current.atMs, shown.current.typed, systemClock.now())
      if (!mayEnter) setStray(hasText)
      return mayEnter
    },
    typed: () => {
      shown.current.typed = true
      setStray(false)
    },
  }
}
