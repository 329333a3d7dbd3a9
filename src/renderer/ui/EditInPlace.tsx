import { useState } from 'react'
import { hasVisibleText } from '../../shared/model/text/visibleText.ts'
import classes from './EditInPlace.module.css'

interface EditInPlaceProps {
  readonly text: string
  readonly label: string
  readonly saveLabel: string
  readonly cancelLabel: string
  /** Hears every change, so that what is not saved yet can be kept. */
  readonly onChange?: (text: string) => void
  readonly onSave: (text: string) => Promise<void>
  readonly onCancel: () => void
}

/** A text to change where it stands. Ctrl+Enter saves, Escape gives up; an empty text cannot be saved. */
export function EditInPlace({ text, label, saveLabel, cancelLabel, onChange, onSave, onCancel }: EditInPlaceProps) {
  const [current, setCurrent] = useState(text)
  const [saving, setSaving] = useState(false)
  const canSave = !saving && hasVisibleText(current)
  const save = async () => {
    if (!canSave) return
    setSaving(true)
    await onSave(current)
    setSaving(false)
  }
  return (
    <div className={classes.edit}>
      <textarea
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to edit this text
        autoFocus
        onFocus={(event) => event.target.setSelectionRange(event.target.value.length, event.target.value.length)}
        aria-label={label}
        dir="auto"
        rows={Math.min(8, Math.max(2, current.split('\n').length))}
        value={current}
        onChange={(event) => {
          setCurrent(event.target.value)
          onChange?.(event.target.value)
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') {
            event.stopPropagation()
            onCancel()
          } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault()
            void save()
          }
        }}
      />
      <div className={classes.buttons}>
        <button type="button" disabled={!canSave} onClick={() => void save()}>
          {saveLabel}
        </button>
        <button type="button" onClick={onCancel}>
          {cancelLabel}
        </button>
      </div>
    </div>
  )
}
