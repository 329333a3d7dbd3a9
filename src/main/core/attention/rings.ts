import type { Ring } from '../../../shared/model/clinic/ringing.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { OnReceived } from '../link/currentTransport.ts'
import type { Emit } from '../runtime/events.ts'

/** Rings for patients whom nobody has taken, as the relay rings. Nothing of them is stored: it rings again. */
export function createRings(parts: { readonly emit: Emit }) {
  const last = new Map<SessionId, Ring>()
  return {
    all: (): Ring[] => [...last.values()],
    onReceived: {
      rings: ({ items }) => {
        for (const ring of items) last.set(ring.sessionId, ring)
        parts.emit({ name: 'ringsChanged', payload: { items } })
        return true
      },
    } satisfies OnReceived,
  }
}
