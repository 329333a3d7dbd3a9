import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useActions, useConsole, useHue, useOwn, useSession, useThreadItems } from '../../state/ConsoleContext.tsx'
import { threadKey } from '../../state/threadKey.ts'
import { patientStyle } from '../../ui/patientColour.ts'
import classes from './Conversation.module.css'
import { ConversationList } from './ConversationList.tsx'
import { LinkLine } from './LinkLine.tsx'
import { createReadingPositions, type ReadingPositions } from './scrolling/readingPositions.ts'
import { TypingLine } from './TypingLine.tsx'

interface ConversationProps {
  readonly sessionId: SessionId
  readonly thread: Thread
  /** Whether this conversation is on the screen: only then is anything read, drawn or counted as seen. */
  readonly visible: boolean
  /** Store of reading positions while this component does not exist; without it they last as long as it does. */
  readonly positions?: ReadingPositions
  /** The person wants to answer this message. */
  readonly onReply?: (id: EntryId) => void
}

/** One thread of a session, newest at the end. Opens where the reader left it, or at the first unread. */
export function Conversation({ visible, positions, ...name }: ConversationProps) {
  const [ownPositions] = useState(createReadingPositions)
  if (!visible) return null
  const key = threadKey(name.sessionId, name.thread)
  return <OpenConversation key={key} {...name} positions={positions ?? ownPositions} />
}

/** So many pages are read at most at the opening in order to find the first unread. */
const pagesToFirstUnread = 4

type OpenConversationProps = Omit<ConversationProps, 'visible' | 'positions'> & {
  readonly positions: ReadingPositions
}

function OpenConversation({ sessionId, thread, positions, onReply }: OpenConversationProps) {
  const { t } = useTranslation()
  const { openThread, loadEarlier } = useActions()
  const session = useSession(sessionId)
  const hue = useHue(sessionId)
  const own = useOwn()
  const items = useThreadItems(sessionId, thread)
  const isLost = useConsole((state) => state.lostAt !== null)
  const firstInView = useRef<number | undefined>(undefined)
  const [pagesRead, setPagesRead] = useState(0)

  useEffect(() => {
    const leave = openThread(sessionId, thread)
    return () => leave(firstInView.current)
  }, [openThread, sessionId, thread])

  const mark = session?.watermarks.find((item) => item.userId === own?.userId && item.thread === thread)
  const readUpTo = mark?.readUpTo ?? 0
  const [first] = items.entries
  const left = positions.find(threadKey(sessionId, thread))
  const looksForUnread =
    first !== undefined &&
    items.hasEarlier &&
    first.seq > readUpTo + 1 &&
    left?.position.kind !== 'row' &&
    pagesRead < pagesToFirstUnread
  // Once drawn, the list stays: it never waits for pages again.
  const drawn = useRef(false)
  drawn.current ||= items.loaded && !looksForUnread

  useEffect(() => {
    if (drawn.current || !items.loaded || !looksForUnread) return
    let stopped = false
    void loadEarlier(sessionId, thread).then(() => {
      if (!stopped) setPagesRead(pagesRead + 1)
    })
    return () => {
      stopped = true
    }
  }, [loadEarlier, sessionId, thread, items.loaded, looksForUnread, pagesRead])

  if (!session || !own) return null
  return (
    <div className={classes.conversation} style={patientStyle(hue)}>
      {drawn.current ? (
        <ConversationList
          session={session}
          thread={thread}
          items={items}
          own={own}
          readUpTo={readUpTo}
          left={left}
          onLeave={(conversation, firstSeqInView) => {
            firstInView.current = firstSeqInView
            positions.keep(threadKey(sessionId, thread), conversation)
          }}
          onReply={onReply}
        />
      ) : (
        <div className={classes.loading} aria-busy={!isLost}>
          {t(isLost ? 'conversation.cannotLoad' : 'conversation.loading')}
        </div>
      )}
      {thread === 'care' && <LinkLine session={session} />}
      <TypingLine sessionId={sessionId} thread={thread} />
    </div>
  )
}
