import { useTranslation } from 'react-i18next'
import { ConfirmButton } from './ConfirmButton.tsx'

interface UnsentChoicesProps {
  readonly className: string | undefined
  readonly onRetry: () => void
  readonly onEdit: () => void
  readonly onDiscard: () => void
}

/** Buttons of a message that the relay does not have: try again, change, or give up, which is asked twice. */
export function UnsentChoices({ className, onRetry, onEdit, onDiscard }: UnsentChoicesProps) {
  const { t } = useTranslation()
  return (
    <div className={className}>
      <button type="button" onClick={onRetry}>
        {t('unsent.retry')}
      </button>
      <button type="button" onClick={onEdit}>
        {t('unsent.edit')}
      </button>
      <ConfirmButton
        label={t('unsent.discard')}
        question={t('unsent.discardQuestion')}
        confirmLabel={t('unsent.discardYes')}
        cancelLabel={t('unsent.discardNo')}
        onConfirm={onDiscard}
      />
    </div>
  )
}
