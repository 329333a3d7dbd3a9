import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EntryId, SessionId } from '../../../../shared/model/ids.ts'
import { viewMessage } from '../../../../shared/model/messageView.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { useActions } from '../../../state/ConsoleContext.tsx'
import { contentOf, messageLine } from '../../../state/messageContent.ts'
import classes from '../Conversation.module.css'
import type { Quote } from './conversationRows.ts'

interface QuoteLineProps {
  readonly quote: Quote
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly tabIndex: number
  /** `seq`: the place of the message where it is not among those that are loaded. */
  readonly onQuote: (id: EntryId, seq?: number) => void
}

/** The message that is answered, which it leads to. One that is not loaded is looked for; until it is found, the line stands as high without its words. */
export function QuoteLine({ quote, tabIndex, onQuote, ...at }: QuoteLineProps) {
  const { t } = useTranslation()
  const found = useFound(quote, at)
  const shown = quote.kind === 'loaded' ? { ...quote, seq: undefined } : found
  if (!shown) return <p className={classes.quote}>{t('conversation.earlierMessage')}</p>
  return (
    <button
      type="button"
      className={classes.quote}
      tabIndex={tabIndex}
      title={t('conversation.goToQuoted', { name: shown.senderName })}
      dir="auto"
      onClick={() => onQuote(quote.id, shown.seq)}
    >
      {messageLine(t, shown)}
    </button>
  )
}

/** Returns a quoted message that is not loaded once it was found, here or at the relay; null until then, and for one that is loaded. */
function useFound({ kind, id }: Quote, { sessionId, thread }: Pick<QuoteLineProps, 'sessionId' | 'thread'>) {
  const { findMessage } = useActions()
  const [found, setFound] = useState<ReturnType<typeof quotedOf>>(null)
  useEffect(() => {
    if (kind === 'loaded') return
    let isStale = false
    void findMessage({ sessionId, thread, id }).then((answer) => {
      if (!isStale && answer.ok) setFound(quotedOf(answer.value))
    })
    return () => {
      isStale = true
    }
  }, [findMessage, sessionId, thread, id, kind])
  return found
}

type Found = Extract<Awaited<ReturnType<ReturnType<typeof useActions>['findMessage']>>, { readonly ok: true }>['value']

function quotedOf({ entry, amendments }: Found) {
  const { body, seq, senderName } = entry
  return body.kind === 'message' ? { seq, senderName, ...contentOf(viewMessage({ ...entry, body }, amendments)) } : null
}
