import { useTranslation } from 'react-i18next'
import type { PendingMessage } from '../../../../shared/ipc/message.ts'
import { useThreadEnd } from '../../../state/ConsoleContext.tsx'
import { usePatientName } from '../../../state/patients/usePatientName.ts'
import { useWriting } from '../../../state/writing.ts'
import classes from '../HeldLine.module.css'

interface WaitedLineProps {
  readonly message: PendingMessage
  readonly onTakeBack: () => void
  readonly onSend: () => void
}

/** Question before a message goes that waited while somebody else wrote: what they said, what waits, and the two answers. */
export function WaitedLine({ message, onTakeBack, onSend }: WaitedLineProps) {
  const { t } = useTranslation()
  const { keys } = useWriting()
  const { sessionId, state, text, files } = message
  const name = usePatientName(sessionId)
  const end = useThreadEnd(sessionId, 'care')
  const said = state.kind === 'held' ? end?.entries.find(({ seq }) => seq === state.by) : undefined
  return (
    <section className={classes.held} aria-label={t('composer.held.title', { name })}>
      <div className={classes.reasons} role="alert">
        <p>
          <b>{said ? t('composer.waited.wrote', { name: said.senderName }) : t('composer.waited.somebodyWrote')}</b>{' '}
          <span className={classes.quote} dir="auto">
            {said?.body.kind === 'message' ? said.body.text : ''}
          </span>
        </p>
        <p>
          {t('composer.waited.yours')}{' '}
          <span className={classes.quote} dir="auto">
            {text === '' ? files.map((file) => file.name).join(', ') : text}
          </span>
        </p>
      </div>
      <button type="button" className={classes.send} onClick={onSend}>
        {t('composer.held.send')} <kbd>{keys.sendHeld}</kbd>
      </button>
      <button type="button" className={classes.look} onClick={onTakeBack}>
        {t('composer.waited.takeBack')} <kbd>{t('composer.held.escape')}</kbd>
      </button>
    </section>
  )
}
