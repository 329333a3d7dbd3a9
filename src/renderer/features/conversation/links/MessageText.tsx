import { Fragment, type ReactNode, useMemo } from 'react'
import { markedParts, piecesOf, useMarks } from '../find/marks.ts'
import { findLinks } from './findLinks.ts'
import classes from './Links.module.css'
import { useAskToOpen } from './linkContext.ts'

interface MessageTextProps {
  readonly text: string
  /** Whether the keyboard reaches the links: 0 in the message that it is at, else -1. */
  readonly tabIndex: number
}

/**
 * The words of a message, character for character, with the addresses in them as links and what is looked for marked. A link asks before it
 * opens.
 */
export function MessageText({ text, tabIndex }: MessageTextProps) {
  const ask = useAskToOpen()
  const { phrases } = useMarks()
  const parts = useMemo(() => findLinks(text), [text])
  const marked = useMemo(() => markedParts(text, phrases), [text, phrases])
  const drawn = (part: string, from: number): ReactNode =>
    marked.length === 0
      ? part
      : piecesOf(part, from, marked).map((piece) =>
          piece.isMarked ? (
            <mark key={piece.from} className={classes.found}>
              {piece.text}
            </mark>
          ) : (
            <Fragment key={piece.from}>{piece.text}</Fragment>
          ),
        )
  return parts.map((part) =>
    part.kind === 'text' ? (
      <Fragment key={part.from}>{drawn(part.text, part.from)}</Fragment>
    ) : (
      <a
        key={part.from}
        className={classes.link}
        href={part.address.href}
        tabIndex={tabIndex}
        draggable={false}
        onClick={(event) => {
          event.preventDefault()
          ask(part.address)
        }}
        // The middle button would open it without a question.
        onAuxClick={(event) => event.preventDefault()}
      >
        {drawn(part.text, part.from)}
      </a>
    ),
  )
}
