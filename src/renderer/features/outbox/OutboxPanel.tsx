import { Drawer, FocusTrap } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useAmending, useConsole, useUnsent } from '../../state/ConsoleContext.tsx'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import classes from './OutboxPanel.module.css'
import { UnsentAmendment } from './UnsentAmendment.tsx'
import { UnsentMessage } from './UnsentMessage.tsx'
import { type UnsentEdits, unsentLines, withEdit, withoutEdit } from './unsentEdits.ts'
import { summariseUnsent } from './unsentSummary.ts'

interface OutboxPanelProps {
  readonly opened: boolean
  readonly onClose: () => void
  /** Brings the thread of a message onto the screen, in the place of this panel. */
  readonly onOpenThread: (sessionId: SessionId, thread: Thread) => void
}

/** Every message of this console that the relay has not acknowledged, and every change of one, over all sessions, and what can be done about it. */
export function OutboxPanel({ opened, onClose, onOpenThread }: OutboxPanelProps) {
  const { t } = useTranslation()
  // Kept here, so that neither closing the panel nor the leaving of a message takes away what was being written.
  const [edits, setEdits] = useState<UnsentEdits>(new Map())
  useLentFocus(opened)
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      returnFocus={false}
      position="right"
      size={440}
      title={t('outbox.title')}
      closeButtonProps={{ 'aria-label': t('outbox.close') }}
      transitionProps={{ duration: 0 }}
      classNames={{ title: classes.title, content: classes.content, header: classes.header }}
    >
      {/* Not on the button that closes it: an Enter that was meant for a text must not do so. */}
      <FocusTrap.InitialFocus />
      <Unsent edits={edits} setEdits={setEdits} onOpenThread={onOpenThread} />
    </Drawer>
  )
}

interface UnsentProps extends Pick<OutboxPanelProps, 'onOpenThread'> {
  readonly edits: UnsentEdits
  readonly setEdits: (change: (edits: UnsentEdits) => UnsentEdits) => void
}

function Unsent({ edits, setEdits, onOpenThread }: UnsentProps) {
  const { t } = useTranslation()
  const unsent = useUnsent()
  const amending = useAmending()
  const mode = useConsole((state) => state.link.mode)
  const { queued, refused } = summariseUnsent([...unsent, ...amending])
  return (
    <>
      <p className={classes.summary} role="status" data-testid="unsent-summary">
        {unsent.length + amending.length === 0
          ? t('outbox.nothing')
          : [
              queued > 0 ? t(mode === 'offline' ? 'outbox.queuedOffline' : 'outbox.queued', { count: queued }) : '',
              refused > 0 ? t('outbox.refused', { count: refused }) : '',
            ]
              .filter((part) => part !== '')
              .join(' ')}
      </p>
      <ul className={classes.list} aria-label={t('outbox.title')}>
        {unsentLines(unsent, edits).map(({ message, edit, left }) => (
          <UnsentMessage
            key={message.id}
            message={message}
            editedText={edit?.text ?? null}
            left={left}
            onEdit={(text) => setEdits((now) => withEdit(now, message, text))}
            onEditEnd={() => setEdits((now) => withoutEdit(now, message.id))}
            onOpenThread={onOpenThread}
          />
        ))}
        {amending.map((amendment) => (
          <UnsentAmendment key={amendment.id} amendment={amendment} onOpenThread={onOpenThread} />
        ))}
      </ul>
    </>
  )
}
