import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Failure, fail } from '../../../shared/model/failure.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import {
  useActions,
  useConsole,
  useHue,
  useOwn,
  useSession,
  useThreadItems,
  useTimeZone,
} from '../../state/ConsoleContext.tsx'
import type { EditedMessage } from '../../state/editing.ts'
import type { Landing } from '../../state/landing.ts'
import { threadKey } from '../../state/threadKey.ts'
import { type PartOfThread, unknownPart } from '../../state/threads/partOfThread.ts'
import { patientStyle } from '../../ui/patientColour.ts'
import classes from './Conversation.module.css'
import { ConversationList } from './ConversationList.tsx'
import { Lacking } from './EdgeLine.tsx'
import edges from './Edges.module.css'
import { LinkLine } from './LinkLine.tsx'
import type { LinkAddress } from './links/findLinks.ts'
import { LinkQuestion } from './links/LinkQuestion.tsx'
import { LinkContext } from './links/linkContext.ts'
import { createReadingPositions, type ReadingPositions } from './scrolling/readingPositions.ts'
import { useOpeningPart } from './scrolling/useOpeningPart.ts'
import { TypingLine } from './TypingLine.tsx'
import { useTarget } from './useTarget.ts'

interface ConversationProps {
  readonly sessionId: SessionId
  readonly thread: Thread
  /** Whether this conversation is on the screen: only then is anything read, drawn or counted as seen. */
  readonly visible: boolean
  /** Store of reading positions while this component does not exist; without it they last as long as it does. */
  readonly positions?: ReadingPositions
  /** The person wants to answer this message. */
  readonly onReply?: (id: EntryId) => void
  /** The person wants to change this message of theirs. */
  readonly onEdit?: (message: EditedMessage) => void
  /** The message that somebody jumps to from elsewhere. */
  readonly landing: Landing | null
  /** The jump is under way, and not to be made again. */
  readonly onLanded: (landing: Landing) => void
  /** A find in it is over: the keyboard is for who writes. */
  readonly onFound: () => void
}

/** One thread of a session, newest at the end. Opens where the reader left it, or at the first unread. */
export function Conversation({ visible, positions, ...name }: ConversationProps) {
  const [ownPositions] = useState(createReadingPositions)
  const timeZone = useTimeZone()
  if (!visible) return null
  // Days and minutes are of a zone: in another one all of it is laid out anew, where the reader was.
  const key = `${threadKey(name.sessionId, name.thread)} ${timeZone}`
  return <OpenConversation key={key} {...name} positions={positions ?? ownPositions} />
}

type OpenConversationProps = Omit<ConversationProps, 'visible' | 'positions'> & {
  readonly positions: ReadingPositions
}

function OpenConversation(props: OpenConversationProps) {
  const { sessionId, thread, positions, onReply, onEdit, landing, onLanded, onFound } = props
  const { openThread } = useActions()
  const session = useSession(sessionId)
  const hue = useHue(sessionId)
  const own = useOwn()
  const items = useThreadItems(sessionId, thread)
  const target = useTarget(landing, onLanded)
  const firstInView = useRef<number | undefined>(undefined)

  useEffect(() => {
    const leave = openThread(sessionId, thread)
    return () => leave(firstInView.current)
  }, [openThread, sessionId, thread])

  const mark = session?.watermarks.find((item) => item.userId === own?.userId && item.thread === thread)
  const readUpTo = mark?.readUpTo ?? 0
  const [link, setLink] = useState<LinkAddress | null>(null)
  const [left] = useState(() => positions.find(threadKey(sessionId, thread)))
  const hasUnread = (session?.unread[thread] ?? 0) > 0
  const isDrawn = useOpeningPart(sessionId, thread, items, {
    ...{ left, readUpTo, hasUnread },
    isJump: target.landing !== null,
  })
  const isLost = useConsole((state) => state.lostAt !== null)

  if (!session || !own) return null
  return (
    <div className={classes.conversation} style={patientStyle(hue)}>
      <LinkContext value={setLink}>
        {isDrawn ? (
          <ConversationList
            session={session}
            thread={thread}
            items={items}
            own={own}
            readUpTo={readUpTo}
            left={left}
            onPlace={(conversation, firstSeqInView) => {
              firstInView.current = firstSeqInView
              positions.keep(threadKey(sessionId, thread), conversation)
            }}
            onReply={onReply}
            onEdit={onEdit}
            landing={target.landing}
            onJump={target.jump}
            onFound={onFound}
          />
        ) : isLost && items.pending.length > 0 ? (
          <ConversationList
            key="unsent"
            session={session}
            thread={thread}
            items={{ ...items, ...nothingLoaded }}
            own={own}
            readUpTo={readUpTo}
            left={undefined}
            onPlace={nothingToRemember}
            onReply={undefined}
            onEdit={undefined}
            landing={null}
            onJump={target.jump}
            onFound={onFound}
          />
        ) : (
          <Loading isLost={isLost} />
        )}
      </LinkContext>
      <LinkQuestion address={link} onClose={() => setLink(null)} />
      {target.failure !== null && (
        <NotLanded failure={target.failure} onAgain={target.again} onForget={target.forget} />
      )}
      {thread === 'care' && <LinkLine session={session} />}
      <TypingLine sessionId={sessionId} thread={thread} />
    </div>
  )
}

/** Part of a thread that a stopped console can show where it was not read before: nothing but what was written to it since. */
const nothingLoaded = {
  ...unknownPart,
  earlier: { kind: 'lacking', failure: fail('offline', 'The console has stopped.').failure },
  later: { kind: 'nothing' },
} as const satisfies PartOfThread

const nothingToRemember = () => undefined

/** Stands where the thread is not read yet; says so when that takes a moment. */
function Loading({ isLost }: { readonly isLost: boolean }) {
  const { t } = useTranslation()
  return (
    <div className={classes.loading} aria-busy={!isLost}>
      {t(isLost ? 'conversation.cannotLoad' : 'conversation.loading')}
    </div>
  )
}

interface NotLandedProps {
  readonly failure: Failure
  readonly onAgain: () => void
  readonly onForget: () => void
}

/** Reason why the message that was jumped to is not shown. */
function NotLanded({ failure, onAgain, onForget }: NotLandedProps) {
  const { t } = useTranslation()
  return (
    <div className={edges.notLanded}>
      <Lacking text={t('conversation.edge.notLanded', { reason: failure.message })} onAgain={onAgain} />
      <button type="button" className={edges.again} onClick={onForget}>
        {t('app.close')}
      </button>
    </div>
  )
}
