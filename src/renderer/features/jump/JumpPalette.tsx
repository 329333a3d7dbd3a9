import {
  type createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from '@mantine/spotlight'
import type { TFunction } from 'i18next'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Patient } from '../../../shared/model/session.ts'
import { foldText, rankMatch } from '../../../shared/model/text/foldedText.ts'
import { useReadConsole, useRelayNow } from '../../state/ConsoleContext.tsx'
import { useFound } from '../../state/finding/useFound.ts'
import { useOpening } from '../../state/finding/useOpening.ts'
import { useSearched } from '../../state/finding/useSearched.ts'
import type { Landing } from '../../state/landing.ts'
import { ageOn } from '../../state/patients/patientFacts.ts'
import { differenceText } from '../../state/patients/patientLabels.ts'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import { FoundLine } from './FoundLine.tsx'
import { useFoundGroup } from './FoundRows.tsx'
import { useHereGroup } from './HereRows.tsx'
import classes from './JumpPalette.module.css'
import { RowMark } from './RowMark.tsx'
import { usePatientFinder } from './usePatientFinder.ts'

/** Something that can be done, as the palette shows it. */
export interface JumpAction {
  readonly id: string
  readonly label: string
  /** Its keys as written on the screen. */
  readonly keys: string
  /** Whether it can be done as things are; looked at when the palette opens. */
  readonly isOffered: () => boolean
  readonly run: () => void
}

/** Opens and closes the palette; made once by who owns the screen. */
type JumpStore = ReturnType<typeof createSpotlight>[0]

interface JumpPaletteProps {
  readonly store: JumpStore
  readonly actions: readonly JumpAction[]
  readonly onOpen: (id: SessionId) => void
  /** Opens a session at a message. */
  readonly onOpenAt: (landing: Landing) => void
  readonly onClose: () => void
}

/** So many patients are shown; who is not among them is found by more of the name. */
const shownPatients = 20
/** So many rows are drawn at the most: a key waits for each of them. */
const shownRows = 50
/** So much is typed, in characters, before what was said is searched: one letter begins a name. */
const leastSearched = 2
/** So many of them are left for what was said here, and for what is found at the relay. */
const hereRows = 6
const foundRows = 12

/**
 * Finds a patient by name, record number or birth date, and any action by its name; Enter goes there. What is typed may lack
 * accents, and its words may stand in any order. Below them stands what was said and is on this workstation, and then
 * what the relay finds beyond it, closed sessions and what was said in them included. While it is closed, nothing of it is made.
 */
export function JumpPalette(props: JumpPaletteProps) {
  const { store } = props
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const isOpen = useSyncExternalStore(store.subscribe, () => store.getState().opened)
  useLentFocus(isOpen)
  const { groups, found, count, opening } = useGroups({ ...props, isOpen, query })
  useFirstSelected(store, query !== '', groups)
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      // The kit would give the focus back even where what was chosen has taken it: in a split, to the other patient's text.
      returnFocus={false}
      scrollable
      maxHeight="min(60vh, 520px)"
      size={560}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      clearQueryOnClose
      attributes={{ content: { 'aria-label': t('jump.placeholder') } }}
      classNames={{
        actionsGroup: classes.group ?? '',
        action: classes.action ?? '',
        actionDescription: classes.description ?? '',
      }}
    >
      <Spotlight.Search placeholder={t('jump.placeholder')} aria-label={t('jump.placeholder')} />
      {groups.length === 0 && <Spotlight.Empty>{t('jump.nothing')}</Spotlight.Empty>}
      {groups.length > 0 && (
        <Spotlight.ActionsList>
          {groups.map(({ group, actions: rows }) => (
            <Spotlight.ActionsGroup key={group} label={group}>
              {rows.map(({ id, ...row }) => (
                <Spotlight.Action key={id} highlightQuery {...row} />
              ))}
            </Spotlight.ActionsGroup>
          ))}
        </Spotlight.ActionsList>
      )}
      <FoundLine found={found} count={count} opening={opening} />
    </Spotlight.Root>
  )
}

interface GroupsParts extends JumpPaletteProps {
  readonly isOpen: boolean
  readonly query: string
}

/** Returns everything that answers the query, and how looking for it at the relay stands. */
function useGroups({ isOpen, query, actions, onOpen, onOpenAt, onClose }: GroupsParts) {
  const { t } = useTranslation()
  const relayNow = useRelayNow()
  const patients = useFoundPatients(isOpen, query, onOpen)
  const doable = useMemo(
    () =>
      (isOpen ? actions : [])
        .filter((action) => action.isOffered())
        .map((action) => ({ action, folded: [foldText(action.label)] })),
    [isOpen, actions],
  )
  const found = useFound(isOpen, query)
  const searched = useSearched(isOpen, [...query.trim()].length < leastSearched ? '' : query)
  const here = useHereGroup({ searched, mostRows: hereRows, onOpenAt })
  const mostDone = shownRows - patients.actions.length - (found.kind === 'idle' ? 0 : hereRows + foundRows)
  const done = useMemo(
    () =>
      bestFirst(doable, query)
        .slice(0, mostDone)
        .map(({ action }) => toRow(action)),
    [doable, query, mostDone],
  )
  const { opening, open } = useOpening({ isOpen, query, onOpen, onOpenAt, onClose })
  const atRelay = useFoundGroup({
    found,
    above: patients.ids,
    said: here.entries,
    mostRows: shownRows - patients.actions.length - done.length - here.actions.length,
    onOpenFound: open,
    nowMs: relayNow,
  })
  const groups = useMemo(
    () =>
      isOpen
        ? [patients, { group: t('jump.actions'), actions: done }, here, atRelay].filter(
            (group) => group.actions.length > 0,
          )
        : [],
    [isOpen, patients, done, here, atRelay, t],
  )
  return { groups, found, count: atRelay.actions.length, opening }
}

/** Selects the first row when rows come where there were none: Enter goes to what one sees first. */
function useFirstSelected(store: JumpStore, isSought: boolean, groups: readonly SpotlightActionGroupData[]): void {
  useEffect(() => {
    const { listId } = store.getState()
    const list = isSought && groups.length > 0 ? document.getElementById(listId) : null
    if (!list || list.querySelector('[data-selected]')) return
    // The kit selects when a text is typed, and what comes later not at all.
    list.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
    store.setState({ ...store.getState(), selected: 0 })
  }, [store, isSought, groups])
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

function toRow({ id, label, keys, run }: JumpAction): SpotlightActionData {
  return {
    id: `action:${id}`,
    label,
    rightSection: keys === '' ? null : <kbd className={classes.keys}>{keys}</kbd>,
    dimmedSections: false,
    onClick: run,
  }
}

/** Group of the patients who answer the query, with who they are. */
interface PatientGroup extends SpotlightActionGroupData {
  readonly ids: ReadonlySet<SessionId>
}

/** The group of the patients who answer the query. */
function useFoundPatients(isOpen: boolean, query: string, onOpen: (id: SessionId) => void): PatientGroup {
  const { t } = useTranslation()
  const find = usePatientFinder(isOpen, shownPatients)
  const readConsole = useReadConsole()
  const relayNow = useRelayNow()
  return useMemo(() => {
    if (!isOpen) return { group: '', actions: [], ids: new Set() }
    const { first, count } = find(query)
    const { sessions, hues, labels } = readConsole()
    const known = first.flatMap((id) => sessions.get(id) ?? [])
    const isCut = first.length < count
    return {
      ids: new Set(first),
      group: isCut ? t('jump.firstPatients', { shown: first.length, count }) : t('jump.patients'),
      actions: known.map(({ id, patient, active }) => {
        const label = labels.get(id)
        const facts = [
          ...(label?.difference ? [differenceText(t, label.difference)] : []),
          ...factsOf(t, patient, relayNow()),
        ]
        return {
          id: `session:${id}`,
          label: label?.name ?? id,
          ...(facts.length > 0 ? { description: facts.join(', ') } : {}),
          leftSection: <RowMark name={label?.name ?? id} hue={hues.open.get(id)} />,
          rightSection: active ? null : <span className={classes.keys}>{t('sessions.closed')}</span>,
          dimmedSections: false,
          onClick: () => onOpen(id),
        }
      }),
    }
  }, [isOpen, find, query, readConsole, relayNow, onOpen, t])
}

function factsOf(t: TFunction, patient: Patient | undefined, nowMs: number): string[] {
  if (!patient) return []
  const { unit, count } = ageOn(patient.birthDate, nowMs)
  return [
    t('patient.facts', {
      age: t(`patient.${unit}`, { count }),
      sex: t(`patient.sex.${patient.sex}`),
      born: patient.birthDate,
      mrn: patient.mrn,
    }),
  ]
}
