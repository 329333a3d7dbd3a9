import type { Entry } from '../../../../shared/model/entry.ts'
import { localDay } from '../../../../shared/model/timing/localDay.ts'
import type { Edge } from '../../../state/threads/partOfThread.ts'
import type { OwnStatus, Quote, Row } from './conversationRows.ts'

function sameQuote(a: Quote | null, b: Quote | null): boolean {
  if (a === null || b === null) return a === b
  if (a.id !== b.id || a.kind !== b.kind) return false
  return (
    a.kind === 'notLoaded' ||
    (b.kind === 'loaded' && a.text === b.text && a.withheld === b.withheld && a.senderName === b.senderName)
  )
}

function sameOwn(a: OwnStatus | null, b: OwnStatus | null): boolean {
  if (a === null || b === null) return a === b
  if (a.kind === 'failed') return b.kind === 'failed' && a.failure.message === b.failure.message
  return a.kind === b.kind && (!('since' in a) || ('since' in b && a.since === b.since))
}

function sameEdge(a: Edge, b: Edge): boolean {
  return a.kind === b.kind && (a.kind !== 'lacking' || b.kind !== 'lacking' || a.failure.message === b.failure.message)
}

function sameRow(a: Row, b: Row): boolean {
  switch (a.kind) {
    case 'day':
      return b.kind === 'day' && localDay(a.at) === localDay(b.at)
    case 'unread':
      return b.kind === 'unread' && a.count === b.count && a.isPassedOver === b.isPassedOver
    case 'later':
      return b.kind === 'later' && sameEdge(a.edge, b.edge)
    case 'system':
      return (
        b.kind === 'system' &&
        a.entries.length === b.entries.length &&
        a.entries[0].seq === b.entries[0].seq &&
        a.alsoSeqs.length === b.alsoSeqs.length &&
        JSON.stringify(a.entries.map(namesIn)) === JSON.stringify(b.entries.map(namesIn))
      )
    case 'message':
      return (
        b.kind === 'message' &&
        a.entry?.seq === b.entry?.seq &&
        a.at === b.at &&
        a.text === b.text &&
        a.withheld === b.withheld &&
        a.editedAt === b.editedAt &&
        a.alsoSeqs.length === b.alsoSeqs.length &&
        JSON.stringify([a.reactions, a.redaction, a.amending, a.ownFiles]) ===
          JSON.stringify([b.reactions, b.redaction, b.amending, b.ownFiles]) &&
        a.senderName === b.senderName &&
        a.startsGroup === b.startsGroup &&
        a.endsGroup === b.endsGroup &&
        a.showsName === b.showsName &&
        sameQuote(a.quote, b.quote) &&
        sameOwn(a.own, b.own)
      )
  }
}

/** `next` with every row that draws the same as before replaced by the object of before, so that it is not drawn again. */
export function keepUnchanged(previous: readonly Row[], next: readonly Row[]): Row[] {
  const before = new Map(previous.map((row) => [row.key, row]))
  return next.map((row) => {
    const known = before.get(row.key)
    return known && sameRow(known, row) ? known : row
  })
}

/** Names in an entry of the system: one of them may come to be known later. */
function namesIn({ senderName, body }: Entry): readonly (string | undefined)[] {
  return [senderName, ...(body.kind === 'membership' ? [body.name] : body.kind === 'state' ? [body.to?.name] : [])]
}
