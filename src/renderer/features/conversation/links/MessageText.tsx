import { useMemo } from 'react'
import { findLinks } from './findLinks.ts'
import classes from './Links.module.css'
import { useAskToOpen } from './linkContext.ts'

interface MessageTextProps {
  readonly text: string
  /** Whether the keyboard reaches the links: 0 in the message that it is at, else -1. */
  readonly tabIndex: number
}

/** The words of a message, character for character, with the addresses in them as links. A link asks before it opens. */
export function MessageText({ text, tabIndex }: MessageTextProps) {
  const ask = useAskToOpen()
  const parts = useMemo(() => findLinks(text), [text])
  return parts.map((part) =>
    part.kind === 'text' ? (
      part.text
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
        {part.text}
      </a>
    ),
  )
}
