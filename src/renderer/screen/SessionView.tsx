import { useCallback, useState } from 'react'
import type { EntryId, SessionId } from '../../shared/model/ids.ts'
import type { SessionAction } from '../../shared/model/lifecycle/offeredChanges.ts'
import type { Thread } from '../../shared/model/thread.ts'
import { Composer } from '../features/composer/Composer.tsx'
import { EditForm } from '../features/composer/EditForm.tsx'
import { Conversation } from '../features/conversation/Conversation.tsx'
import type { ReadingPositions } from '../features/conversation/scrolling/readingPositions.ts'
import { ClosedLine } from '../features/lifecycle/ClosedLine.tsx'
import { SessionMenu } from '../features/lifecycle/SessionMenu.tsx'
import { SessionPanel } from '../features/tabs/SessionPanel.tsx'
import type { EditedMessage } from '../state/editing.ts'
import type { Landing } from '../state/landing.ts'
import { useFocusMoves } from '../ui/focus/focusContext.ts'
import { composerOf } from './focusPlaces.ts'
import { pageThrough } from './pageThrough.ts'
import type { SessionActs } from './sessionActs.ts'

/** Keys of what is done with a session. */
export interface SessionKeys {
  readonly menu: string
  readonly reopen: string
}

interface SessionViewProps {
  readonly sessionId: SessionId
  readonly visible: boolean
  readonly thread: Thread
  readonly onThread: (sessionId: SessionId, thread: Thread) => void
  readonly threadKeys: Readonly<Record<Thread, string>>
  readonly acts: SessionActs
  /** The keys of the actions on the session, as written on the screen. */
  readonly sessionKeys: SessionKeys
  readonly positions: ReadingPositions
  /** The message of this session that somebody jumps to. */
  readonly landing: Landing | null
  readonly onLanded: (landing: Landing) => void
}

/** A session with its conversation and composer. */
export function SessionView(props: SessionViewProps) {
  const { sessionId, visible, thread, onThread, threadKeys, acts, sessionKeys, positions, landing, onLanded } = props
  const [replyTo, setReplyTo] = useState<{ readonly thread: Thread; readonly id: EntryId } | null>(null)
  const { move } = useFocusMoves()
  const act = (action: SessionAction, id: SessionId) => move(() => acts.act(action, id))
  const endReply = useCallback(() => setReplyTo(null), [])
  const [edited, setEdited] = useState<EditedMessage | null>(null)
  const isEditing = edited?.thread === thread
  return (
    <SessionPanel
      sessionId={sessionId}
      visible={visible}
      thread={thread}
      onThread={(next) => onThread(sessionId, next)}
      threadKeys={threadKeys}
      menu={
        <SessionMenu
          sessionId={sessionId}
          state={acts.state}
          menuKey={sessionKeys.menu}
          onToggle={(id) => move(() => acts.toggleMenu(id))}
          onAct={act}
          onExport={(id) => move(() => acts.exportOf(id))}
        />
      }
    >
      <Conversation
        sessionId={sessionId}
        thread={thread}
        visible={visible}
        positions={positions}
        onReply={(id) =>
          move(() => {
            setReplyTo({ thread, id })
            return composerOf(document, sessionId)
          })
        }
        onEdit={(message) =>
          move(() => {
            setEdited(message)
            return composerOf(document, sessionId)
          })
        }
        landing={landing?.thread === thread ? landing : null}
        onLanded={onLanded}
      />
      {visible && <ClosedLine sessionId={sessionId} reopenKey={sessionKeys.reopen} onAct={act} />}
      {edited && (
        <EditForm
          key={edited.id}
          message={edited}
          visible={visible && isEditing}
          onDone={() =>
            move(() => {
              setEdited(null)
              return composerOf(document, sessionId)
            })
          }
        />
      )}
      <Composer
        sessionId={sessionId}
        thread={thread}
        visible={visible && !isEditing}
        replyTo={replyTo?.thread === thread ? replyTo.id : null}
        onReplyDone={endReply}
        onPage={(by) => pageThrough(document, sessionId, by)}
      />
    </SessionPanel>
  )
}
