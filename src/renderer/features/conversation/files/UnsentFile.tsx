import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OwnFile } from '../../../../shared/model/files/ownFile.ts'
import { hasVisibleText } from '../../../../shared/model/text/visibleText.ts'
import { useActions } from '../../../state/ConsoleContext.tsx'
import { contentOf } from '../../../state/files/openContent.ts'
import { useFileShare, useOpenedFile } from '../../../state/files/useOpenedFile.ts'
import { FileButton, FileCard } from '../../../ui/files/FileCard.tsx'
import { fileKindOf } from '../../../ui/files/fileFacts.ts'
import { VoicePlayer } from '../../../ui/media/VoicePlayer.tsx'
import type { MessageRow } from '../rows/conversationRows.ts'
import classes from './MessageFiles.module.css'

interface UnsentFileProps {
  readonly row: MessageRow
  readonly file: OwnFile
  readonly tabIndex: number
}

/** A file of an unsent message: how far it is, or why it goes no further; and the way to take it back. */
export function UnsentFile({ row, file, tabIndex }: UnsentFileProps) {
  const { t } = useTranslation()
  const { removeFile, discard } = useActions()
  const [problem, setProblem] = useState<string | null>(null)
  const { name, mediaType, bytes, state } = file
  const kind = fileKindOf(mediaType)
  const said = useStateText(file)
  const isAll = row.ownFiles.length === 1 && !hasVisibleText(row.text)
  const remove = async () => {
    const answer = isAll ? await discard(row.key) : await removeFile(file.id)
    setProblem(answer.ok ? null : t('files.cannotRemove', { reason: answer.failure.message }))
  }
  return (
    <div className={classes.own}>
      {kind === 'picture' && <Picture file={file} />}
      {kind === 'recording' && <Recording file={file} tabIndex={tabIndex} />}
      <FileCard
        name={name}
        bytes={bytes}
        kind={kind}
        said={problem ?? said}
        isAlarm={problem !== null || state.kind === 'failed'}
      >
        <FileButton
          label={t('files.remove', { name })}
          word={t('files.removeWord')}
          tabIndex={tabIndex}
          onPress={() => void remove()}
        />
      </FileCard>
    </div>
  )
}

/** Heard as it is on this computer, before it is anywhere else. */
function Recording({ file, tabIndex }: Pick<UnsentFileProps, 'file' | 'tabIndex'>) {
  const { open } = useOpenedFile({ kind: 'own', id: file.id }, false)
  const load = useCallback(() => contentOf(open), [open])
  return <VoicePlayer id={file.id} name={file.name} bytes={file.bytes} load={load} tabIndex={tabIndex} />
}

function Picture({ file }: Pick<UnsentFileProps, 'file'>) {
  const { opened } = useOpenedFile({ kind: 'own', id: file.id }, true)
  return (
    <div className={classes.picture}>{opened.kind === 'open' && <img src={opened.file.address} alt={file.name} />}</div>
  )
}

function useStateText({ id, bytes, state }: OwnFile): string {
  const { t } = useTranslation()
  const share = useFileShare(id, bytes)
  switch (state.kind) {
    case 'failed':
      return t('files.refused', { reason: state.failure.message })
    case 'uploaded':
      return t('files.uploaded')
    case 'staged':
      return t('files.waiting')
    case 'uploading':
      if (state.heldUp) return t('files.heldUp', { reason: state.heldUp.message })
      return share === null ? t('files.waiting') : t('files.uploading', { share: Math.floor(share * 100) })
  }
}
