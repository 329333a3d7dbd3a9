import { Button } from '@mantine/core'
import { type KeyboardEvent, type SyntheticEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mostLaterReason } from '../../../shared/model/later.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import { useConsole, useRelayNow } from '../../state/ConsoleContext.tsx'
import { Choices } from './Choices.tsx'
import classes from './Later.module.css'
import { type LaterKind, type LaterTime, laterReasons, laterTimes, localFieldOf, untilOf } from './laterChoices.ts'

/** A decision: `until` is null where no answer is needed. */
export interface LaterPut {
  readonly until: number | null
  readonly reason: string
}

interface LaterFormProps {
  readonly kind: LaterKind
  /** Words for why it cannot be put off as it is now, or null. */
  readonly hindrance: string | null
  readonly onClose: () => void
  readonly onPut: (put: LaterPut) => Promise<string | null>
}

const ownWords = 'own'

/** The choices so far, and their confirmation. */
function useChoice({ kind, hindrance, onPut }: Pick<LaterFormProps, 'kind' | 'hindrance' | 'onPut'>) {
  const { t } = useTranslation()
  const relayNow = useRelayNow()
  const [reason, setReason] = useState<string | null>(null)
  const [words, setWords] = useState('')
  const [time, setTime] = useState<LaterTime>('halfHour')
  const [ownTime, setOwnTime] = useState(() => localFieldOf(relayNow() + 2 * 3_600_000))
  const [problem, setProblem] = useState('')
  const ofClinic = useConsole(({ clinic }) => clinic.laterReasons)
  const offered = [
    ...(kind === 'later' && ofClinic.length > 0
      ? ofClinic.map((label) => ({ id: `clinic ${label}`, label }))
      : laterReasons[kind].map((id) => ({ id, label: t(`later.reason.${id}`) }))),
    { id: ownWords, label: t(`later.reason.${ownWords}`) },
  ]

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    if (hindrance !== null) return
    const text = reason === ownWords ? words : (offered.find(({ id }) => id === reason)?.label ?? '')
    const until = kind === 'later' ? untilOf(time, ownTime, relayNow()) : null
    if (!hasVisibleText(text)) setProblem(t(reason === ownWords ? 'later.noWords' : 'later.noReason'))
    else if (until === undefined) setProblem(t('later.noTime'))
    else setProblem((await onPut({ until, reason: text.trim() })) ?? '')
  }
  /** A browser submits a form by Enter in a text, and not on every choice. */
  const confirm = (event: KeyboardEvent) => {
    const { key, target, nativeEvent } = event
    if (key === 'Enter' && target instanceof HTMLInputElement && !nativeEvent.isComposing) void submit(event)
  }
  const chooseReason = (id: string) => {
    setReason(id)
    setProblem('')
  }
  const chooseTime = (id: string) => setTime(laterTimes.find((one) => one === id) ?? 'halfHour')
  return {
    ...{ reason, reasons: offered, words, time, ownTime, problem },
    ...{ chooseReason, setWords, chooseTime, setOwnTime, submit, confirm },
  }
}

/** The choices, made with digits and arrows; Enter confirms from everywhere. */
export function LaterForm({ kind, hindrance, onClose, onPut }: LaterFormProps) {
  const { t } = useTranslation()
  const times = useId()
  const choice = useChoice({ kind, hindrance, onPut })
  const { reason, reasons, words, time, ownTime, problem, submit, confirm } = choice
  const choose = (id: string, isByDigit: boolean) => {
    choice.chooseReason(id)
    // From the reason to the time, as both are asked: a digit for each.
    if (isByDigit && id !== ownWords)
      document.querySelector<HTMLElement>(`#${CSS.escape(times)} input:checked`)?.focus()
  }

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} onKeyDown={confirm} noValidate>
      <Choices
        legend={t(`later.reasons.${kind}`)}
        choices={reasons}
        chosen={reason}
        onChoose={choose}
        takesFocus
        own={{
          id: ownWords,
          field: (
            <input
              type="text"
              className={classes.field}
              aria-label={t('later.words')}
              maxLength={mostLaterReason}
              value={words}
              onChange={({ currentTarget }) => choice.setWords(currentTarget.value)}
            />
          ),
        }}
      />
      {kind === 'later' && (
        <div id={times}>
          <Choices
            legend={t('later.times')}
            choices={laterTimes.map((id) => ({ id, label: t(`later.time.${id}`) }))}
            chosen={time}
            onChoose={choice.chooseTime}
            own={{
              id: 'own',
              field: (
                <input
                  type="datetime-local"
                  className={classes.field}
                  aria-label={t('later.ownTime')}
                  value={ownTime}
                  onChange={({ currentTarget }) => choice.setOwnTime(currentTarget.value)}
                />
              ),
            }}
          />
        </div>
      )}
      <p className={classes.problem} role="alert">
        {hindrance ?? problem}
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {t('app.cancel')}
        </Button>
        <Button type="submit" aria-disabled={hindrance !== null}>
          {t(`later.confirm.${kind}`)}
        </Button>
      </div>
    </form>
  )
}
