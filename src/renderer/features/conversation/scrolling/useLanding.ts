import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { systemClock } from '../../../../shared/model/timing/clock.ts'
import type { Landing } from '../../../state/landing.ts'
import { type Row, seqsOfRow } from '../rows/conversationRows.ts'
import type { Folding } from '../useFolding.ts'
import type { ConversationScroll } from './useConversationScroll.ts'

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
    const row = rows.find((candidate) => seqsOfRow(candidate).includes(landing.seq))
    if (!row) return
    done.current = landing
    if (isFolded(row)) toggle(row)
    land(row.key)
    setLandedKey(row.key)
    if (landing.takesFocus && mayTakeFocus()) setCurrentKey(row.key)
  }, [landing, rows, land, setCurrentKey, isFolded, toggle, mayTakeFocus])
  useEffect(
    () => (landedKey === null ? undefined : systemClock.after(standsOutMs, () => setLandedKey(null))),
    [landedKey],
  )
  return landedKey
}
