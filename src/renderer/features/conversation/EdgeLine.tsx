import { useTranslation } from 'react-i18next'
import type { Thread } from '../../../shared/model/thread.ts'
import type { Edge, Side } from '../../state/threads/partOfThread.ts'
import classes from './Edges.module.css'

interface EdgeLineProps {
  readonly side: Side
  readonly thread: Thread
  readonly edge: Edge
  /** Asks again for what could not be fetched. */
  readonly onAgain: () => void
}

/** Line at an edge of what is loaded: where the thread begins, that more is being fetched, or why it cannot be. */
export function EdgeLine({ side, thread, edge, onAgain }: EdgeLineProps) {
  const { t } = useTranslation()
  if (edge.kind === 'nothing' && side === 'later') return null
  return (
    <div className={classes.edge} data-edge={side} data-kind={edge.kind}>
      {edge.kind === 'nothing' && t(`conversation.edge.begins.${thread}`)}
      {(edge.kind === 'more' || edge.kind === 'fetching') && t(`conversation.edge.fetching.${side}`)}
      {edge.kind === 'lacking' && (
        <Lacking text={t(`conversation.edge.lacking.${side}`, { reason: edge.failure.message })} onAgain={onAgain} />
      )}
    </div>
  )
}

/** Sentence that says why something is not here, and how to ask for it again. */
export function Lacking({ text, onAgain }: { readonly text: string; readonly onAgain: () => void }) {
  const { t } = useTranslation()
  return (
    <>
      <span className={classes.reason} role="status" title={text} dir="auto">
        {text}
      </span>
      <button type="button" className={classes.again} onClick={onAgain}>
        {t('conversation.edge.again')}
      </button>
    </>
  )
}
