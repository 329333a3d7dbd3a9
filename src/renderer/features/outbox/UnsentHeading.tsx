import { useTranslation } from 'react-i18next'
import type { PendingMessage } from '../../../shared/ipc/message.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { usePatientLabel } from '../../state/ConsoleContext.tsx'
import { useElapsed } from '../../state/owing/waiting.ts'
import { initialsOf } from '../../state/patients/initials.ts'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { PatientMark } from '../../ui/PatientMark.tsx'
import classes from './OutboxPanel.module.css'

export interface UnsentHeadingProps {
  readonly item: Pick<PendingMessage, 'sessionId' | 'thread' | 'queuedAt'>
  readonly onOpenThread: (sessionId: SessionId, thread: Thread) => void
}

/** Patient and thread of what is unsent, and its age. */
export function UnsentHeading({ item, onOpenThread }: UnsentHeadingProps) {
  const { t } = useTranslation()
  const name = usePatientName(item.sessionId)
  const label = usePatientLabel(item.sessionId)
  const age = useElapsed(item.queuedAt)
  return (
    <div className={classes.head}>
      <PatientMark initials={initialsOf(label?.name ?? name)} size="tab" />
      <button
        type="button"
        className={classes.patient}
        title={t('outbox.open', { name })}
        onClick={() => onOpenThread(item.sessionId, item.thread)}
      >
        {name}
      </button>
      <span>{t(`outbox.thread.${item.thread}`)}</span>
      <span className={classes.age}>{age}</span>
    </div>
  )
}
