import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useTyping } from '../../state/ConsoleContext.tsx'
import classes from './Conversation.module.css'

/** Names of those who type. Its line is always there, so that nothing moves when somebody starts or stops. */
export function TypingLine({ sessionId, thread }: { readonly sessionId: SessionId; readonly thread: Thread }) {
  const { t, i18n } = useTranslation()
  const people = useTyping(sessionId, thread)
  const names = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(people.map((person) => person.name))
  return (
    <div className={classes.typing} data-testid="typing-line">
      {people.length > 0 && t('conversation.typing', { names, count: people.length })}
    </div>
  )
}
