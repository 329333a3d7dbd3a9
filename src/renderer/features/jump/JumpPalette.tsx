import { type createSpotlight, Spotlight, type SpotlightActionData } from '@mantine/spotlight'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { compareAttention } from '../../../shared/model/attention.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { foldText, rankMatch } from '../../../shared/model/text/foldedText.ts'
import { useConsole } from '../../state/ConsoleContext.tsx'
import { ageOn } from '../../state/patientFacts.ts'
import { differenceText } from '../../state/patientLabels.ts'
import { patientStyle } from '../../ui/patientColour.ts'
import classes from './JumpPalette.module.css'
import { jumpFieldId } from './openJump.ts'

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

/** So many patients are shown; who is not among them is found by more of the name. */
const shownPatients = 20

/**
 * Finds a patient by name, record number or birth date, and any action by its name; Enter goes there. What is typed may lack
 * accents, and its words may stand in any order.
 */
export function JumpPalette({ store, actions, onOpen, isOpen }: JumpPaletteProps) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const cameFrom = useRef<Element | null>(null)
  const patients = usePatients(isOpen, onOpen)
  const groups = useMemo(() => {
    const found = bestFirst(patients, query)
    const shown = found.slice(0, shownPatients)
    const isCut = shown.length < found.length
    return [
      {
        group: isCut ? t('jump.firstPatients', { shown: shown.length, count: found.length }) : t('jump.patients'),
        actions: shown.map(({ action }) => action),
      },
      {
        group: t('jump.actions'),
        actions: bestFirst(
          actions.map((action) => ({ action, folded: [foldText(action.label)] })),
          query,
        ).map(({ action: { id, label, keys, run } }) => ({
          id: `action:${id}`,
          label,
          rightSection: keys === '' ? null : <kbd className={classes.keys}>{keys}</kbd>,
          dimmedSections: false,
          onClick: run,
        })),
      },
    ].filter((group) => group.actions.length > 0)
  }, [actions, patients, query, t])
  return (
    <Spotlight
      store={store}
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      filter={asFound}
      shortcut={null}
      // The kit would give the focus back even where what was chosen has taken it: in a split, to the other patient's text.
      returnFocus={false}
      onSpotlightOpen={() => {
        cameFrom.current = document.activeElement
      }}
      onSpotlightClose={() => {
        const isNobodys = document.activeElement === document.body
        if (isNobodys && cameFrom.current instanceof HTMLElement) cameFrom.current.focus({ preventScroll: true })
      }}
      nothingFound={t('jump.nothing')}
      highlightQuery
      scrollable
      maxHeight="min(60vh, 520px)"
      size={560}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      searchProps={{ id: jumpFieldId, placeholder: t('jump.placeholder'), 'aria-label': t('jump.placeholder') }}
      clearQueryOnClose
      attributes={{ content: { 'aria-label': t('jump.placeholder') } }}
      classNames={{
        actionsGroup: classes.group ?? '',
        action: classes.action ?? '',
        actionDescription: classes.description ?? '',
      }}
    />
  )
}

/** The kit is given what was found already. */
function asFound<T>(_query: string, found: T): T {
  return found
}

interface Findable {
  /** Texts that it is found by, each given by `foldText`. */
  readonly folded: readonly string[]
}

/** Those that answer the query, in their order, with those whose words it begins before those that only contain it. */
function bestFirst<T extends Findable>(all: readonly T[], query: string): T[] {
  const ranked = all.map((item) => ({ item, rank: rankMatch(item.folded, query) }))
  return [2, 1].flatMap((rank) => ranked.filter((other) => other.rank === rank).map(({ item }) => item))
}

interface FindablePatient extends Findable {
  readonly action: SpotlightActionData
}

function usePatients(isOpen: boolean, onOpen: (id: SessionId) => void): FindablePatient[] {
  const { t } = useTranslation()
  const sessions = useConsole((state) => (isOpen ? state.sessions : null))
  const hues = useConsole((state) => state.hues)
  const labels = useConsole((state) => state.labels)
  return useMemo(
    () =>
      [...(sessions?.values() ?? [])].sort(compareAttention).map(({ id, patient, active }) => {
        const label = labels.get(id)
        const age = patient && ageOn(patient.birthDate, Date.now())
        const facts = [
          ...(label?.difference ? [differenceText(t, label.difference)] : []),
          ...(patient && age
            ? [
                t('patient.facts', {
                  age: t(`patient.${age.unit}`, { count: age.count }),
                  sex: t(`patient.sex.${patient.sex}`),
                  born: patient.birthDate,
                  mrn: patient.mrn,
                }),
              ]
            : []),
        ]
        const action: SpotlightActionData = {
          id: `session:${id}`,
          label: label?.name ?? id,
          ...(facts.length > 0 ? { description: facts.join(', ') } : {}),
          leftSection: <span className={classes.colour} style={patientStyle(hues.get(id))} />,
          rightSection: active ? null : <span className={classes.keys}>{t('sessions.closed')}</span>,
          dimmedSections: false,
          onClick: () => onOpen(id),
        }
        return {
          action,
          folded: [label?.folded ?? '', ...(patient ? [foldText(patient.mrn), foldText(patient.birthDate)] : [])],
        }
      }),
    [sessions, hues, labels, onOpen, t],
  )
}
