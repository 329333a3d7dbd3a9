import { Button, Group, Modal, Progress, Radio } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useSession } from '../../state/ConsoleContext.tsx'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import classes from './ExportDialog.module.css'
import { PrintedRecord } from './PrintedRecord.tsx'
import { type ExportFormat, type Exporting, useExporting } from './useExporting.ts'

interface ExportDialogProps {
  /** The session to export; null while nobody asks for it. */
  readonly sessionId: SessionId | null
  readonly onClose: () => void
}

/** Asks which threads of a session are exported, and how; then shows how far it is, what came of it, and the record that is to be printed. */
export function ExportDialog({ sessionId, onClose }: ExportDialogProps) {
  useLentFocus(sessionId !== null)
  return sessionId !== null && <ExportOf key={sessionId} sessionId={sessionId} onClose={onClose} />
}

function ExportOf({ sessionId, onClose }: { readonly sessionId: SessionId; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const name = usePatientName(sessionId)
  const { exporting, start } = useExporting(sessionId)
  if (exporting.kind === 'printing')
    return <PrintedRecord name={name} record={exporting.record} entries={exporting.entries} onClose={onClose} />
  return (
    <Modal
      opened
      onClose={onClose}
      returnFocus={false}
      title={t('record.title', { name })}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      centered
    >
      <Contents sessionId={sessionId} exporting={exporting} onClose={onClose} onStart={start} />
    </Modal>
  )
}

interface ContentsProps {
  readonly sessionId: SessionId
  readonly exporting: Exclude<Exporting, { kind: 'printing' }>
  readonly onClose: () => void
  readonly onStart: (threads: readonly Thread[], format: ExportFormat) => Promise<void>
}

function Contents({ sessionId, exporting, onClose, onStart }: ContentsProps) {
  const { t } = useTranslation()
  const hasStaff = useSession(sessionId)?.heads.staff !== undefined
  const [threads, setThreads] = useState<'care' | 'both'>('care')
  const start = (format: ExportFormat) => void onStart(threads === 'both' ? ['care', 'staff'] : ['care'], format)
  if (exporting.kind === 'running') return <Running {...exporting} onCancel={onClose} />
  if (exporting.kind === 'saved')
    return (
      <>
        <p className={classes.note} role="status">
          {t('record.saved', { file: exporting.file, count: exporting.head.entries })}
        </p>
        <code className={classes.head}>{exporting.head.hash}</code>
        <Ended>
          <Button onClick={onClose} data-first>
            {t('app.close')}
          </Button>
        </Ended>
      </>
    )
  const { failure } = exporting
  return (
    <>
      <p className={classes.note}>{t('record.what')}</p>
      {/* Here the focus begins: a second Enter, after the one that chose the action, does nothing on it. */}
      <Radio.Group
        className={classes.threads ?? ''}
        label={t('record.threads')}
        value={threads}
        onChange={(value) => setThreads(value === 'both' ? 'both' : 'care')}
      >
        <Radio value="care" label={t('record.care')} data-autofocus />
        <Radio value="both" label={t('record.both')} disabled={!hasStaff} />
      </Radio.Group>
      {failure && (
        <p className={classes.failure} role="alert">
          {t('record.failed', { reason: failure.message })}
        </p>
      )}
      <Ended>
        <Button variant="default" onClick={onClose}>
          {t('app.cancel')}
        </Button>
        <Button variant="default" onClick={() => start('print')}>
          {t('record.print')}
        </Button>
        <Button onClick={() => start('json')} data-first={failure !== null || undefined}>
          {t('record.save')}
        </Button>
      </Ended>
    </>
  )
}

interface RunningProps {
  readonly done: number
  readonly all: number
  readonly onCancel: () => void
}

function Running({ done, all, onCancel }: RunningProps) {
  const { t, i18n } = useTranslation()
  const share = all === 0 ? 0 : Math.round((100 * done) / all)
  return (
    <>
      <p className={classes.note}>
        {all === 0
          ? t('record.fetching')
          : t('record.progress', { done: done.toLocaleString(i18n.language), count: all })}
      </p>
      <Progress value={share} aria-label={t('record.fetching')} transitionDuration={0} />
      <Ended>
        <Button variant="default" onClick={onCancel} data-first>
          {t('app.cancel')}
        </Button>
      </Ended>
    </>
  )
}

/** The buttons at the end of the dialog. What had the focus before is gone with what it did: the one that is marked gets it. */
function Ended({ children }: { readonly children: ReactNode }) {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => row.current?.querySelector<HTMLElement>('[data-first]')?.focus(), [])
  return (
    <Group ref={row} justify="flex-end" mt="md">
      {children}
    </Group>
  )
}
