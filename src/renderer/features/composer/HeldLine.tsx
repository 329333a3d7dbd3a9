import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { useWriting } from '../../state/writing.ts'
import type { Doubt } from './doubts.ts'
import classes from './HeldLine.module.css'

interface HeldLineProps {
  readonly sessionId: SessionId
  readonly doubts: readonly Doubt[]
  readonly onLook: () => void
  readonly onSend: () => void
}

/** Question before a message that may be for another patient, or answers less than was asked: what was seen, and the two answers. */
export function HeldLine({ sessionId, doubts, onLook, onSend }: HeldLineProps) {
  const { t } = useTranslation()
  const { keys } = useWriting()
  const name = usePatientName(sessionId)
  if (doubts.length === 0) return null
  return (
    <section className={classes.held} aria-label={t('composer.held.title', { name })}>
      <div className={classes.reasons} role="alert">
        {doubts.map((doubt) => (
          <Reason key={'entry' in doubt ? doubt.kind : doubt.kind + doubt.sessionId} doubt={doubt} name={name} />
        ))}
      </div>
      <button type="button" className={classes.send} onClick={onSend}>
        {t('composer.held.send')} <kbd>{keys.sendHeld}</kbd>
      </button>
      <button type="button" className={classes.look} onClick={onLook}>
        {t('composer.held.look')} <kbd>{t('composer.held.escape')}</kbd>
      </button>
    </section>
  )
}

function Reason({ doubt, name }: { readonly doubt: Doubt; readonly name: string }) {
  const { t } = useTranslation()
  if (!('entry' in doubt)) return <Other doubt={doubt} name={name} />
  const { senderName, body } = doubt.entry
  const said = body.kind === 'message' ? body.text : ''
  return (
    <p>
      <b>{t(`composer.held.${doubt.kind}`, { name: senderName })}</b>{' '}
      <span className={classes.quote} dir="auto">
        {said}
      </span>
    </p>
  )
}

function Other({ doubt, name }: { readonly doubt: Extract<Doubt, { sessionId: SessionId }>; readonly name: string }) {
  const { t } = useTranslation()
  const other = usePatientName(doubt.sessionId)
  return (
    <p>
      <b>{t(`composer.held.${doubt.kind}`, { other })}</b> {t('composer.held.goesTo', { name })}
    </p>
  )
}
