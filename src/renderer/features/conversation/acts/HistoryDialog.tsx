import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Entry } from '../../../../shared/model/entry.ts'
import { useThreadItems } from '../../../state/ConsoleContext.tsx'
import type { MessageRow } from '../rows/conversationRows.ts'
import { exactTimeText } from '../rows/timeText.ts'
import { useRedactionText } from '../rows/useRedactionText.ts'
import classes from './MessageTools.module.css'

interface HistoryDialogProps {
  readonly entry: Entry
  readonly redaction: MessageRow['redaction']
  readonly onClose: () => void
}

/** Every version of a message, the first one first: who wrote what and when, and who took it away. */
export function HistoryDialog({ entry, redaction, onClose }: HistoryDialogProps) {
  const { t, i18n } = useTranslation()
  const { entries, amendments } = useThreadItems(entry.sessionId, entry.thread)
  const redactionText = useRedactionText()
  const edits = [...entries, ...amendments].filter(
    ({ body, senderId }) => body.kind === 'edit' && body.targetSeq === entry.seq && senderId === entry.senderId,
  )
  return (
    <Modal
      opened
      onClose={onClose}
      returnFocus={false}
      title={t('message.history.title')}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      centered
    >
      <ol className={classes.versions}>
        {[entry, ...edits].map(({ id, at, senderName, body }) => (
          <li key={id}>
            <header>
              {t(body.kind === 'edit' ? 'message.history.edited' : 'message.history.sent', {
                name: senderName,
                time: exactTimeText(at, i18n.language),
              })}
            </header>
            <p dir="auto">
              {redaction === null && 'text' in body && body.text !== '' ? body.text : t('message.history.gone')}
            </p>
          </li>
        ))}
        {redaction && <li>{redactionText(redaction)}</li>}
      </ol>
    </Modal>
  )
}
