import { type InputHTMLAttributes, type RefObject, useId } from 'react'
import type { Choice } from './choice.ts'
import classes from './Lifecycle.module.css'

interface ChoiceListProps {
  readonly legend: string
  readonly labels: readonly string[]
  readonly choice: Choice
  readonly onChoice: (choice: Choice) => void
  readonly ownLabel: string
  readonly ownText: string
  readonly onOwnText: (text: string) => void
  readonly ownRef: RefObject<HTMLInputElement | null>
  readonly ownInput: Pick<InputHTMLAttributes<HTMLInputElement>, 'inputMode' | 'maxLength'>
}

/** A short list whose numbers choose, and a line for what is not in it. Nothing is chosen at first. */
export function ChoiceList(props: ChoiceListProps) {
  const { legend, labels, choice, onChoice, ownLabel, ownText, onOwnText, ownRef, ownInput } = props
  const group = useId()
  return (
    <fieldset className={classes.choices}>
      <legend>{legend}</legend>
      {labels.map((label, index) => (
        <label key={label} className={classes.choice}>
          <input
            type="radio"
            name={group}
            checked={choice.kind === 'listed' && choice.number === index + 1}
            onChange={() => onChoice({ kind: 'listed', number: index + 1 })}
            {...(index === 0 ? { 'data-autofocus': true } : {})}
          />
          <kbd>{index + 1}</kbd>
          {label}
        </label>
      ))}
      <label className={classes.choice}>
        <input
          type="radio"
          name={group}
          checked={choice.kind === 'own'}
          onChange={() => onChoice({ kind: 'own' })}
          aria-label={ownLabel}
        />
        <kbd>{labels.length + 1}</kbd>
        <input
          ref={ownRef}
          type="text"
          className={classes.own}
          aria-label={ownLabel}
          placeholder={ownLabel}
          dir="auto"
          autoComplete="off"
          value={ownText}
          onFocus={() => onChoice({ kind: 'own' })}
          onChange={(event) => onOwnText(event.target.value)}
          {...ownInput}
        />
      </label>
    </fieldset>
  )
}
