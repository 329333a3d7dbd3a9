import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { systemClock } from '../../../../shared/model/timing/clock.ts'
import type { Landing } from '../../../state/landing.ts'
import { type Row, seqsOfRow } from '../rows/conversationRows.ts'
import type { Folding } from '../useFolding.ts'
import type { ConversationScroll } from './useConversationScroll.ts'

const middle = { kind: 'middle' } as const

/** Time for which the message that was jumped to stands out, in ms. */
const standsOutMs = 2_500

/** Brings the message that was jumped to into view as soon as it is loaded, and all of it. Returns its key while it stands out. */
export function useLanding(
  landing: Landing | null,
  rows: readonly Row[],
  parts: Pick<ConversationScroll, 'land' | 'setCurrentKey'> & Pick<Folding, 'isFolded' | 'toggle'>,
  mayTakeFocus: () => boolean,
): string | null {
  const { land, setCurrentKey, isFolded, toggle } = parts
  const done = useRef<Landing | null>(null)
  const [landedKey, setLandedKey] = useState<string | null>(null)
  useLayoutEffect(() => {
    if (landing === null || done.current === landing) return
    const { stand = middle } = landing
    const isBefore = (row: Row) => stand.kind === 'asBefore' && row.key === stand.key
    const row = rows.find(isBefore) ?? rows.find((candidate) => seqsOfRow(candidate).includes(landing.seq))
    if (!row) return
    done.current = landing
    if (stand.kind === 'asBefore') {
      land(row.key, { kind: 'edge', abovePx: isBefore(row) ? stand.aboveEdgePx : 0 })
      return
    }
    if (isFolded(row)) toggle(row)
    if (stand.kind === 'dayBegins') land(firstAbove(rows, row).key, { kind: 'top' })
    else land(row.key, middle)
    setLandedKey(row.key)
    if (landing.takesFocus && mayTakeFocus()) setCurrentKey(row.key)
  }, [landing, rows, land, setCurrentKey, isFolded, toggle, mayTakeFocus])
  useEffect(
    () => (landedKey === null ? undefined : systemClock.after(standsOutMs, () => setLandedKey(null))),
    [landedKey],
  )
  return landedKey
}

/** Returns the uppermost of the lines right above a row that belong to it: that of its day, and that where the unread begins. */
function firstAbove(rows: readonly Row[], row: Row): Row {
  let at = rows.indexOf(row)
  while (rows[at - 1]?.kind === 'day' || rows[at - 1]?.kind === 'unread') at -= 1
  return rows[at] ?? row
}
