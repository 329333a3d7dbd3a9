import { Button, Modal } from '@mantine/core'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useActions, useReadConsole, useRelayNow } from '../../state/ConsoleContext.tsx'
import type { Landing } from '../../state/landing.ts'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import classes from './DayDialog.module.css'
import { dayText, startOfDay } from './days.ts'

/** The thread of which somebody wants to see a day. */
export interface DayQuestion {
  readonly sessionId: SessionId
  readonly thread: Thread
}

interface DayDialogProps {
  readonly question: DayQuestion | null
  readonly onClose: () => void
  /** Opens the session where that day begins. */
  readonly onLand: (landing: Landing) => void
}

/** Asks for a day, and goes to where it begins in the conversation, or to the next one that has something in it. */
export function DayDialog({ question, onClose, onLand }: DayDialogProps) {
  const { t } = useTranslation()
  useLentFocus(question !== null)
  return (
    <Modal
      opened={question !== null}
      onClose={onClose}
      returnFocus={false}
      title={t('day.title')}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      size={360}
      yOffset="18vh"
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
    >
      {question && <DayForm question={question} onClose={onClose} onLand={onLand} />}
    </Modal>
  )
}

interface DayFormProps extends Omit<DayDialogProps, 'question'> {
  readonly question: DayQuestion
}

function DayForm({ question, onClose, onLand }: DayFormProps) {
  const { t } = useTranslation()
  const { findSince } = useActions()
  const readConsole = useReadConsole()
  const relayNow = useRelayNow()
  const id = useId()
  const [bounds] = useState(() => {
    const createdAt = readConsole().sessions.get(question.sessionId)?.createdAt
    return { min: createdAt === undefined ? undefined : dayText(createdAt), max: dayText(relayNow()) }
  })
  const [day, setDay] = useState(bounds.max)
  const [said, setSaid] = useState('')
  const isGone = useRef(false)
  useEffect(() => {
    isGone.current = false
    return () => {
      isGone.current = true
    }
  }, [])

  const go = async (event: FormEvent) => {
    event.preventDefault()
    const at = startOfDay(day)
    if (at === null) return setSaid(t('day.notADay'))
    setSaid(t('day.finding'))
    const answer = await findSince(question.sessionId, question.thread, at)
    if (isGone.current) return
    if (!answer.ok) return setSaid(answer.failure.message)
    if (answer.value.found === null) return setSaid(t('day.nothing'))
    onClose()
    onLand({ ...question, seq: answer.value.found.seq, takesFocus: false, stand: { kind: 'dayBegins' } })
  }

  return (
    // What is out of bounds is no mistake: before the first day is the first.
    <form noValidate onSubmit={(event) => void go(event)}>
      <label className={classes.label} htmlFor={id}>
        {t('day.label')}
      </label>
      <div className={classes.line}>
        <input
          id={id}
          data-autofocus
          className={classes.field}
          type="date"
          min={bounds.min}
          max={bounds.max}
          value={day}
          onChange={(event) => {
            setDay(event.currentTarget.value)
            setSaid('')
          }}
        />
        <Button type="submit">{t('day.go')}</Button>
      </div>
      <p className={classes.said} role="status">
        {said}
      </p>
    </form>
  )
}
