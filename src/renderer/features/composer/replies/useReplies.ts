import { type RefObject, useLayoutEffect, useRef } from 'react'
import type { SessionSummary } from '../../../../shared/ipc/session.ts'
import { useBlanks, type WriteText } from './useBlanks.ts'
import { useReplyList } from './useReplyList.ts'

interface RepliesParts {
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly session: SessionSummary
  readonly change: (text: string) => void
}

/** The quick replies of one composer and the blanks of its text. What they write is selected once it is drawn. */
export function useReplies({ area, session, change }: RepliesParts) {
  const waiting = useRef<{ readonly text: string; readonly from: number; readonly to: number } | null>(null)
  const write: WriteText = (text, from, to) => {
    change(text)
    // A text that stays as it is is not drawn again.
    if (area.current?.value === text) area.current.setSelectionRange(from, to)
    else waiting.current = { text, from, to }
  }
  useLayoutEffect(() => {
    const next = waiting.current
    waiting.current = null
    if (next && area.current?.value === next.text) area.current.setSelectionRange(next.from, next.to)
  })
  const blanks = useBlanks(area, write)
  const list = useReplyList({ area, session, write, goToBlank: blanks.goTo })
  return { blanks, list }
}
