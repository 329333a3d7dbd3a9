import { type KeyboardEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../shared/ipc/account.ts'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Entry } from '../../../shared/model/entry.ts'
import type { EntryId, SessionId, UserId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { type ThreadItems, useActions, useThreadEnd } from '../../state/ConsoleContext.tsx'
import type { EditedMessage } from '../../state/editing.ts'
import type { Landing } from '../../state/landing.ts'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import type { PartOfThread, Side } from '../../state/threads/partOfThread.ts'
import { useLiveScreen } from '../../ui/useLiveScreen.ts'
import { Arrivals } from './Arrivals.tsx'
import classes from './Conversation.module.css'
import { copySelection } from './copySelection.ts'
import { EdgeLine } from './EdgeLine.tsx'
import edges from './Edges.module.css'
import { ConversationPictures } from './files/ConversationPictures.tsx'
import { NewMessagesButton } from './NewMessagesButton.tsx'
import { NothingHere } from './NothingHere.tsx'
import { ConversationRow } from './rows/ConversationRow.tsx'
import type { Row } from './rows/conversationRows.ts'
import { countNewBelow } from './scrolling/readingPosition.ts'
import type { LeftConversation } from './scrolling/readingPositions.ts'
import { type ConversationScroll, useConversationScroll } from './scrolling/useConversationScroll.ts'
import { useEdges } from './scrolling/useEdges.ts'
import { useKeptPlace } from './scrolling/useKeptPlace.ts'
import { useLanding } from './scrolling/useLanding.ts'
import { nothingInView, useRowsInView } from './scrolling/useRowsInView.ts'
import { useConversationRows } from './useConversationRows.ts'
import { type Folding, useFolding } from './useFolding.ts'
import { useReadUpTo, useUnreadLine } from './useReading.ts'

interface ConversationListProps {
  readonly session: SessionSummary
  readonly thread: Thread
  readonly items: ThreadItems
  readonly own: Exclude<Account, { state: 'signedOut' }>
  readonly readUpTo: number
  readonly left: LeftConversation | undefined
  /** Called when the reader has come to rest, and when the list goes: what to remember, and the `seq` of the first entry in view if they are not at the end. */
  readonly onPlace: (left: LeftConversation, firstSeqInView: number | undefined) => void
  readonly onReply: ((id: EntryId) => void) | undefined
  readonly onEdit: ((message: EditedMessage) => void) | undefined
  /** The message that somebody jumps to. */
  readonly landing: Landing | null
  readonly onJump: (landing: Landing) => void
}

/** The loaded rows in a list that draws only what can be seen. */
export function ConversationList(props: ConversationListProps) {
  const { session, thread, items, own, left, onPlace, onReply, onEdit } = props
  const { t, i18n } = useTranslation()
  const name = usePatientName(session.id)
  const scroller = useRef<HTMLDivElement>(null)
  const end = useThreadEnd(session.id, thread)
  const line = useUnreadLine(props)
  const { opening } = line
  const rows = useConversationRows(session, thread, items, own, opening)
  const isEnd = items.later.kind === 'nothing'
  const folding = useFolding(left?.unfolded)
  const scroll = useConversationScroll(scroller, rows, left, { isEnd, isAway: items.isAway }, folding)
  const { virtualizer, atEnd } = scroll
  const view = useRowsInView(virtualizer, rows, folding.isFolded)
  const { inView, wholeInView } = view
  const live = useLiveScreen(scroller)
  useReadUpTo(props, rows, live ? wholeInView : nothingInView, line)
  useEdges(session.id, thread, items, view)
  const goToEnd = useGoingToEnd(session.id, thread, items, scroll.goToEnd)
  const { landedKey, onQuote } = useJumps(props, rows, { scroll, folding, scroller })

  const shownUpTo = useRef(left?.shownUpTo ?? 0)
  shownUpTo.current = Math.max(shownUpTo.current, ...inView)
  const newBelow = items.isAway
    ? countNew(end, Math.max(shownUpTo.current, opening.head), own.userId)
    : countNewBelow(rows, shownUpTo.current)

  useKeptPlace([view.offsetPx, atEnd, inView.at(-1), line.passedOver].join(), () => {
    const at = scroll.position()
    onPlace(
      {
        position: at,
        shownUpTo: shownUpTo.current,
        passedOver: line.passedOver,
        heightsPx: virtualizer.itemSizeCache,
        unfolded: folding.unfolded,
      },
      at.kind === 'end' ? undefined : inView[0],
    )
  })
  const { loadBeyond } = useActions()
  const again = (side: Side) => void loadBeyond(session.id, thread, side)

  return (
    <div className={classes.frame}>
      <ConversationPictures sessionId={session.id} thread={thread} rows={rows}>
        <div
          ref={scroller}
          className={classes.log}
          role="log"
          aria-live="off"
          aria-label={t(thread === 'care' ? 'conversation.careLog' : 'conversation.staffLog', { name })}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
          tabIndex={0}
          data-at-end={atEnd}
          onCopy={(event) => copySelection(event, rows, i18n.language)}
          onKeyDown={(event) => moveByKey(event, rows, view.lastKey, { ...scroll, goToEnd })}
        >
          <DrawnRows
            {...{ session, thread, rows, scroll, folding, onReply, onEdit, onQuote, landedKey, items, again }}
          />
        </div>
      </ConversationPictures>
      {rows.length === 0 && <NothingHere thread={thread} part={items} onAgain={() => again('later')} />}
      {!atEnd && rows.length > 0 && <NewMessagesButton count={atEnd ? 0 : newBelow} onClick={goToEnd} />}
      <Arrivals end={end} own={own.userId} participants={session.participants} />
    </div>
  )
}

/** Returns how to go to the end of the thread, which is shown again if it is not. Whoever has just written goes there, too. */
function useGoingToEnd(sessionId: SessionId, thread: Thread, items: ThreadItems, scrollToEnd: () => void): () => void {
  const { showEnd } = useActions()
  const isGoing = useRef(false)
  const { isAway, entries, later, pending } = items
  useLayoutEffect(() => {
    if (!isGoing.current || isAway || entries.length === 0) return
    isGoing.current = false
    scrollToEnd()
  }, [isAway, entries, scrollToEnd])
  const goToEnd = () => {
    if (!isAway) scrollToEnd()
    if (later.kind === 'nothing') return
    isGoing.current = true
    void showEnd(sessionId, thread)
  }
  const lastWritten = pending.at(-1)?.id
  const written = useRef(lastWritten)
  useEffect(() => {
    if (written.current === lastWritten) return
    written.current = lastWritten
    if (lastWritten !== undefined && isAway) goToEnd()
  })
  return goToEnd
}

/** Jumps to a message from outside, and from one to the other that it answers. */
function useJumps(
  { landing, session, thread, onJump }: Pick<ConversationListProps, 'landing' | 'session' | 'thread' | 'onJump'>,
  rows: readonly Row[],
  parts: {
    readonly scroll: ConversationScroll
    readonly folding: Folding
    readonly scroller: RefObject<HTMLDivElement | null>
  },
) {
  const { scroll, folding, scroller } = parts
  const mayTakeFocus = useCallback(() => {
    const page = scroller.current?.ownerDocument
    return page?.activeElement === page?.body || scroller.current?.contains(page?.activeElement ?? null) === true
  }, [scroller])
  const landedKey = useLanding(landing, rows, { ...scroll, ...folding }, mayTakeFocus)
  const onQuote = (id: EntryId, seq?: number) => {
    if (seq !== undefined) return onJump({ sessionId: session.id, thread, seq, takesFocus: true })
    const row = rows.find(({ key }) => key === id)
    if (row?.kind !== 'message') return
    if (row.entry) onJump({ sessionId: session.id, thread, seq: row.entry.seq, takesFocus: true })
    else scroll.goTo(id)
  }
  return { landedKey, onQuote }
}

/** Counts the messages of others at the end of the thread that came after `seq`. */
function countNew(end: PartOfThread | undefined, seq: number, own: UserId): number {
  const isNew = (entry: Entry) => entry.seq > seq && entry.senderId !== own && entry.body.kind === 'message'
  return end?.entries.filter(isNew).length ?? 0
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

interface DrawnRowsProps extends Pick<ConversationListProps, 'session' | 'thread' | 'items' | 'onReply' | 'onEdit'> {
  readonly rows: readonly Row[]
  readonly scroll: ConversationScroll
  readonly folding: Folding
  readonly landedKey: string | null
  readonly onQuote: (id: EntryId, seq?: number) => void
  readonly again: (side: Side) => void
}

/** The rows in and near the window, each at its place, below the line of the upper edge. */
function DrawnRows(props: DrawnRowsProps) {
  const { session, thread, items, rows, scroll, folding, landedKey, onReply, onEdit } = props
  const { virtualizer, currentKey } = scroll
  // Always the same functions, so that no row is drawn again because whoever gave them was.
  const latest = useRef(props)
  latest.current = props
  const reply = useCallback((id: EntryId) => latest.current.onReply?.(id), [])
  const edit = useCallback((message: EditedMessage) => latest.current.onEdit?.(message), [])
  const quote = useCallback((id: EntryId, seq?: number) => latest.current.onQuote(id, seq), [])
  const loadLater = useCallback(() => latest.current.again('later'), [])
  return (
    <div className={classes.sizer} style={{ height: virtualizer.getTotalSize() }}>
      {rows.length > 0 && (
        <div className={edges.earlier}>
          <EdgeLine side="earlier" thread={thread} edge={items.earlier} onAgain={() => props.again('earlier')} />
        </div>
      )}
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
              sessionId={session.id}
              thread={thread}
              current={row.key === currentKey}
              landed={row.key === landedKey}
              folded={folding.isFolded(row)}
              onFold={folding.toggle}
              onCurrent={scroll.setCurrentKey}
              onQuote={quote}
              onReply={onReply && reply}
              onEdit={onEdit && edit}
              onAgain={loadLater}
            />
          </div>
        ) : null
      })}
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
