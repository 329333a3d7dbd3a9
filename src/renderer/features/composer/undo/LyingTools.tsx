import { useTranslation } from 'react-i18next'
import type { PendingMessage } from '../../../../shared/ipc/message.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { useActions, useConsole, useTicking } from '../../../state/ConsoleContext.tsx'
import { threadKey } from '../../../state/threadKey.ts'
import { useWriting } from '../../../state/writing.ts'
import classes from '../Composer.module.css'

/** Returns the message of a thread that was written last and still lies here to be taken back. */
export function useLying(sessionId: SessionId, thread: Thread): PendingMessage | undefined {
  return useConsole(({ pending }) => pending.get(threadKey(sessionId, thread))?.findLast(isLying))
}

const isLying = ({ state }: PendingMessage) => state.kind === 'queued' && state.releaseAt !== undefined

/** Time for which the message still lies here. Nobody is read a number each second. */
export function LyingWords({ message: { state } }: { readonly message: PendingMessage }) {
  const { t } = useTranslation()
  const releaseAt = (state.kind === 'queued' && state.releaseAt) || 0
  const seconds = useTicking((nowMs) => Math.max(0, Math.ceil((releaseAt - nowMs) / 1_000)))
  return <span data-lying>{t('composer.undo.goesIn', { count: seconds })}</span>
}

/** The two ways on for a message that lies here. */
export function LyingTools({ message }: { readonly message: PendingMessage }) {
  const { t } = useTranslation()
  const { retry, takeBack } = useActions()
  const { keys } = useWriting()
  const backToText = (button: HTMLElement) => button.closest('form')?.querySelector('textarea')?.focus()
  return (
    <>
      <button
        type="button"
        className={classes.mend}
        title={keys.undoSend}
        onClick={({ currentTarget }) => {
          backToText(currentTarget)
          void takeBack(message)
        }}
      >
        {t('composer.undo.undo')}
      </button>
      <button
        type="button"
        className={classes.mend}
        onClick={({ currentTarget }) => {
          backToText(currentTarget)
          void retry(message.id)
        }}
      >
        {t('composer.undo.sendNow')}
      </button>
    </>
  )
}
