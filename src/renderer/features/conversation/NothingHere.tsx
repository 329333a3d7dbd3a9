import { useTranslation } from 'react-i18next'
import type { Thread } from '../../../shared/model/thread.ts'
import { useKnowledge } from '../../state/ConsoleContext.tsx'
import type { PartOfThread } from '../../state/threads/partOfThread.ts'
import { Lacking } from './EdgeLine.tsx'
import classes from './Edges.module.css'

interface NothingHereProps {
  readonly thread: Thread
  readonly part: PartOfThread
  readonly onAgain: () => void
}

/** Stands where no row does. It claims that nothing was written only while the console would learn of it. */
export function NothingHere({ thread, part: { earlier, later }, onAgain }: NothingHereProps) {
  const { t } = useTranslation()
  const knowledge = useKnowledge()
  const lacking = later.kind === 'lacking' ? later : earlier
  if (lacking.kind === 'lacking') {
    const text = t('conversation.edge.lacking.all', { reason: lacking.failure.message })
    return (
      <div className={classes.nothing}>
        <Lacking text={text} onAgain={onAgain} />
      </div>
    )
  }
  const isWhole = earlier.kind === 'nothing' && later.kind === 'nothing'
  const none = thread === 'care' ? 'conversation.noMessages' : 'conversation.noNotes'
  const text = {
    current: isWhole ? none : 'conversation.loading',
    fetching: 'conversation.loading',
    outOfDate: 'sessions.notKnown',
  } as const
  return <p className={classes.nothing}>{t(text[knowledge])}</p>
}
