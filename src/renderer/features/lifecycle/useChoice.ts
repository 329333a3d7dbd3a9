import { type KeyboardEvent, useRef, useState } from 'react'
import { type Choice, choiceOfKey } from './choice.ts'

/** The choice from a numbered list of so many and own words, with its keys, and whether it was asked for and not made. */
export function useChoice(count: number) {
  const [choice, setChoice] = useState<Choice>({ kind: 'none' })
  const [ownText, setOwnText] = useState('')
  const [isRefused, setRefused] = useState(false)
  const ownRef = useRef<HTMLInputElement>(null)

  const onChoice = (next: Choice) => {
    setRefused(false)
    setChoice(next)
    if (next.kind === 'own') ownRef.current?.focus()
  }
  const onKey = (event: KeyboardEvent) => {
    const { target } = event
    if (target instanceof HTMLInputElement && target.type !== 'radio') return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const next = choiceOfKey(event.key, count)
    if (next === null) return
    event.preventDefault()
    onChoice(next)
  }
  return {
    choice,
    ownText,
    isRefused,
    /** Asks for a choice before anything is done. */
    refuse: () => setRefused(true),
    onKey,
    listProps: {
      ...{ choice, onChoice, ownText, ownRef },
      onOwnText: (text: string) => {
        setRefused(false)
        setOwnText(text)
      },
    },
  }
}
