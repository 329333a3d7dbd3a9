import { type createSpotlight, Spotlight, type SpotlightActionData } from '@mantine/spotlight'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { compareAttention } from '../../../shared/model/attention.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { useConsole } from '../../state/ConsoleContext.tsx'
import { ageOn, patientName } from '../../state/patientFacts.ts'
import { patientStyle } from '../../ui/patientColour.ts'
import classes from './JumpPalette.module.css'

/** Opens and closes the palette; made once by who owns the screen. */
export type JumpStore = ReturnType<typeof createSpotlight>[0]

/** Something that can be done, as the palette shows it. */
export interface JumpAction {
  readonly id: string
  readonly label: string
  /** Its keys as written on the screen. */
  readonly keys: string
  readonly run: () => void
}

interface JumpPaletteProps {
  readonly store: JumpStore
  readonly actions: readonly JumpAction[]
  readonly onOpen: (id: SessionId) => void
  /** Whether it is open: while it is not, nothing of it is made. */
  readonly isOpen: boolean
}

/** Finds a patient by name, record number or birth date, and any action by its name; Enter goes there. */
export function JumpPalette({ store, actions, onOpen, isOpen }: JumpPaletteProps) {
  const { t } = useTranslation()
  const patients = usePatients(isOpen, onOpen)
  const groups = useMemo(
    () => [
      { group: t('jump.patients'), actions: patients },
      {
        group: t('jump.actions'),
        actions: actions.map(({ id, label, keys, run }) => ({
          id: `action:${id}`,
          label,
          rightSection: keys === '' ? null : <kbd className={classes.keys}>{keys}</kbd>,
          dimmedSections: false,
          onClick: run,
        })),
      },
    ],
    [actions, patients, t],
  )
  return (
    <Spotlight
      store={store}
      actions={groups}
      shortcut={null}
      nothingFound={t('jump.nothing')}
      highlightQuery
      scrollable
      maxHeight="min(60vh, 520px)"
      size={560}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      searchProps={{ placeholder: t('jump.placeholder'), 'aria-label': t('jump.placeholder') }}
      clearQueryOnClose
      attributes={{ content: { 'aria-label': t('jump.placeholder') } }}
      classNames={{ actionsGroup: classes.group ?? '', action: classes.action ?? '' }}
    />
  )
}

function usePatients(isOpen: boolean, onOpen: (id: SessionId) => void): SpotlightActionData[] {
  const { t } = useTranslation()
  const sessions = useConsole((state) => (isOpen ? state.sessions : null))
  const hues = useConsole((state) => state.hues)
  return useMemo(
    () =>
      [...(sessions?.values() ?? [])].sort(compareAttention).map((session) => {
        const { patient } = session
        const age = patient && ageOn(patient.birthDate, Date.now())
        return {
          id: `session:${session.id}`,
          label: patientName(session),
          ...(patient && age
            ? {
                description: t('patient.facts', {
                  age: t(`patient.${age.unit}`, { count: age.count }),
                  sex: t(`patient.sex.${patient.sex}`),
                  born: patient.birthDate,
                  mrn: patient.mrn,
                }),
              }
            : {}),
          keywords: patient ? [patient.mrn, patient.birthDate] : [],
          leftSection: <span className={classes.colour} style={patientStyle(hues.get(session.id))} />,
          rightSection: session.active ? null : <span className={classes.keys}>{t('sessions.closed')}</span>,
          dimmedSections: false,
          onClick: () => onOpen(session.id),
        }
      }),
    [sessions, hues, onOpen, t],
  )
}
