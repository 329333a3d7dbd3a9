import { type ComponentProps, Fragment, type RefObject, useLayoutEffect, useRef } from 'react'
import classes from './MessageArea.module.css'
import type { TextSize } from './sendRules.ts'

/** A part of a text, from and to an index into it. */
export interface TextMark {
  readonly kind: 'excess' | 'blank'
  readonly from: number
  readonly to: number
}

/** Returns what is marked in a text of this size. */
export function marksOf(size: TextSize, text: string): readonly TextMark[] {
  if (size.kind === 'over') return [{ kind: 'excess', from: size.endsAt, to: text.length }]
  if (size.kind !== 'open') return noMarks
  return size.blanks.map(({ from, to }) => ({ kind: 'blank', from, to }))
}

const noMarks: readonly TextMark[] = []

interface MessageAreaProps extends Omit<ComponentProps<'textarea'>, 'ref' | 'value'> {
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly text: string
  /** Parts of the text that are marked, in their order: what does not fit into one message, and blanks. */
  readonly marks: readonly TextMark[]
}

/** The field of a text, in which parts are marked. */
export function MessageArea({ area, text, marks, ...field }: MessageAreaProps) {
  const ground = useRef<HTMLDivElement>(null)
  const follow = () => {
    if (ground.current && area.current) ground.current.scrollTop = area.current.scrollTop
  }
  useLayoutEffect(follow)
  return (
    <div className={classes.field}>
      {/* The same text below the field, unseen but for its mark: a field marks nothing itself. */}
      {marks.length > 0 && (
        <div ref={ground} className={classes.ground} dir="auto" aria-hidden="true">
          {marks.map(({ kind, from, to }, at) => (
            <Fragment key={from}>
              {text.slice(marks[at - 1]?.to ?? 0, from)}
              <mark data-kind={kind}>{text.slice(from, to)}</mark>
            </Fragment>
          ))}
          {text.slice(marks.at(-1)?.to)}
        </div>
      )}
      <textarea
        {...field}
        ref={area}
        className={classes.area}
        rows={2}
        dir="auto"
        value={text}
        data-marked={marks.length > 0}
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
