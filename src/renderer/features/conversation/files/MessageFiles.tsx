import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import type { MessageRow } from '../rows/conversationRows.ts'
import { LoggedFile } from './LoggedFile.tsx'
import classes from './MessageFiles.module.css'
import { UnsentFile } from './UnsentFile.tsx'

interface MessageFilesProps {
  readonly row: MessageRow
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly tabIndex: number
}

/** The files of a message: those of the log, or those that wait with an unsent one. */
export function MessageFiles({ row, sessionId, thread, tabIndex }: MessageFilesProps) {
  const { t } = useTranslation()
  const { entry, files, ownFiles } = row
  if (files.length + ownFiles.length === 0) return null
  return (
    <ul className={classes.files} aria-label={t('files.of')}>
      {entry &&
        files.map((file) => (
          <li key={file.id}>
            <LoggedFile place={{ sessionId, thread, seq: entry.seq }} file={file} tabIndex={tabIndex} />
          </li>
        ))}
      {ownFiles.map((file) => (
        <li key={file.id}>
          <UnsentFile row={row} file={file} tabIndex={tabIndex} />
        </li>
      ))}
    </ul>
  )
}
