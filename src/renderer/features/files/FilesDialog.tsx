import { Modal } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandOutput } from '../../../shared/ipc/commands.ts'
import type { SessionFile } from '../../../shared/ipc/files/fileCommands.ts'
import type { Result } from '../../../shared/model/failure.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { useActions, useRelayNow } from '../../state/ConsoleContext.tsx'
import { useFetchedFile } from '../../state/files/useFetchedFile.ts'
import type { Landing } from '../../state/landing.ts'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { FileButton, FileCard } from '../../ui/files/FileCard.tsx'
import { fileKindOf } from '../../ui/files/fileFacts.ts'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import { shortInstantText } from '../../ui/instantText.ts'
import classes from './FilesDialog.module.css'

interface FilesDialogProps {
  /** The session whose files are listed; null while nobody asks. */
  readonly sessionId: SessionId | null
  readonly onClose: () => void
  readonly onLand: (landing: Landing) => void
}

/** The files of a session, newest first, with the way to the message of each. */
export function FilesDialog({ sessionId, ...props }: FilesDialogProps) {
  useLentFocus(sessionId !== null)
  return sessionId !== null && <FilesOf key={sessionId} sessionId={sessionId} {...props} />
}

interface FilesOfProps extends Omit<FilesDialogProps, 'sessionId'> {
  readonly sessionId: SessionId
}

function FilesOf({ sessionId, onClose, onLand }: FilesOfProps) {
  const { t } = useTranslation()
  const name = usePatientName(sessionId)
  const { readFiles } = useActions()
  const [answer, setAnswer] = useState<Result<CommandOutput<'readFiles'>> | null>(null)
  useEffect(() => {
    void readFiles(sessionId).then(setAnswer)
  }, [readFiles, sessionId])
  const land = ({ thread, seq }: SessionFile) => {
    onClose()
    onLand({ sessionId, thread, seq, takesFocus: true })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      returnFocus={false}
      size="lg"
      title={t('files.list.title', { name })}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      centered
    >
      {answer?.ok === false && (
        <p className={classes.failure} role="alert">
          {t('files.list.cannot', { reason: answer.failure.message })}
        </p>
      )}
      {answer?.ok && <Listed {...answer.value} sessionId={sessionId} onLand={land} />}
    </Modal>
  )
}

interface ListedProps extends CommandOutput<'readFiles'> {
  readonly sessionId: SessionId
  readonly onLand: (file: SessionFile) => void
}

function Listed({ sessionId, items, isWhole, onLand }: ListedProps) {
  const { t } = useTranslation()
  const note = items.length === 0 ? (isWhole ? 'nothing' : 'nothingKnown') : isWhole ? null : 'onlyHere'
  return (
    <>
      {note && (
        <p className={classes.note} role="status">
          {t(`files.list.${note}`)}
        </p>
      )}
      <ul className={classes.list}>
        {items.map((item) => (
          <Item key={item.attachment.id} sessionId={sessionId} item={item} onLand={onLand} />
        ))}
      </ul>
    </>
  )
}

interface ItemProps {
  readonly sessionId: SessionId
  readonly item: SessionFile
  readonly onLand: (file: SessionFile) => void
}

function Item({ sessionId, item, onLand }: ItemProps) {
  const { t, i18n } = useTranslation()
  const relayNow = useRelayNow()
  const { thread, seq, at, senderName, attachment } = item
  const { name, bytes, mediaType } = attachment
  const fetched = useFetchedFile({ sessionId, thread, seq }, attachment, false)
  const { opened, share } = fetched
  const isOpenable = fileKindOf(mediaType) !== 'document' || mediaType === 'text/plain'
  const said =
    opened.kind === 'failed'
      ? t('files.notFetched', { reason: opened.failure.message })
      : opened.kind === 'opening'
        ? t('files.fetching', { share: Math.floor((share ?? 0) * 100) })
        : null
  const by = t('files.list.by', { name: senderName, time: shortInstantText(at, relayNow(), i18n.language) })
  return (
    <li className={classes.item}>
      <FileCard name={name} bytes={bytes} kind={fileKindOf(mediaType)} said={said} isAlarm={opened.kind === 'failed'}>
        {isOpenable && (
          <FileButton
            label={t('files.open', { name })}
            word={t('files.openWord')}
            tabIndex={0}
            onPress={fetched.openInWindow}
          />
        )}
        <FileButton label={t('files.save', { name })} word={t('files.saveWord')} tabIndex={0} onPress={fetched.save} />
      </FileCard>
      <button type="button" className={classes.place} onClick={() => onLand(item)} title={t('files.list.goTo')}>
        <bdi>{thread === 'staff' ? `${by}, ${t('files.list.staff')}` : by}</bdi>
      </button>
    </li>
  )
}
