import { useEffect, useRef, useState } from 'react'

interface ConfirmButtonProps {
  readonly label: string
  /** Question asked once, in the button's place, before the action. */
  readonly question: string
  readonly confirmLabel: string
  readonly cancelLabel: string
  readonly onConfirm: () => void
}

/** A button for what cannot be undone: it asks once, where it stands. Escape is no. */
export function ConfirmButton({ label, question, confirmLabel, cancelLabel, onConfirm }: ConfirmButtonProps) {
  const [asking, setAsking] = useState(false)
  const first = useRef<HTMLButtonElement>(null)
  const answer = useRef<HTMLButtonElement>(null)
  const asked = useRef(false)

  useEffect(() => {
    if (asking) answer.current?.focus()
    else if (asked.current) first.current?.focus()
    asked.current = asking
  }, [asking])

  if (!asking) {
    return (
      <button ref={first} type="button" onClick={() => setAsking(true)}>
        {label}
      </button>
    )
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box
    <span
      role="group"
      aria-label={question}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        setAsking(false)
      }}
    >
      {question}{' '}
      <button type="button" onClick={onConfirm}>
        {confirmLabel}
      </button>{' '}
      <button ref={answer} type="button" onClick={() => setAsking(false)}>
        {cancelLabel}
      </button>
    </span>
  )
}
