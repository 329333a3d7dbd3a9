import { FileText, Image, X } from 'lucide-react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileId, OwnFile } from '../../../../shared/model/files/ownFile.ts'
import { contentOf } from '../../../state/files/openContent.ts'
import { useOpenedFile } from '../../../state/files/useOpenedFile.ts'
import { bytesText, fileKindOf } from '../../../ui/files/fileFacts.ts'
import { VoicePlayer } from '../../../ui/media/VoicePlayer.tsx'
import classes from './FileChips.module.css'
import type { ComingFile, DraftFiles } from './useAttaching.ts'

interface FileChipsProps {
  readonly attached: Pick<DraftFiles, 'files' | 'coming' | 'remove'>
  /** Takes the focus, which goes with the chip that had it. */
  readonly onRemoved: () => void
}

/** The files of the message that is written: what each is, how far it is on its way, and how to take it out again. */
export function FileChips({ attached, onRemoved }: FileChipsProps) {
  const { t } = useTranslation()
  const { files, coming, remove } = attached
  if (files.length + coming.length === 0) return null
  const removing = (id: FileId) => () => {
    remove(id)
    onRemoved()
  }
  return (
    <ul className={classes.chips} aria-label={t('files.attached')}>
      {files.map((file) => (
        <Chip key={file.id} name={file.name} bytes={file.bytes} onRemove={removing(file.id)}>
          <Preview file={file} />
        </Chip>
      ))}
      {coming.map((file) => (
        <ComingChip key={file.id} file={file} onRemove={removing(file.id)} />
      ))}
    </ul>
  )
}

function ComingChip({ file, onRemove }: { readonly file: ComingFile; readonly onRemove: () => void }) {
  const { t } = useTranslation()
  const { name, bytes, done, failure } = file
  return (
    <Chip name={name} bytes={bytes} onRemove={onRemove} failed={failure !== null}>
      <span className={classes.icon}>
        <FileText size={18} aria-hidden="true" />
      </span>
      {failure ? (
        <span className={classes.failure} role="alert">
          {t('files.notTaken', { reason: failure.message })}
        </span>
      ) : (
        <progress
          className={classes.progress}
          max={Math.max(1, bytes)}
          value={done}
          aria-label={t('files.attaching')}
        />
      )}
    </Chip>
  )
}

interface ChipProps {
  readonly name: string
  readonly bytes: number
  readonly failed?: boolean
  readonly onRemove: () => void
  readonly children: React.ReactNode
}

function Chip({ name, bytes, failed = false, onRemove, children }: ChipProps) {
  const { t, i18n } = useTranslation()
  return (
    <li className={classes.chip} data-failed={failed}>
      {children}
      <span className={classes.facts}>
        <bdi className={classes.name} title={name}>
          {name}
        </bdi>
        <span className={classes.size}>{bytesText(bytes, i18n.language)}</span>
      </span>
      <button
        type="button"
        className={classes.remove}
        aria-label={t('files.remove', { name })}
        title={t('files.remove', { name })}
        onClick={onRemove}
      >
        <X size={14} aria-hidden="true" />
      </button>
    </li>
  )
}

/** The picture itself, as small as a chip; a recording, to be heard; or what kind of file it is. */
function Preview({ file }: { readonly file: OwnFile }) {
  const kind = fileKindOf(file.mediaType)
  const { opened, open } = useOpenedFile({ kind: 'own', id: file.id }, kind === 'picture')
  const load = useCallback(() => contentOf(open), [open])
  if (kind === 'recording') return <VoicePlayer id={file.id} name={file.name} bytes={file.bytes} load={load} />
  if (opened.kind === 'open') return <img className={classes.preview} src={opened.file.address} alt="" />
  const Icon = kind === 'picture' ? Image : FileText
  return (
    <span className={classes.icon}>
      <Icon size={18} aria-hidden="true" />
    </span>
  )
}
