import { useCallback, useState } from 'react'
import type { EntryId, SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import { Composer } from '../features/composer/Composer.tsx'
import { Conversation } from '../features/conversation/Conversation.tsx'
import type { ReadingPositions } from '../features/conversation/scrolling/readingPositions.ts'
import { SessionPanel } from '../features/tabs/SessionPanel.tsx'

interface SessionViewProps {
  readonly sessionId: SessionId
  readonly visible: boolean
  readonly thread: Thread
  readonly onThread: (sessionId: SessionId, thread: Thread) => void
  readonly threadKeys: Readonly<Record<Thread, string>>
  readonly positions: ReadingPositions
}

/** A session with its conversation and composer. */
export function SessionView({ sessionId, visible, thread, onThread, threadKeys, positions }: SessionViewProps) {
  const [replyTo, setReplyTo] = useState<{ readonly thread: Thread; readonly id: EntryId } | null>(null)
  const endReply = useCallback(() => setReplyTo(null), [])
  return (
    <SessionPanel
      sessionId={sessionId}
      thread={thread}
      onThread={(next) => onThread(sessionId, next)}
      threadKeys={threadKeys}
    >
      <Conversation
        sessionId={sessionId}
        thread={thread}
        visible={visible}
        positions={positions}
        onReply={(id) => setReplyTo({ thread, id })}
      />
      <Composer
        sessionId={sessionId}
        thread={thread}
        visible={visible}
        replyTo={replyTo?.thread === thread ? replyTo.id : null}
        onReplyDone={endReply}
      />
    </SessionPanel>
  )
}
