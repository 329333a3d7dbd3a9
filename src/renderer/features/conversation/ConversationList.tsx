import { type KeyboardEvent, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../shared/ipc/account.ts'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { type ThreadItems, useKnowledge } from '../../state/ConsoleContext.tsx'
import { messageLine } from '../../state/messageContent.ts'
import { usePatientName } from '../../state/usePatientName.ts'
import classes from './Conversation.module.css'
import { ConversationRow } from './ConversationRow.tsx'
import type { Row } from './conversationRows.ts'
import { NewMessagesButton } from './NewMessagesButton.tsx'
import { countNewBelow } from './scrolling/readingPosition.ts'
import type { LeftConversation } from './scrolling/readingPositions.ts'
import { type ConversationScroll, useConversationScroll } from './scrolling/useConversationScroll.ts'
import { useEarlierEntries } from './scrolling/useEarlierEntries.ts'
import { nothingInView, useRowsInView } from './scrolling/useRowsInView.ts'
import { useConversationRows } from './useConversationRows.ts'
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

/** The loaded rows in a list that draws only what can be seen. */
export function ConversationList(props: ConversationListProps) {
  const { session, thread, items, own, readUpTo, left, onLeave, onReply } = props
  const { t } = useTranslation()
  const name = usePatientName(session.id)
  const scroller = useRef<HTMLDivElement>(null)
  const [opening] = useState(() => ({
    readUpTo,
    head: Math.max(session.heads[thread] ?? 0, items.entries.at(-1)?.seq ?? 0),
  }))
  const rows = useConversationRows(session, thread, items, own, opening)
  const scroll = useConversationScroll(scroller, rows, left)
  const { virtualizer, atEnd } = scroll
  const view = useRowsInView(virtualizer, rows)
  const { inView } = view
  const live = useLiveScreen(scroller)
  useSeen({ sessionId: session.id, thread, rows, readUpTo, inView: live ? inView : nothingInView })
  useEarlierEntries(session.id, thread, items, view)

  const shownUpTo = useRef(left?.shownUpTo ?? 0)
  shownUpTo.current = Math.max(shownUpTo.current, ...inView)
  const newBelow = atEnd ? 0 : countNewBelow(rows, shownUpTo.current)

  useLeaving(() => {
    const at = scroll.position()
    onLeave(
      { position: at, shownUpTo: shownUpTo.current, heightsPx: virtualizer.itemSizeCache },
      at.kind === 'end' ? undefined : inView[0],
    )
  })

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
        onKeyDown={(event) => moveByKey(event, rows, view.lastKey, scroll)}
      >
        <DrawnRows sessionId={session.id} rows={rows} scroll={scroll} onReply={onReply} />
      </div>
      {rows.length === 0 && <Nothing thread={thread} isWhole={isWhole(session, thread, items)} />}
      {!atEnd && <NewMessagesButton count={newBelow} onClick={scroll.goToEnd} />}
      <Arrivals rows={rows} />
    </div>
  )
}

/** Returns whether the newest entry that the relay has announced is here: before, an empty thread may only not have been fetched. */
function isWhole(session: SessionSummary, thread: Thread, items: ThreadItems): boolean {
  return (items.entries.at(-1)?.seq ?? 0) >= (session.heads[thread] ?? 0)
}

/** Calls `leave` when the list goes, as it is then. */
function useLeaving(leave: () => void): void {
  const latest = useRef(leave)
  latest.current = leave
  useLayoutEffect(() => () => latest.current(), [])
}

function moveByKey(
  event: KeyboardEvent,
  rows: readonly Row[],
  lastInView: string | null,
  { currentKey, goTo, goToEnd }: Pick<ConversationScroll, 'currentKey' | 'goTo' | 'goToEnd'>,
): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isInput(event.target)) return
  if (event.key === 'End') {
    // The page's own End stops where the end was thought to be before the last rows were measured.
    event.preventDefault()
    goToEnd()
  }
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
  const next = nextMessage(rows, currentKey ?? lastInView, event.key)
  if (!next) return
  event.preventDefault()
  goTo(next)
}

interface DrawnRowsProps extends Pick<ConversationListProps, 'onReply'> {
  readonly sessionId: SessionId
  readonly rows: readonly Row[]
  readonly scroll: ConversationScroll
}

/** The rows in and near the window, each at its place. */
function DrawnRows({ sessionId, rows, scroll, onReply }: DrawnRowsProps) {
  const { virtualizer, currentKey } = scroll
  // Always the same function, so that no row is drawn again because whoever gave it was.
  const latestReply = useRef(onReply)
  latestReply.current = onReply
  const reply = useCallback((id: EntryId) => latestReply.current?.(id), [])
  return (
    <div className={classes.sizer} style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map((item) => {
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
              sessionId={sessionId}
              current={row.key === currentKey}
              onCurrent={scroll.setCurrentKey}
              onQuote={scroll.goTo}
              onReply={onReply && reply}
            />
          </div>
        ) : null
      })}
    </div>
  )
}

/** Stands where no row does. It claims that nothing was written only while the console would learn of it. */
function Nothing({ thread, isWhole }: { readonly thread: Thread; readonly isWhole: boolean }) {
  const { t } = useTranslation()
  const knowledge = useKnowledge()
  const nothing = thread === 'care' ? 'conversation.noMessages' : 'conversation.noNotes'
  const text = {
    current: isWhole ? nothing : 'conversation.loading',
    fetching: 'conversation.loading',
    outOfDate: 'sessions.notKnown',
  } as const
  return <p className={classes.empty}>{t(text[knowledge])}</p>
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

/** The message above or below the one at `from`, or that one itself when it is not a message. */
function nextMessage(rows: readonly Row[], from: string | null, key: 'ArrowUp' | 'ArrowDown'): string | undefined {
  const step = key === 'ArrowUp' ? -1 : 1
  let index = rows.findIndex((row) => row.key === from) + step
  while (rows[index] && rows[index]?.kind !== 'message') index += step
  return rows[index]?.key
}
