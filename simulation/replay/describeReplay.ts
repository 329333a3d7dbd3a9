import { addDifferences, isFaithful } from './compareLogs.ts'
import type { ReplayReport } from './replayConsultations.ts'

/** The outcome of a replay in one line, with the counts of all logs of all participants added up, and whether all is well. */
export function describeReplay(report: ReplayReport): { readonly line: string; readonly isFaithful: boolean } {
  const all = addDifferences(report.received, report.history)
  const count = (amount: number) => amount.toLocaleString('en-US')
  const line =
    `${count(report.consultations)} consultations, ${count(report.turns)} turns: stored ${count(report.faithfulTurns)}, ` +
    `lost ${count(all.lost)}, doubled ${count(all.doubled)}, out of order ${count(all.outOfOrder)}, ` +
    `altered ${count(all.altered)}, foreign ${count(all.foreign)}; compared at ${count(report.participants)} participants, ` +
    `as received and as in the history (${(report.durationMs / 1_000).toFixed(1)} s)`
  return { line, isFaithful: isFaithful(all) && report.faithfulTurns === report.turns }
}
