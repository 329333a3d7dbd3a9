import { type MouseEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions, useConsole, useTicking } from '../../state/ConsoleContext.tsx'
import { useWriting } from '../../state/writing.ts'
import classes from './Composer.module.css'
import { type Truth, truthLevel, truthOf } from './truth.ts'

interface TruthLineProps {
  /** Names the line as what describes the text above it. */
  readonly id: string
  /** Words that this text itself needs, before all else; empty: none. */
  readonly remark: string
}

/**
 * The one line where somebody writes: what this text needs said, or whether and when it reaches the relay, and what can be done about
 * that. Always as high, so that nothing moves with it.
 */
export function TruthLine({ id, remark }: TruthLineProps) {
  const truth = useConsole(truthOf)
  return (
    <>
      <span id={id} className={classes.truth}>
        {/* Read out when it comes; the state of the connection is, where it stands in the line at the bottom. */}
        <span role="status">{remark}</span>
        {remark === '' && <Words truth={truth} />}
      </span>
      {truth === 'offline' && <ConnectNow />}
      {truth === 'expired' && <SignInAgain />}
    </>
  )
}

function Words({ truth }: { readonly truth: Truth }) {
  const { t } = useTranslation()
  const since = useConsole(({ link }) => link.since)
  const silentMs = (nowMs: number) => (truth === 'silent' ? Math.max(0, nowMs - since) : 0)
  const level = useTicking((nowMs) => truthLevel(truth, silentMs(nowMs)))
  // The ticker gives the second that has begun.
  const seconds = useTicking((nowMs) => Math.ceil(silentMs(nowMs) / 1_000))
  const { keys } = useWriting()
  const words = t(`composer.truth.${truth}`, { count: seconds, key: keys.sendAndNext })
  return (
    <span data-truth={truth} data-level={level} title={words}>
      {words}
    </span>
  )
}

/** Tries to reach the relay at once, instead of after the wait that has grown with the failures. */
function ConnectNow() {
  const { t } = useTranslation()
  const { connectNow } = useActions()
  const [isTrying, setTrying] = useState(false)
  const press = async ({ currentTarget }: MouseEvent) => {
    // It goes when it has worked, and would take the focus along.
    currentTarget.closest('form')?.querySelector('textarea')?.focus()
    if (isTrying) return
    setTrying(true)
    await connectNow()
    setTrying(false)
  }
  return (
    <button type="button" className={classes.mend} aria-disabled={isTrying} onClick={(event) => void press(event)}>
      {t(isTrying ? 'composer.connecting' : 'composer.connectNow')}
    </button>
  )
}

function SignInAgain() {
  const { t } = useTranslation()
  const { signInAgain } = useWriting()
  return (
    <button type="button" className={classes.mend} onClick={signInAgain}>
      {t('account.signInAgain')}
    </button>
  )
}
