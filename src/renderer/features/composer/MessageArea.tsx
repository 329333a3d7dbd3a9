import { type ComponentProps, type RefObject, useLayoutEffect, useRef } from 'react'
import classes from './MessageArea.module.css'

interface MessageAreaProps extends Omit<ComponentProps<'textarea'>, 'ref' | 'value'> {
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly text: string
  /** Place in the text from which on it does not fit into one message, an index into it; null: all of it does. */
  readonly endsAt: number | null
}

/** The field of a text, in which what does not fit into one message is marked. */
export function MessageArea({ area, text, endsAt, ...field }: MessageAreaProps) {
  const ground = useRef<HTMLDivElement>(null)
  const follow = () => {
    if (ground.current && area.current) ground.current.scrollTop = area.current.scrollTop
  }
  useLayoutEffect(follow)
  return (
    <div className={classes.field}>
      {/* The same text below the field, unseen but for its mark: a field marks nothing itself. */}
      {endsAt !== null && (
        <div ref={ground} className={classes.ground} dir="auto" aria-hidden="true">
          {text.slice(0, endsAt)}
          <mark>{text.slice(endsAt)}</mark>
        </div>
      )}
      <textarea
        {...field}
        ref={area}
        className={classes.area}
        rows={2}
        dir="auto"
        value={text}
        data-over={endsAt !== null}
        onScroll={follow}
      />
    </div>
  )
}

/** Goes on writing where the text would have to end, and brings that place into view. */
export function goToTextEnd(area: HTMLTextAreaElement | null, endsAt: number): void {
  if (area === null) return
  area.focus({ preventScroll: true })
  area.setSelectionRange(endsAt, endsAt)
  const mark = area.parentElement?.querySelector('mark')
  if (mark) area.scrollTop = mark.offsetTop - area.clientHeight / 2
}
