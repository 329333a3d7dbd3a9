import { type KeyboardEvent, type SyntheticEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { blankNames, openBlanks } from '../../../shared/model/replies/openBlanks.ts'
import { faultOfReply, mostReplyName, type OwnReply } from '../../../shared/model/replies/quickReply.ts'
import { knownBlanks } from '../../../shared/model/replies/replyValues.ts'
import { useActions } from '../../state/ConsoleContext.tsx'
import classes from './WritingDialog.module.css'

interface ReplyFormProps {
  /** The reply as it was read; null: a new one. */
  readonly reply: OwnReply | null
  /** It is saved, or left as it was. */
  readonly onDone: () => void
}

/** An own quick reply that is written. Enter in the name or Ctrl+Enter saves; Escape leaves it, and asks once where that would lose something. */
function useReplyForm({ reply, onDone }: ReplyFormProps) {
  const { t } = useTranslation()
  const { saveReply, newMessageId } = useActions()
  const [newId] = useState(newMessageId)
  const [name, setName] = useState(reply?.name ?? '')
  const [text, setText] = useState(reply?.text ?? '')
  const [problem, setProblem] = useState('')
  const [mayLeave, setMayLeave] = useState(false)
  const isChanged = name !== (reply?.name ?? '') || text !== (reply?.text ?? '')

  const save = async (event: SyntheticEvent) => {
    event.preventDefault()
    const fault = faultOfReply({ name, text })
    if (fault) return setProblem(t(`writing.fault.${fault}`, { most: mostReplyName }))
    const result = await saveReply({ id: reply?.id ?? newId, name, text, version: reply?.version ?? 0 })
    if (result.ok) onDone()
    else setProblem(result.failure.message)
  }
  const leave = () => {
    if (!isChanged || mayLeave) return onDone()
    setMayLeave(true)
    setProblem(t('writing.leaveAgain'))
  }
  const changed = (change: () => void) => {
    change()
    setProblem('')
    setMayLeave(false)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      leave()
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.repeat) void save(event)
  }
  return {
    ...{ name, text, problem, save, leave, onKeyDown },
    setName: (next: string) => changed(() => setName(next)),
    setText: (next: string) => changed(() => setText(next)),
  }
}

export function ReplyForm(props: ReplyFormProps) {
  const { t } = useTranslation()
  const form = useReplyForm(props)
  const blanks = blankNames(openBlanks(form.text))
  const hintId = useId()
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])
  return (
    <form
      className={classes.part}
      aria-label={t(props.reply ? 'writing.changing' : 'writing.adding')}
      onSubmit={(event) => void form.save(event)}
      onKeyDown={form.onKeyDown}
      noValidate
    >
      <h3 className={classes.heading}>{t(props.reply ? 'writing.changing' : 'writing.adding')}</h3>
      <label className={classes.field}>
        {t('writing.name')}
        <input
          ref={first}
          type="text"
          dir="auto"
          value={form.name}
          onChange={({ currentTarget }) => form.setName(currentTarget.value)}
        />
      </label>
      <label className={classes.field}>
        {t('writing.text')}
        <textarea
          rows={6}
          dir="auto"
          value={form.text}
          aria-describedby={hintId}
          onChange={({ currentTarget }) => form.setText(currentTarget.value)}
        />
      </label>
      <p id={hintId} className={classes.hint}>
        {t('writing.blanks', { known: knownBlanks.map((name) => `{${name}}`).join(' ') })}
      </p>
      <p className={classes.hint} role="status">
        {blanks.length > 0 && t('writing.has', { names: blanks.join(', ') })}
      </p>
      <p className={classes.problem} role="alert">
        {form.problem}
      </p>
      <div className={classes.buttons}>
        <button type="button" onClick={form.leave}>
          {t('app.cancel')}
        </button>
        <button type="submit" className={classes.save}>
          {t('writing.save')}
        </button>
      </div>
    </form>
  )
}
