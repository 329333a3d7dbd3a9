import type { SessionSummary } from '../../../../shared/ipc/session.ts'
import { attentionGroup, compareAttention } from '../../../../shared/model/attention.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import { foldText, rankMatch } from '../../../../shared/model/text/foldedText.ts'
import type { PatientLabels } from '../../../state/patients/patientLabels.ts'

type Sessions = ReadonlyMap<SessionId, SessionSummary>

/** Returns open sessions as they need the clinician at `nowMs` (relay time), the owed first; those that are not there any more stand last. */
export function tabsInNeed(openIds: readonly SessionId[], sessions: Sessions, nowMs: number): readonly SessionId[] {
  const known = openIds.flatMap((id) => sessions.get(id) ?? []).sort((a, b) => compareAttention(a, b, nowMs))
  return [...known.map(({ id }) => id), ...openIds.filter((id) => !sessions.has(id))]
}

/** Returns the number of open sessions that owe their patient a reply. */
export function countOwed(openIds: readonly SessionId[], sessions: Sessions): number {
  return openIds.filter((id) => {
    const session = sessions.get(id)
    return session !== undefined && attentionGroup(session) === 'owed'
  }).length
}

/**
 * Returns those of `ids` whose patient answers a query by name, record number or birth date: first those of whom its words begin a
 * word, each in their order. A query without words finds all.
 */
export function findTabs(
  ids: readonly SessionId[],
  query: string,
  { labels, sessions }: { readonly labels: PatientLabels; readonly sessions: Sessions },
): readonly SessionId[] {
  const ranks = new Map(
    ids.map((id) => {
      const { mrn = '', birthDate = '' } = sessions.get(id)?.patient ?? {}
      return [id, rankMatch([labels.get(id)?.folded ?? '', foldText(mrn), foldText(birthDate)], query)] as const
    }),
  )
  return [2, 1].flatMap((rank) => ids.filter((id) => ranks.get(id) === rank))
}
