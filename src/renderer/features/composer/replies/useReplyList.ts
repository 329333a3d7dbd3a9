import { type KeyboardEvent, type RefObject, useMemo, useState } from 'react'
import type { SessionSummary } from '../../../../shared/ipc/session.ts'
import { findReplies, type OfferedReply } from '../../../../shared/model/replies/findReplies.ts'
import { fillBlanks, openBlanks } from '../../../../shared/model/replies/openBlanks.ts'
import { useConsole } from '../../../state/ConsoleContext.tsx'
import { replyQuery } from './replyQuery.ts'
import type { useBlanks, WriteText } from './useBlanks.ts'
import { useReplyValues } from './useReplyValues.ts'

/** The list while it is open: place of the stroke that opened it, what is looked for, and which of the replies is chosen. */
interface OpenList {
  readonly at: number
  /** Whether it was asked for by its key, which wrote the stroke. */
  readonly isAsked: boolean
  readonly query: string
  readonly chosen: number
}

interface ReplyListParts {
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly session: SessionSummary
  readonly write: WriteText
  readonly goToBlank: ReturnType<typeof useBlanks>['goTo']
}

const none: readonly OfferedReply[] = []

/** The list of quick replies of one composer: opened by `/` in an empty text, or by its key at the caret; filtered by what follows. */
export function useReplyList({ area, session, write, goToBlank }: ReplyListParts) {
  const own = useConsole(({ replies }) => replies)
  const clinic = useConsole((state) => state.clinic.replies)
  const valuesNow = useReplyValues(session)
  const [open, setOpen] = useState<OpenList | null>(null)
  const query = open?.query ?? null
  const found = useMemo(() => (query === null ? none : findReplies({ own, clinic }, query)), [own, clinic, query])
  const chosen = Math.min(open?.chosen ?? 0, found.length - 1)

  const choose = (reply: OfferedReply) => {
    if (!open || !area.current) return
    const { value } = area.current
    const text = fillBlanks(reply.text, valuesNow())
    const before = value.slice(0, open.at)
    const whole = before + text + value.slice(open.at + 1 + open.query.length)
    const end = before.length + text.length
    const blank = openBlanks(whole).find(({ from }) => from >= before.length && from < end)
    if (blank) goToBlank(whole, blank)
    else write(whole, end, end)
    setOpen(null)
  }

  const leave = () => {
    // A stroke that a key wrote goes with it, and what was looked for; one that was typed may be the beginning of a text.
    if (open?.isAsked && area.current) {
      const { value } = area.current
      write(value.slice(0, open.at) + value.slice(open.at + 1 + open.query.length), open.at, open.at)
    }
    setOpen(null)
  }

  const onKey = (event: KeyboardEvent): boolean => {
    if (!open || event.nativeEvent.isComposing || event.keyCode === 229) return false
    if (event.ctrlKey || event.metaKey || event.altKey) return false
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null
    const takes = event.key === 'Enter' || event.key === 'Tab'
    if ((by === null && !takes && event.key !== 'Escape') || event.shiftKey) return false
    event.preventDefault()
    event.stopPropagation()
    const reply = found[chosen]
    if (by !== null && found.length > 0) setOpen({ ...open, chosen: (chosen + by + found.length) % found.length })
    else if (event.key === 'Escape') leave()
    else if (takes && reply && !event.repeat) choose(reply)
    return true
  }

  return {
    ...{ isOpen: open !== null, found, chosen, choose, onKey },
    /** The text was written on: `before` is what it was. */
    changed: (text: string, before: string): void => {
      if (open === null) {
        if (text === '/' && before === '') setOpen({ at: 0, isAsked: false, query: '', chosen: 0 })
        return
      }
      const next = replyQuery(text, open.at, area.current?.selectionEnd ?? text.length)
      setOpen(next === null ? null : { ...open, query: next, chosen: 0 })
    },
    /** The caret was moved: out of what is looked for it leads out of the list. */
    moved: (): void => {
      const caret = area.current?.selectionEnd ?? 0
      if (open && (caret <= open.at || caret > open.at + 1 + open.query.length)) setOpen(null)
    },
    /** Opens the list at the caret. */
    ask: (): void => {
      if (open || !area.current) return
      const { value, selectionEnd: at } = area.current
      write(`${value.slice(0, at)}/${value.slice(at)}`, at + 1, at + 1)
      setOpen({ at, isAsked: true, query: '', chosen: 0 })
    },
    close: (): void => {
      if (open) leave()
    },
  }
}

export type ReplyList = ReturnType<typeof useReplyList>
