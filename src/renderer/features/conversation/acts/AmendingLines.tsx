import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PendingAmendment } from '../../../../shared/ipc/message.ts'
import type { Result } from '../../../../shared/model/failure.ts'
import { useActions, useConsole } from '../../../state/ConsoleContext.tsx'
import classes from './MessageTools.module.css'

/** Lines below a message for what is to be said of it and is unsent: that it waits, or why it was refused and what can be done. */
export function AmendingLines({ amending }: { readonly amending: readonly PendingAmendment[] }) {
  // Of what waits, the last says it for all; a reaction shows by itself.
  const waiting = amending.findLast(({ state, change }) => state.kind === 'queued' && change.kind !== 'reaction')
  const refused = amending.filter(({ state }) => state.kind === 'failed')
  return (
    <>
      {waiting && <Waiting kind={waiting.change.kind} />}
      {refused.map((amendment) => (
        <Refused key={amendment.id} amendment={amendment} />
      ))}
    </>
  )
}

function Waiting({ kind }: { readonly kind: PendingAmendment['change']['kind'] }) {
  const { t } = useTranslation()
  const isPolling = useConsole(({ link }) => link.mode === 'polling')
  return (
    <div className={classes.line} data-testid="amending">
      {t(`message.waiting.${kind}`)}
      {isPolling && ` ${t('message.waitingForSocket')}`}
    </div>
  )
}

function Refused({ amendment }: { readonly amendment: PendingAmendment }) {
  const { t } = useTranslation()
  const { retry, discard } = useActions()
  const [answer, setAnswer] = useState<string | null>(null)
  const { id, state, change } = amendment
  const answered = (result: Result<unknown>) => setAnswer(result.ok ? null : result.failure.message)
  if (state.kind !== 'failed') return null
  return (
    <div className={classes.line} data-refused="true" data-testid="amending">
      <span>{t(`message.refused.${change.kind}`, { reason: state.failure.message })}</span>
      <button type="button" onClick={() => void retry(id).then(answered)}>
        {t('message.retry')}
      </button>
      <button type="button" onClick={() => void discard(id).then(answered)}>
        {t('message.discard')}
      </button>
      {answer !== null && <span role="alert">{answer}</span>}
    </div>
  )
}
