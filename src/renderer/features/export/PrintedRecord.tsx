import { Button, FocusTrap, Group } from '@mantine/core'
import { useEffect, useMemo } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { Entry } from '../../../shared/model/entry.ts'
import type { RecordHeader } from '../../../shared/model/record/sessionRecord.ts'
import { PrintedLines } from './PrintedLines.tsx'
import classes from './PrintedRecord.module.css'
import { printedThreads } from './printedRows.ts'
import type { TakenRecord } from './takeRecord.ts'
import { useRecordedRole } from './useRecordedRole.ts'

interface PrintedRecordProps {
  /** The patient, as the screen names them. */
  readonly name: string
  readonly record: TakenRecord
  readonly entries: readonly Entry[]
  readonly onClose: () => void
}

/** The record as it is printed, over the whole screen. Printing this page prints it and nothing else; the browser makes a PDF of it. */
export function PrintedRecord({ name, record, entries, onClose }: PrintedRecordProps) {
  const { t } = useTranslation()
  const { header, head } = record
  const threads = useMemo(() => printedThreads(entries, header.participants), [header, entries])
  // On the page and not on the cover: while it is printed its buttons are gone, and the focus with them.
  useEffect(() => {
    const press = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') onClose()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [onClose])
  return createPortal(
    <FocusTrap active>
      <div
        className={classes.cover}
        role="dialog"
        aria-modal="true"
        aria-label={t('record.paper.label', { name })}
        data-printed-record
        data-covers-screen
      >
        <Group className={classes.bar ?? ''} justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('app.close')}
          </Button>
          <Button onClick={() => window.print()} data-autofocus>
            {t('record.paper.print')}
          </Button>
        </Group>
        <article className={classes.paper}>
          <h1>{t('record.paper.title')}</h1>
          <HeaderLines header={header} head={head} />
          {header.threads.map(({ thread }) => (
            <PrintedLines key={thread} thread={thread} rows={threads.get(thread) ?? []} header={header} />
          ))}
          <p className={classes.end}>
            {t('record.paper.end')} <code>{head.hash}</code>
          </p>
        </article>
      </div>
    </FocusTrap>,
    document.body,
  )
}

function HeaderLines({ header, head }: Pick<TakenRecord, 'header' | 'head'>) {
  const { t } = useTranslation()
  const instant = useInstant()
  const { patient, session, participants, exported } = header
  const roleOf = useRecordedRole(header)
  const personOf = (person: RecordHeader['exported']['by']) => ({ name: person.name, role: roleOf(person) })
  return (
    <dl className={classes.header}>
      {patient && (
        <>
          <dt>{t('record.paper.patient')}</dt>
          <dd>
            <strong dir="auto">{patient.name}</strong>
            {', '}
            {t('record.paper.facts', { ...patient, sex: t(`patient.sex.${patient.sex}`), born: patient.birthDate })}
          </dd>
        </>
      )}
      <dt>{t('record.paper.session')}</dt>
      <dd>
        {t('record.paper.sessionFacts', {
          ...{ id: session.id, kind: t(`patient.kind.${session.kind}`), opened: instant(session.createdAt) },
          state: t(`record.paper.state.${session.active ? 'open' : 'closed'}`),
        })}
      </dd>
      <dt>{t('record.paper.participants')}</dt>
      <dd>{participants.map((person) => t('record.paper.person', personOf(person))).join(', ')}</dd>
      <dt>{t('record.paper.exported')}</dt>
      <dd>
        {t('record.paper.exportedBy', { time: instant(exported.at), ...personOf(exported.by) })}
        {!exported.isFromRelay && <p>{t('record.paper.notFromRelay')}</p>}
      </dd>
      <dt>{t('record.paper.zone')}</dt>
      <dd>{Intl.DateTimeFormat().resolvedOptions().timeZone}</dd>
      <dt>{t('record.paper.head')}</dt>
      <dd>
        <code>{head.hash}</code>
        <p>{t('record.paper.headOf', { count: head.entries })}</p>
      </dd>
    </dl>
  )
}

/** Returns how an instant is written with its day and its second, so that what is on paper can be found again. */
function useInstant(): (atMs: number) => string {
  const { i18n } = useTranslation()
  return (atMs) =>
    new Date(atMs).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })
}
