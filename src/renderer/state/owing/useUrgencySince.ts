import { urgencySince } from '../../../shared/model/urgency.ts'
import { useReadConsole, useTicking } from '../ConsoleContext.tsx'

/**
 * Returns since when the sessions stand in the ranks of now (relay time, ms): the time to order them by. It is another only when one has come near its
 * end, or to it.
 */
export function useUrgencySince(): number {
  const readConsole = useReadConsole()
  return useTicking((nowMs) => urgencySince(readConsole().sessions.values(), nowMs))
}
