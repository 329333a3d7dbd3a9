import { useCallback, useEffect, useMemo, useRef } from 'react'
import { compareAttention } from '../../../shared/model/attention.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { useConsole, useReadConsole, useRelayNow } from '../../state/ConsoleContext.tsx'
import { emptyPatientIndex, findPatients, indexPatients } from '../../state/patients/patientIndex.ts'

/** So many sessions are put into the index in one idle moment. */
const sessionsAtOnce = 200

/** Patients who answer a query. */
export interface FoundPatients {
  /** The first of them: those whose words it begins before those that only contain it, each in the order they need the clinician. */
  readonly first: readonly SessionId[]
  /** Number of all of them. */
  readonly count: number
}

/**
 * Returns what finds the first `most` patients of a query. The index is kept in idle moments as patients come and go; their order is
 * that of the moment in which `isOpen` became true, so that nothing moves under the eyes of who reads it.
 */
export function usePatientFinder(isOpen: boolean, most: number): (query: string) => FoundPatients {
  const labels = useConsole((state) => state.labels)
  const readConsole = useReadConsole()
  const relayNow = useRelayNow()
  const index = useRef(emptyPatientIndex)

  useEffect(() => {
    const keep = () => {
      const before = index.current
      index.current = indexPatients(before, labels, readConsole().sessions, sessionsAtOnce)
      if (index.current !== before) idle = requestIdleCallback(keep)
    }
    let idle = requestIdleCallback(keep)
    return () => cancelIdleCallback(idle)
  }, [labels, readConsole])

  const order = useMemo(() => {
    if (!isOpen) return []
    const { sessions } = readConsole()
    const known = [...labels.keys()].flatMap((id) => sessions.get(id) ?? [])
    const nowMs = relayNow()
    return known.sort((a, b) => compareAttention(a, b, nowMs)).map(({ id }) => id)
  }, [isOpen, labels, readConsole, relayNow])

  return useCallback(
    (query) => {
      index.current = indexPatients(index.current, labels, readConsole().sessions)
      const found = findPatients(index.current, query)
      const first: SessionId[] = []
      for (const rank of [2, 1]) {
        for (const id of order) {
          if (first.length >= most) break
          if (found.get(id) === rank) first.push(id)
        }
      }
      return { first, count: found.size }
    },
    [labels, order, most, readConsole],
  )
}
