import { Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useConsole, useUnsent } from '../../state/ConsoleContext.tsx'
import classes from './OutboxPanel.module.css'
import { UnsentMessage } from './UnsentMessage.tsx'
import { summariseUnsent } from './unsentSummary.ts'

interface OutboxPanelProps {
  readonly opened: boolean
  readonly onClose: () => void
  /** Brings the thread of a message onto the screen. */
  readonly onOpenThread: (sessionId: SessionId, thread: Thread) => void
}

/** Every message of this console that the relay has not acknowledged, over all sessions, and what can be done about it. */
export function OutboxPanel({ opened, onClose, onOpenThread }: OutboxPanelProps) {
  const { t } = useTranslation()
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={440}
      title={t('outbox.title')}
      closeButtonProps={{ 'aria-label': t('outbox.close') }}
      transitionProps={{ duration: 0 }}
      classNames={{ title: classes.title, content: classes.content, header: classes.header }}
    >
      <Unsent
        onOpenThread={(sessionId, thread) => {
          onClose()
          onOpenThread(sessionId, thread)
        }}
      />
    </Drawer>
  )
}

function Unsent({ onOpenThread }: Pick<OutboxPanelProps, 'onOpenThread'>) {
  const { t } = useTranslation()
  const unsent = useUnsent()
  const mode = useConsole((state) => state.link.mode)
  const { queued, refused } = summariseUnsent(unsent)
  return (
    <>
      <p className={classes.summary} role="status" data-testid="unsent-summary">
        {unsent.length === 0
          ? t('outbox.nothing')
          : [
              queued > 0 ? t(mode === 'offline' ? 'outbox.queuedOffline' : 'outbox.queued', { count: queued }) : '',
              refused > 0 ? t('outbox.refused', { count: refused }) : '',
            ]
              .filter((part) => part !== '')
              .join(' ')}
      </p>
      <ul className={classes.list} aria-label={t('outbox.title')}>
        {unsent.map((message) => (
          <UnsentMessage key={message.id} message={message} onOpenThread={onOpenThread} />
        ))}
      </ul>
    </>
  )
}
