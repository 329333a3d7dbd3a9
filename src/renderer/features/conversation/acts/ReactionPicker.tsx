import { type KeyboardEvent, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { reactionChoices } from '../../../../shared/model/changes/reactionChoices.ts'
import classes from './MessageTools.module.css'

interface ReactionPickerProps {
  /** Emoji with which this person has reacted. */
  readonly own: readonly string[]
  /** Returns the element beside which it opens. */
  readonly beside: () => HTMLElement | null
  readonly onChoose: (emoji: string) => void
  readonly onClose: () => void
}

/** Eight reactions in a row, chosen with their digits, the arrows or a press. Escape or a press elsewhere closes it; the message has the focus again. */
export function ReactionPicker({ own, beside, onChoose, onClose }: ReactionPickerProps) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const latest = useRef(beside)
  useLayoutEffect(() => {
    const source = latest.current()
    box.current?.showPopover(source ? { source } : {})
    box.current?.querySelector('button')?.focus()
  }, [])

  const choose = (emoji: string) => {
    box.current?.hidePopover()
    onChoose(emoji)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    const digit = /^Digit([1-8])$/.exec(event.code)?.[1] ?? /^[1-8]$/.exec(event.key)?.[0]
    const emoji =
      digit && !event.ctrlKey && !event.altKey && !event.metaKey ? reactionChoices[Number(digit) - 1] : undefined
    if (emoji) {
      event.preventDefault()
      choose(emoji)
    }
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') step(event.key === 'ArrowRight' ? 1 : -1)
  }
  const step = (by: number) => {
    const buttons = [...(box.current?.querySelectorAll('button') ?? [])]
    const at = buttons.findIndex((button) => button.matches(':focus'))
    buttons[(at + by + buttons.length) % buttons.length]?.focus()
  }

  return (
    <div
      ref={box}
      popover="auto"
      className={classes.picker}
      onToggle={(event) => {
        if (event.newState === 'closed') onClose()
      }}
    >
      <fieldset className={classes.choices} aria-label={t('message.picker')}>
        {reactionChoices.map((emoji, index) => (
          <button
            key={emoji}
            type="button"
            className={classes.choice}
            onKeyDown={onKeyDown}
            aria-pressed={own.includes(emoji)}
            aria-label={t('message.pickerChoice', { emoji, key: index + 1 })}
            onClick={() => choose(emoji)}
          >
            {emoji}
            <small aria-hidden="true">{index + 1}</small>
          </button>
        ))}
      </fieldset>
    </div>
  )
}
