import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import classes from './Lifecycle.module.css'

/** Lines on everything that is left undone in a session that is about to be closed: a reply that is owed, what is written and not sent. */
export function LeftOver({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const unsent = session.queuedReplies + session.failedReplies
  const hasDraft = hasVisibleText(session.drafts.care) || hasVisibleText(session.drafts.staff)
  const left = [
    ...(session.owedSince === null ? [] : [t('lifecycle.stillOwed')]),
    ...(unsent === 0 ? [] : [t('lifecycle.unsent', { count: unsent })]),
    ...(hasDraft ? [t('lifecycle.draft')] : []),
  ]
  return left.map((text) => (
    <p key={text} className={classes.left}>
      {text}
    </p>
  ))
}
