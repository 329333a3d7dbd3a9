import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mostUndoSeconds } from '../../../shared/ipc/settings.ts'
import { useActions, useConsole } from '../../state/ConsoleContext.tsx'
import classes from './WritingDialog.module.css'

/** For how many seconds a message lies here before it goes. What is typed is saved as soon as it is a number that can be kept. */
export function UndoField() {
  const { t } = useTranslation()
  const { saveSettings } = useActions()
  const settings = useConsole((state) => state.settings)
  const [typed, setTyped] = useState(String(settings.undoSeconds))
  const [problem, setProblem] = useState('')
  const hintId = useId()
  const save = async (text: string) => {
    setTyped(text)
    const seconds = text.trim() === '' ? Number.NaN : Number(text)
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > mostUndoSeconds)
      return setProblem(t('writing.undo.notSo', { most: mostUndoSeconds }))
    const result = await saveSettings({ ...settings, undoSeconds: seconds })
    setProblem(result.ok ? '' : result.failure.message)
  }
  return (
    <section className={classes.part}>
      <h3 className={classes.heading}>{t('writing.undo.title')}</h3>
      <label className={classes.line}>
        {t('writing.undo.label')}
        <input
          type="number"
          className={classes.number}
          min={0}
          max={mostUndoSeconds}
          step={1}
          value={typed}
          aria-describedby={hintId}
          aria-invalid={problem !== ''}
          onChange={({ currentTarget }) => void save(currentTarget.value)}
        />
      </label>
      <p id={hintId} className={classes.hint}>
        {t('writing.undo.hint', { most: mostUndoSeconds })}
      </p>
      <p className={classes.problem} role="alert">
        {problem}
      </p>
    </section>
  )
}
