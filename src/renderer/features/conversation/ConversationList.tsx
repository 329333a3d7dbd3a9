import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../shared/ipc/account.ts'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { EntryId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { type ThreadItems, useActions, useKnowledge } from '../../state/ConsoleContext.tsx'
import { messageLine } from '../../state/messageContent.ts'
import { usePatientName } from '../../state/usePatientName.ts'
import classes from './Conversation.module.css'
import { ConversationRow } from './ConversationRow.tsx'
import type { Row } from './conversationRows.ts'
import { NewMessagesButton } from './NewMessagesButton.tsx'
import { countNewBelow, type RowSpan, seqsInView } from './readingPosition.ts'
import type { LeftConversation } from './readingPositions.ts'
import { useConversationRows } from './useConversationRows.ts'
import { useConversationScroll } from './useConversationScroll.ts'
import { useLiveScreen } from './useLiveScreen.ts'
import { useSeen } from './useSeen.ts'

interface ConversationListProps {
  readonly session: SessionSummary
  readonly thread: Thread
  readonly items: ThreadItems
  readonly own: Exclude<Account, { state: 'signedOut' }>
  readonly readUpTo: number
  readonly left: LeftConversation | undefined
  /** Called when the list goes: what to remember, and the `seq` of the first entry in view if the reader was not at the end. */
  readonly onLeave: (left: LeftConversation, firstSeqInView: number | undefined) => void
  readonly onReply: ((id: EntryId) => void) | undefined
}

/** Earlier entries are read when the reader comes this near to the first one, in px. */
const loadEarlierWithinPx = 800

const nothingInView: readonly number[] = []

/** The loaded rows in a list that draws only what can be seen. */
export function ConversationList(props: ConversationListProps) {
  const { session, thread, items, own, readUpTo, left, onLeave, onReply } = props
  const { t } = useTranslation()
  const { loadEarlier } = useActions()
  const name = usePatientName(session.id)
  const scroller = useRef<HTMLDivElement>(null)
  const [opening] = useState(() => ({
    readUpTo,
    head: Math.max(session.heads[thread] ?? 0, items.entries.at(-1)?.seq ?? 0),
  }))
  /**
   * Returns whether the newest entry that the relay has told of is here: before, an empty thread may only not have been fetched.
   */
  const isWhole = (items.entries.at(-1)?.seq ?? 0) >= (session.heads[thread] ?? 0)
  const rows = useConversationRows(session, thread, items, own, opening)
  const scroll = useConversationScroll(scroller, rows, left)
  const { virtualizer, atEnd, currentKey } = scroll

  const virtualItems = virtualizer.getVirtualItems()
  const windowPx = virtualizer.scrollRect?.height ?? 0
  const offsetPx = virtualizer.scrollOffset ?? 0
  const spans = virtualItems.flatMap((item): RowSpan[] => {
    const row = rows[item.index]
    return row ? [{ row, startPx: item.start, endPx: item.end }] : []
  })
  const inView = windowPx > 0 ? seqsInView(spans, offsetPx, offsetPx + windowPx) : nothingInView
  const live = useLiveScreen(scroller)
  useSeen({ sessionId: session.id, thread, rows, readUpTo, inView: live ? inView : nothingInView })

  const shownUpTo = useRef(left?.shownUpTo ?? 0)
  shownUpTo.current = Math.max(shownUpTo.current, ...inView)
  const newBelow = atEnd ? 0 : countNewBelow(rows, shownUpTo.current)

  const nearTop = windowPx > 0 && offsetPx < loadEarlierWithinPx
  const firstSeq = items.entries[0]?.seq
  useEffect(() => {
    if (nearTop && items.hasEarlier && firstSeq !== undefined) void loadEarlier(session.id, thread)
  }, [loadEarlier, session.id, thread, nearTop, items.hasEarlier, firstSeq])

  // Always the same function, so that no row is drawn again because whoever gave it was.
  const latestReply = useRef(onReply)
  latestReply.current = onReply
  const reply = useCallback((id: EntryId) => latestReply.current?.(id), [])

  const leaving = useRef<() => void>(() => undefined)
  leaving.current = () => {
    const at = scroll.position()
    onLeave(
      { position: at, shownUpTo: shownUpTo.current, heightsPx: virtualizer.itemSizeCache },
      at.kind === 'end' ? undefined : inView[0],
    )
  }
  useLayoutEffect(() => () => leaving.current(), [])

  return (
    <div className={classes.frame}>
      <div
        ref={scroller}
        className={classes.log}
        role="log"
        aria-live="off"
        aria-label={t(thread === 'care' ? 'conversation.careLog' : 'conversation.staffLog', { name })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        data-at-end={atEnd}
        onKeyDown={(event) => {
          if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isInput(event.target)) return
          if (event.key === 'End') {
            // The page's own End stops where the end was thought to be before the last rows were measured.
            event.preventDefault()
            scroll.goToEnd()
          }
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
          const next = nextMessage(rows, currentKey ?? lastInView(spans, offsetPx + windowPx), event.key)
          if (!next) return
          event.preventDefault()
          scroll.goTo(next)
        }}
      >
        <div className={classes.sizer} style={{ height: virtualizer.getTotalSize() }}>
          {virtualItems.map((item) => {
            const row = rows[item.index]
            return row ? (
              <div
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className={classes.slot}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <ConversationRow
                  row={row}
                  sessionId={session.id}
                  current={row.key === currentKey}
                  onCurrent={scroll.setCurrentKey}
                  onQuote={scroll.goTo}
                  onReply={onReply && reply}
                />
              </div>
            ) : null
          })}
        </div>
      </div>
      {rows.length === 0 && <Nothing thread={thread} isWhole={isWhole} />}
      {!atEnd && <NewMessagesButton count={newBelow} onClick={scroll.goToEnd} />}
      <Arrivals rows={rows} />
    </div>
  )
}

/** Stands where no row does. That nothing was written is said only while somebody would tell of it. */
function Nothing({ thread, isWhole }: { readonly thread: Thread; readonly isWhole: boolean }) {
  const { t } = useTranslation()
  const knowledge = useKnowledge()
  const nothing = thread === 'care' ? 'conversation.noMessages' : 'conversation.noNotes'
  const said = {
    current: isWhole ? nothing : 'conversation.loading',
    fetching: 'conversation.loading',
    outOfDate: 'sessions.notKnown',
  } as const
  return <p className={classes.empty}>{t(said[knowledge])}</p>
}

/** Reads out what others write while the conversation is open, once, and not what scrolling brings into view. */
function Arrivals({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation()
  const last = rows.findLast((row) => row.kind === 'message' && row.own === null)
  const [lastAtOpening] = useState(last?.key)
  return (
    <div className={classes.readOut} role="status">
      {last?.kind === 'message' && last.key !== lastAtOpening
        ? t('conversation.arrived', { name: last.senderName, text: messageLine(t, last) })
        : ''}
    </div>
  )
}

function isInput(target: EventTarget): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement
}

function lastInView(spans: readonly RowSpan[], edgePx: number): string | null {
  return spans.findLast((span) => span.startPx < edgePx)?.row.key ?? null
}

/** The message above or below the one at `from`, or that one itself when it is not a message. */
function nextMessage(rows: readonly Row[], from: string | null, key: 'ArrowUp' | 'ArrowDown'): string | undefined {
  const step = key === 'ArrowUp' ? -1 : 1
  let index = rows.findIndex((row) => row.key === from) + step
  while (rows[index] && rows[index]?.kind !== 'message') index += step
  return rows[index]?.key
}
