import type { StoreApi } from 'zustand/vanilla'
import type { Bridge } from '../../shared/ipc/bridge.ts'
import type { Result } from '../../shared/model/failure.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import type { ScreenState } from './screenState.ts'

/** Time within which what was fetched is told of. */
const mostMs = 5_000

/** Creates how to fetch a session that may not be listed. It resolves once the session is on the screen, so that a tab of it is not empty. */
export function createVisiting({
  bridge,
  store,
  clock,
}: {
  readonly bridge: Pick<Bridge, 'visitSession'>
  readonly store: Pick<StoreApi<ScreenState>, 'getState' | 'subscribe'>
  readonly clock: Clock
}) {
  function untilThere(id: SessionId): Promise<void> {
    return new Promise((resolve) => {
      const isThere = () => store.getState().sessions.has(id)
      if (isThere()) return resolve()
      const done = () => {
        stop()
        cancel()
        resolve()
      }
      const stop = store.subscribe(() => isThere() && done())
      const cancel = clock.after(mostMs, done)
    })
  }

  return async (sessionId: SessionId): Promise<Result<unknown>> => {
    const answer = await bridge.visitSession({ sessionId })
    if (answer.ok) await untilThere(sessionId)
    return answer
  }
}
