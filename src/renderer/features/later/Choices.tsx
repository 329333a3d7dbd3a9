import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import classes from './Later.module.css'

interface Choice {
  readonly id: string
  readonly label: string
}

interface ChoicesProps {
  readonly legend: string
  readonly choices: readonly Choice[]
  readonly chosen: string | null
  /** `isByDigit`: by its number, and not by an arrow on the way to another. */
  readonly onChoose: (id: string, isByDigit: boolean) => void
  /** Whether the focus begins here. */
  readonly takesFocus?: boolean
  /** The choice that is written, and its field, which is there while it is chosen. */
  readonly own: { readonly id: string; readonly field: ReactNode }
}

/** A few choices, each with a digit. */
export function Choices({ legend, choices, chosen, onChoose, takesFocus = false, own }: ChoicesProps) {
  const name = useId()
  const root = useRef<HTMLFieldSetElement>(null)

  const onKeyDown = (event: KeyboardEvent) => {
    const { target, key, ctrlKey, altKey, metaKey } = event
    if (ctrlKey || altKey || metaKey || (target instanceof HTMLInputElement && target.type !== 'radio')) return
    const choice = choices[Number(key) - 1]
    if (!choice || !/^[1-9]$/.test(key)) return
    event.preventDefault()
    root.current?.querySelector<HTMLElement>(`input[value="${CSS.escape(choice.id)}"]`)?.focus()
    onChoose(choice.id, true)
  }

  return (
    <fieldset ref={root} className={classes.choices} onKeyDown={onKeyDown}>
      <legend>{legend}</legend>
      {choices.map(({ id, label }, index) => (
        <label key={id} className={classes.choice}>
          <input
            type="radio"
            name={name}
            value={id}
            checked={id === chosen}
            data-autofocus={takesFocus && index === 0 ? true : undefined}
            onChange={() => onChoose(id, false)}
          />
          <span className={classes.digit} aria-hidden="true">
            {index + 1}
          </span>
          <span>{label}</span>
        </label>
      ))}
      <div className={classes.own} data-shown={chosen === own.id}>
        {chosen === own.id && own.field}
      </div>
    </fieldset>
  )
}
