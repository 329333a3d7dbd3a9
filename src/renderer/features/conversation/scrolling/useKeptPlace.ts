import { useEffect, useLayoutEffect, useRef } from 'react'
import { systemClock } from '../../../../shared/model/timing/clock.ts'

/** Time for which the reader must be still before their place is kept, in ms. */
const stillMs = 300

/** Calls `keep` when the list or the page goes, as it is then, and whenever what `place` says has come to rest. */
export function useKeptPlace(place: string, keep: () => void): void {
  const latest = useRef(keep)
  latest.current = keep
  useEffect(() => (place === '' ? undefined : systemClock.after(stillMs, () => latest.current())), [place])
  useEffect(() => {
    const keepNow = () => latest.current()
    // Before what is kept is saved, which is done when the page is about to go as well.
    window.addEventListener('beforeunload', keepNow, { capture: true })
    return () => window.removeEventListener('beforeunload', keepNow, { capture: true })
  }, [])
  useLayoutEffect(() => () => latest.current(), [])
}
