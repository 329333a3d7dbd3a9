import { Image } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attachment } from '../../../../shared/model/files/attachment.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { type FetchedFile, useFetchedFile } from '../../../state/files/useFetchedFile.ts'
import { FileButton, FileCard } from '../../../ui/files/FileCard.tsx'
import { fileKindOf } from '../../../ui/files/fileFacts.ts'
import { VoicePlayer } from '../../../ui/media/VoicePlayer.tsx'
import { useLookAt } from './lookContext.ts'
import classes from './MessageFiles.module.css'

interface LoggedFileProps {
  readonly place: { readonly sessionId: SessionId; readonly thread: Thread; readonly seq: number }
  readonly file: Attachment
  readonly tabIndex: number
}

/** A file of a logged message. A picture is fetched when it comes into view, every other when somebody asks for it. */
export function LoggedFile({ place, file, tabIndex }: LoggedFileProps) {
  const kind = fileKindOf(file.mediaType)
  const fetched = useFetchedFile(place, file, kind === 'picture')
  if (kind === 'picture') return <Picture file={file} fetched={fetched} tabIndex={tabIndex} />
  if (kind === 'recording')
    return (
      <div className={classes.recording}>
        <VoicePlayer id={file.id} name={file.name} bytes={file.bytes} load={fetched.content} tabIndex={tabIndex} />
        <Card file={file} fetched={fetched} tabIndex={tabIndex} />
      </div>
    )
  return <Card file={file} fetched={fetched} tabIndex={tabIndex} />
}

function Card({ file, fetched, tabIndex }: Omit<LoggedFileProps, 'place'> & { readonly fetched: FetchedFile }) {
  const { t } = useTranslation()
  const { name, bytes, mediaType } = file
  const kind = fileKindOf(mediaType)
  const said = useFetchingText(fetched)
  const opens = kind === 'pdf' || mediaType === 'text/plain'
  return (
    <FileCard name={name} bytes={bytes} kind={kind} said={said} isAlarm={fetched.opened.kind === 'failed'}>
      {opens && (
        <FileButton
          label={t('files.open', { name })}
          word={t('files.openWord')}
          tabIndex={tabIndex}
          onPress={fetched.openInWindow}
        />
      )}
      <FileButton
        label={t('files.save', { name })}
        word={t('files.saveWord')}
        tabIndex={tabIndex}
        onPress={fetched.save}
      />
    </FileCard>
  )
}

function Picture({ file, fetched, tabIndex }: Omit<LoggedFileProps, 'place'> & { readonly fetched: FetchedFile }) {
  const { t } = useTranslation()
  const { name } = file
  const { opened } = fetched
  const said = useFetchingText(fetched)
  const look = useLookAt()
  const [isBroken, setBroken] = useState(false)
  if (opened.kind === 'open' && !isBroken)
    return (
      <button
        type="button"
        className={classes.picture}
        aria-label={t('files.openPicture', { name })}
        title={name}
        tabIndex={tabIndex}
        data-testid="file"
        onClick={() => look(file.id)}
      >
        <img src={opened.file.address} alt={name} onError={() => setBroken(true)} />
      </button>
    )
  const hasFailed = opened.kind === 'failed' || isBroken
  return (
    <div className={classes.picture} data-testid="file">
      <span className={classes.empty} data-alarm={hasFailed}>
        <Image size={20} aria-hidden="true" />
        <bdi>{name}</bdi>
        {isBroken ? t('files.cannotDraw') : said}
        {hasFailed && (
          <FileButton
            label={isBroken ? t('files.save', { name }) : t('files.fetchAgain', { name })}
            word={t(isBroken ? 'files.saveWord' : 'files.again')}
            tabIndex={tabIndex}
            onPress={isBroken ? fetched.save : fetched.fetch}
          />
        )}
      </span>
    </div>
  )
}

/** Returns what is to be said of a file that is fetched, or could not be; null: nothing. */
function useFetchingText({ opened, share }: FetchedFile): string | null {
  const { t } = useTranslation()
  if (opened.kind === 'failed') return t('files.notFetched', { reason: opened.failure.message })
  return opened.kind === 'opening' ? t('files.fetching', { share: Math.floor((share ?? 0) * 100) }) : null
}
