import { type KeyboardEvent, type RefObject, useRef } from 'react'
import {
  type BlankAtHand,
  blankFrom,
  takeBlank,
  withFilledBlank,
} from '../../../../shared/model/replies/filledBlank.ts'
import type { OpenBlank } from '../../../../shared/model/replies/openBlanks.ts'

/** Writes a text into the composer, with a part of it selected. */
export type WriteText = (text: string, from: number, to: number) => void

/** The blanks of a composer's text: Tab goes to the next, Shift+Tab to the one before; what is written in one stands in all of its name. */
export function useBlanks(area: RefObject<HTMLTextAreaElement | null>, write: WriteText) {
  const atHand = useRef<BlankAtHand | null>(null)

  const goTo = (text: string, blank: OpenBlank) => {
    atHand.current = takeBlank(text, blank)
    write(text, blank.from, blank.to)
  }

  const filled = (text: string) => (atHand.current ? withFilledBlank(text, atHand.current) : null)

  return {
    goTo,
    /** The text has left. */
    forget: (): void => {
      atHand.current = null
    },
    /** Returns the text in which what was written in the blank at hand stands in all of its name. */
    settled: (text: string): string => filled(text)?.text ?? text,
    /** Takes the key that goes to another blank, and returns whether it did: where there is none on that side, Tab leaves the text as everywhere. */
    onKey: (event: KeyboardEvent): boolean => {
      if (event.key !== 'Tab' || event.ctrlKey || event.altKey || event.metaKey || !area.current) return false
      const { value, selectionStart, selectionEnd } = area.current
      const { text, start, end } = filled(value) ?? { text: value, start: selectionStart, end: selectionEnd }
      const next = event.shiftKey ? blankFrom(text, start, -1) : blankFrom(text, end, 1)
      if (!next && text === value) return false
      event.preventDefault()
      if (next) goTo(text, next)
      else {
        atHand.current = null
        write(text, end, end)
      }
      return true
    },
  }
}
