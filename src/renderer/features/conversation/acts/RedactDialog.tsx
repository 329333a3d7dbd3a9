import { Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './MessageTools.module.css'

const reasons = ['wrongPatient', 'wrongFacts', 'privacy', 'other'] as const

/** The longest reason that the relay takes, in UTF-16 units. */
const reasonLength = 500

interface RedactDialogProps {
  readonly text: string
  /** Whether the relay does not have the message: then nobody is owed a reason. */
  readonly isUnsent: boolean
  readonly onRedact: (reason: string) => void
  readonly onClose: () => void
}

/** Asks for what reason a message is taken back, and says what that does. Escape and the first button leave all as it is. */
export function RedactDialog({ text, isUnsent, onRedact, onClose }: RedactDialogProps) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<(typeof reasons)[number] | null>(null)
  const [own, setOwn] = useState('')
  const reason = chosen === null ? '' : chosen === 'other' ? own.trim() : t(`message.redact.reasons.${chosen}`)
  const mayRedact = isUnsent || reason !== ''
  return (
    <Modal
      opened
      onClose={onClose}
      returnFocus={false}
      title={t(isUnsent ? 'message.redact.discardTitle' : 'message.redact.title')}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      centered
    >
      <form
        onKeyDown={(event) => event.stopPropagation()}
        onSubmit={(event) => {
          event.preventDefault()
          if (mayRedact) onRedact(reason)
        }}
      >
        <p className={classes.quoted} dir="auto">
          {text}
        </p>
        <p>{t(isUnsent ? 'message.redact.discardWhat' : 'message.redact.what')}</p>
        {!isUnsent && (
          <fieldset className={classes.reasons}>
            <legend>{t('message.redact.reason')}</legend>
            {reasons.map((name) => (
              <label key={name}>
                <input type="radio" name="reason" checked={chosen === name} onChange={() => setChosen(name)} />
                {t(`message.redact.reasons.${name}`)}
              </label>
            ))}
            {chosen === 'other' && (
              <input
                type="text"
                aria-label={t('message.redact.own')}
                maxLength={reasonLength}
                value={own}
                onChange={(event) => setOwn(event.target.value)}
              />
            )}
          </fieldset>
        )}
        <div className={classes.buttons}>
          <button type="button" data-autofocus onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button type="submit" data-grave disabled={!mayRedact}>
            {t(isUnsent ? 'message.redact.discard' : 'message.redact.confirm')}
          </button>
        </div>
      </form>
    </Modal>
  )
}
