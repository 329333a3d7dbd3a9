import { ArrowDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import classes from './Conversation.module.css'

/** Goes to the end; says how many messages of others came in below what was on screen. */
export function NewMessagesButton({ count, onClick }: { readonly count: number; readonly onClick: () => void }) {
  const { t } = useTranslation()
  return (
    <button type="button" className={classes.toEnd} data-new={count > 0} onClick={onClick}>
      <ArrowDown size={14} aria-hidden="true" />
      {count > 0 ? t('conversation.newBelow', { count }) : t('conversation.toEnd')}
    </button>
  )
}
