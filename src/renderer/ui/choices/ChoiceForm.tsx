import { Button } from '@mantine/core'
import { type KeyboardEvent, type SyntheticEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import classes from './Choices.module.css'
import { Choices } from './Choices.tsx'
import { chosenInstant, localFieldOf, type TimeBounds, type TimeChoice, timeChoices } from './timeChoices.ts'

/** Words and instant that were chosen; null of what was not asked. */
export interface Choice {
  readonly text: string | null
  readonly at: number | null
}

interface ChoiceFormProps {
  /** The question for words: what is offered, without the last choice, which is in own words; null where none are asked for. */
  readonly words: {
    readonly legend: string
    readonly offered: readonly { readonly id: string; readonly label: string }[]
    readonly own: string
    readonly ownField: string
    readonly mostLength: number
    /** Problems: nothing was chosen; own words are missing. */
    readonly noChoice: string
    readonly noWords: string
  } | null
  /** The question for a time; null where none is asked for. */
  readonly time: (TimeBounds & { readonly legend: string; readonly nowMs: () => number; readonly none: string }) | null
  /** Words for why it cannot be done as it is now, or null. */
  readonly hindrance: string | null
  readonly confirmLabel: string
  readonly onCancel: () => void
  /** Resolves with why it could not be done, or null. */
  readonly onConfirm: (choice: Choice) => Promise<string | null>
}

const ownWords = 'own'

/** The choices so far, and their confirmation. */
function useChoice({ words, time, hindrance, onConfirm }: ChoiceFormProps) {
  const [word, setWord] = useState<string | null>(null)
  const [written, setWritten] = useState('')
  const [when, setWhen] = useState<TimeChoice>('halfHour')
  const [ownTime, setOwnTime] = useState(() => (time ? localFieldOf(time.nowMs() + 2 * 3_600_000) : ''))
  const [problem, setProblem] = useState('')
  const chosenText = () => (word === ownWords ? written : (words?.offered.find(({ id }) => id === word)?.label ?? ''))

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    if (hindrance !== null) return
    const text = words ? chosenText() : null
    const at = time ? chosenInstant(when, ownTime, time.nowMs(), time) : null
    if (words && !hasVisibleText(text ?? '')) setProblem(word === ownWords ? words.noWords : words.noChoice)
    else if (time && at === undefined) setProblem(time.none)
    else setProblem((await onConfirm({ text: text?.trim() ?? null, at: at ?? null })) ?? '')
  }
  /** A browser submits a form by Enter in a text, and not on every choice. */
  const confirm = (event: KeyboardEvent) => {
    const { key, target, nativeEvent, repeat } = event
    if (key === 'Enter' && !repeat && target instanceof HTMLInputElement && !nativeEvent.isComposing) void submit(event)
  }
  const chooseWord = (id: string) => {
    setWord(id)
    setProblem('')
  }
  const chooseTime = (id: string) => setWhen(timeChoices.find((one) => one === id) ?? 'halfHour')
  return {
    ...{ word, written, when, ownTime, problem },
    ...{ chooseWord, setWritten, chooseTime, setOwnTime, submit, confirm },
  }
}

/** A few words and a time, chosen with digits and arrows; Enter confirms from everywhere. */
export function ChoiceForm(props: ChoiceFormProps) {
  const { words, time, hindrance, confirmLabel, onCancel } = props
  const { t } = useTranslation()
  const times = useId()
  const choice = useChoice(props)
  const choose = (id: string, isByDigit: boolean) => {
    choice.chooseWord(id)
    // From the words to the time, as both are asked: a digit for each.
    if (isByDigit && id !== ownWords)
      document.querySelector<HTMLElement>(`#${CSS.escape(times)} input:checked`)?.focus()
  }

  return (
    <form
      className={classes.form}
      onSubmit={(event) => void choice.submit(event)}
      onKeyDown={choice.confirm}
      noValidate
    >
      {words && (
        <Choices
          legend={words.legend}
          choices={[...words.offered, { id: ownWords, label: words.own }]}
          chosen={choice.word}
          onChoose={choose}
          takesFocus
          own={{
            id: ownWords,
            field: (
              <input
                type="text"
                className={classes.field}
                aria-label={words.ownField}
                maxLength={words.mostLength}
                value={choice.written}
                dir="auto"
                onChange={({ currentTarget }) => choice.setWritten(currentTarget.value)}
              />
            ),
          }}
        />
      )}
      {time && (
        <div id={times}>
          <Choices
            legend={time.legend}
            choices={timeChoices.map((id) => ({ id, label: t(`later.time.${id}`) }))}
            chosen={choice.when}
            onChoose={choice.chooseTime}
            takesFocus={words === null}
            own={{
              id: 'own',
              field: (
                <input
                  type="datetime-local"
                  className={classes.field}
                  aria-label={t('later.ownTime')}
                  value={choice.ownTime}
                  onChange={({ currentTarget }) => choice.setOwnTime(currentTarget.value)}
                />
              ),
            }}
          />
        </div>
      )}
      <p className={classes.problem} role="alert">
        {hindrance ?? choice.problem}
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onCancel}>
          {t('app.cancel')}
        </Button>
        <Button type="submit" aria-disabled={hindrance !== null}>
          {confirmLabel}
        </Button>
      </div>
    </form>
  )
}
