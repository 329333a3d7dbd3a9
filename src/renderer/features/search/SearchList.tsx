import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useConsole, useRelayNow } from '../../state/ConsoleContext.tsx'
import { initialsOf } from '../../state/patients/initials.ts'
import { ageOn, patientName } from '../../state/patients/patientFacts.ts'
import { PatientMark } from '../../ui/PatientMark.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import { SearchOption } from './SearchOption.tsx'
import classes from './SearchView.module.css'
import type { SearchGroup, SearchRow } from './searchGroups.ts'

interface SearchListProps {
  readonly listId: string
  readonly here: readonly SearchGroup[]
  readonly beyond: readonly SearchGroup[]
  readonly hasMore: boolean
  readonly isStale: boolean
  readonly chosenId: string | null
  readonly onChoose: (row: SearchRow) => void
}

/** Everything that was found, patient by patient. The keyboard stays in the text; the row that it is at is brought into view. */
export function SearchList({ listId, here, beyond, hasMore, isStale, chosenId, onChoose }: SearchListProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (chosenId !== null) list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosenId])
  const elementId = (id: string) => `${listId} ${id}`.replaceAll(' ', '-')
  const drawOption = (row: SearchRow, headId?: string) => (
    <SearchOption
      key={row.id}
      {...{ row, headId, id: elementId(row.id), isChosen: row.id === chosenId }}
      onChoose={() => onChoose(row)}
    />
  )
  const drawGroup = (group: SearchGroup) => (
    <div key={group.id}>
      <GroupHead id={elementId(group.id)} group={group} />
      {group.rows.map((row) => drawOption(row, elementId(group.id)))}
    </div>
  )
  return (
    <div
      ref={list}
      id={listId}
      className={classes.list}
      role="listbox"
      aria-label={t('search.results')}
      aria-busy={isStale}
      data-stale={isStale || undefined}
    >
      {here.map(drawGroup)}
      {hasMore && drawOption({ kind: 'more', id: 'more' })}
      {beyond.map(drawGroup)}
    </div>
  )
}

/** The patient of a group: by name, age and record number. */
function GroupHead({ id, group }: { readonly id: string; readonly group: SearchGroup }) {
  const { t } = useTranslation()
  const relayNow = useRelayNow()
  const known = useConsole((state) => state.sessions.get(group.sessionId))
  const hue = useConsole((state) => state.hues.open.get(group.sessionId))
  const session = known ?? group.session
  const name = session ? patientName(session) : group.sessionId
  const patient = session?.patient
  const age = patient && ageOn(patient.birthDate, relayNow())
  return (
    <div id={id} className={classes.patient} style={patientStyle(hue)}>
      <PatientMark initials={initialsOf(name)} />
      <span className={classes.name}>{name}</span>
      {patient && age && (
        <span className={classes.facts}>
          {t('patient.facts', {
            age: t(`patient.${age.unit}`, { count: age.count }),
            sex: t(`patient.sex.${patient.sex}`),
            born: patient.birthDate,
            mrn: patient.mrn,
          })}
        </span>
      )}
      {session?.active === false && <span className={classes.tag}>{t('sessions.closed')}</span>}
    </div>
  )
}
