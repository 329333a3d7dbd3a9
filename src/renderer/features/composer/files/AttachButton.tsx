import { Paperclip } from 'lucide-react'
import { type RefObject, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useWriting } from '../../../state/writing.ts'
import classes from './AttachButton.module.css'

interface AttachButtonProps {
  readonly onFiles: (files: readonly File[]) => void
  /** The text, where one goes on afterwards. */
  readonly area: RefObject<HTMLTextAreaElement | null>
}

/** Asks the system for files to attach. The key of the same action presses it. */
export function AttachButton({ onFiles, area }: AttachButtonProps) {
  const { t } = useTranslation()
  const { keys } = useWriting()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button
        type="button"
        className={classes.attach}
        aria-label={t('files.attach')}
        title={`${t('files.attach')} (${keys.attachFiles})`}
        data-attach
        onClick={() => input.current?.click()}
      >
        <Paperclip size={16} aria-hidden="true" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          // The same file can be chosen again.
          event.target.value = ''
          area.current?.focus()
        }}
      />
    </>
  )
}
