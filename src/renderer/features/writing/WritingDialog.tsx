import { Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import { OwnReplies } from './OwnReplies.tsx'
import { UndoField } from './UndoField.tsx'
import classes from './WritingDialog.module.css'

interface WritingDialogProps {
  readonly opened: boolean
  readonly onClose: () => void
}

/** The ways in which this person writes: for how long a message can be taken back, and their own quick replies. */
export function WritingDialog({ opened, onClose }: WritingDialogProps) {
  const { t } = useTranslation()
  const [isEditing, setEditing] = useState(false)
  useLentFocus(opened)
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      returnFocus={false}
      // Escape leaves the reply that is written first.
      closeOnEscape={!isEditing}
      closeOnClickOutside={!isEditing}
      title={t('writing.title')}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      centered
      size={640}
    >
      {/* A key that is pressed right after it was opened does nothing. */}
      <div className={classes.parts} data-autofocus tabIndex={-1}>
        <OwnReplies onEditing={setEditing} />
        {!isEditing && <UndoField />}
      </div>
    </Modal>
  )
}
