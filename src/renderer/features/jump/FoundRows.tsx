import type { SpotlightActionData, SpotlightActionGroupData } from '@mantine/spotlight'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FoundEntry, FoundSession } from '../../../shared/ipc/session.ts'
import type { FoundMessage } from '../../../shared/model/digest/sessionFind.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { useReadConsole } from '../../state/ConsoleContext.tsx'
import type { FoundAtRelay } from '../../state/finding/useFound.ts'
import type { OpenFound } from '../../state/finding/useOpening.ts'
import { ageOn, patientName } from '../../state/patients/patientFacts.ts'
import classes from './JumpPalette.module.css'
import { RowMark } from './RowMark.tsx'

interface FoundGroupParts {
  readonly found: FoundAtRelay
  /** The sessions that stand above: they are not named again, unless something was said in them. */
  readonly above: ReadonlySet<SessionId>
  /** Messages that stand above: they are not shown again. */
  readonly said: readonly FoundEntry[]
  readonly mostRows: number
  readonly onOpenFound: OpenFound
  readonly nowMs: () => number
}

/** Returns the rows of what was found at the relay: each session, and below it what was said in it. */
export function useFoundGroup({
  found,
  above,
  said,
  mostRows,
  onOpenFound,
  nowMs,
}: FoundGroupParts): SpotlightActionGroupData {
  const { t, i18n } = useTranslation()
  const readConsole = useReadConsole()
  return useMemo(() => {
    const group = t('jump.found')
    if (found.kind !== 'found') return { group, actions: [] }
    const date = new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'short', year: 'numeric' })
    const { hues } = readConsole()
    const saidAbove = new Set(said.map(({ sessionId, thread, seq }) => `${sessionId} ${thread} ${seq}`))
    const rows = found.answer.items
      .map((session) => ({
        ...session,
        messages: session.messages.filter(({ thread, seq }) => !saidAbove.has(`${session.id} ${thread} ${seq}`)),
        // Where all that was said stands above, the patient is named there.
        isAbove: above.has(session.id) || session.messages.length > 0,
      }))
      .filter(({ isAbove, messages }) => messages.length > 0 || !isAbove)
      .flatMap((session) => [
        sessionRow(session),
        ...session.messages.map((message): SpotlightActionData => messageRow(session, message)),
      ])
    return { group, actions: rows.slice(0, mostRows) }

    function sessionRow(session: FoundSession): SpotlightActionData {
      const { id, patient, active, lastActivityAt } = session
      const age = patient && ageOn(patient.birthDate, nowMs())
      const facts =
        patient && age
          ? t('patient.facts', {
              age: t(`patient.${age.unit}`, { count: age.count }),
              sex: t(`patient.sex.${patient.sex}`),
              born: patient.birthDate,
              mrn: patient.mrn,
            })
          : t(`patient.kind.${session.kind}`)
      return {
        id: `found:${id}`,
        label: patientName(session),
        description: active ? facts : t('jump.closedFacts', { facts, date: date.format(lastActivityAt) }),
        leftSection: <RowMark name={patientName(session)} hue={hues.open.get(id)} />,
        rightSection: active ? null : <span className={classes.keys}>{t('sessions.closed')}</span>,
        dimmedSections: false,
        closeSpotlightOnTrigger: false,
        onClick: () => onOpenFound(session, null),
      }
    }

    function messageRow(session: FoundSession, message: FoundMessage): SpotlightActionData {
      const { thread, seq, at, senderId, excerpt } = message
      const name = session.participants.find(({ userId }) => userId === senderId)?.name || senderId
      return {
        id: `found:${session.id} ${thread} ${seq}`,
        label: excerpt,
        description: t(`jump.said.${thread}`, { name, date: date.format(at) }),
        leftSection: <span className={classes.said} />,
        dimmedSections: false,
        closeSpotlightOnTrigger: false,
        onClick: () => onOpenFound(session, message),
      }
    }
  }, [found, above, said, mostRows, onOpenFound, nowMs, readConsole, t, i18n])
}
