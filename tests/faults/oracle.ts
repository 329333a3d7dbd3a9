/** One message as some log holds it. Logs are compared by what they hold, never through the code under test. */
export interface Logged {
  readonly id: string
  readonly sessionId: string
  readonly seq: number
  readonly senderId: string
  readonly text: string
}

/** A message that was promised to a person: the console answered that it is queued, or the relay acknowledged it. */
export interface Promised {
  readonly id: string
  readonly sessionId: string
  readonly senderId: string
  readonly text: string
}

export interface Evidence {
  /** In the order in which they were promised; the order is binding for each sender within each session. */
  readonly promised: readonly Promised[]
  /** Ids that were sent and for which no promise came back: they may be there or not, but once at most. */
  readonly undecided: ReadonlySet<string>
  /** The care logs by who holds them, each in its own order of arrival or of storage. */
  readonly logs: Readonly<Record<string, readonly Logged[]>>
  /** Messages that the console still held as unsent at the end, by id. */
  readonly unsent: readonly string[]
}

export interface Finding {
  /** `unsettled`: the sides did not come to agree after everything ran again. */
  readonly kind: 'lost' | 'doubled' | 'reordered' | 'altered' | 'invented' | 'unsettled'
  readonly where: string
  readonly id: string
}

/** Everything that is wrong with the evidence; nothing, when every promise was kept in every log exactly once and in order. */
export function findFaults(evidence: Evidence): Finding[] {
  return Object.entries(evidence.logs).flatMap(([where, log]) => findFaultsOfLog(where, log, evidence))
}

function findFaultsOfLog(where: string, log: readonly Logged[], evidence: Evidence): Finding[] {
  const findings: Finding[] = []
  const report = (kind: Finding['kind'], id: string) => findings.push({ kind, where, id })
  const promisedById = new Map(evidence.promised.map((promise) => [promise.id, promise]))
  const placeOf = new Map<string, number>()
  const lastSeqOf = new Map<string, number>()
  const textSeen = new Set<string>()
  for (const [place, entry] of log.entries()) {
    if (placeOf.has(entry.id)) report('doubled', entry.id)
    placeOf.set(entry.id, place)
    const last = lastSeqOf.get(entry.sessionId) ?? 0
    if (entry.seq <= last) report('reordered', entry.id)
    lastSeqOf.set(entry.sessionId, Math.max(last, entry.seq))
    const promise = promisedById.get(entry.id)
    if (promise && (promise.text !== entry.text || promise.sessionId !== entry.sessionId)) report('altered', entry.id)
    // Every text is unique, so the same text under another id is the same message shown twice.
    const said = `${entry.sessionId} ${entry.senderId} ${entry.text}`
    if (textSeen.has(said)) report('doubled', entry.id)
    textSeen.add(said)
    if (!promise && !evidence.undecided.has(entry.id)) report('invented', entry.id)
  }
  const lastPlaceOf = new Map<string, number>()
  for (const { id, sessionId, senderId } of evidence.promised) {
    const place = placeOf.get(id)
    if (place === undefined) {
      report('lost', id)
      continue
    }
    const line = `${sessionId} ${senderId}`
    if (place < (lastPlaceOf.get(line) ?? -1)) report('reordered', id)
    lastPlaceOf.set(line, Math.max(place, lastPlaceOf.get(line) ?? -1))
  }
  if (where === 'console') for (const id of evidence.unsent) report('lost', id)
  return findings
}
