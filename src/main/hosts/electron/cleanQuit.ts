import type { App } from 'electron'
import type { Clock } from '../../../shared/model/timing/clock.ts'

/** Quits all the same after this long: what was acknowledged to the person is on the disk already. */
const longestCloseMs = 10_000

/** Holds the program's end back until `close` is done, once, however often quitting is asked for meanwhile. */
export function quitCleanly(app: Pick<App, 'on' | 'quit'>, close: () => Promise<void>, clock: Clock): void {
  let state: 'running' | 'closing' | 'closed' = 'running'
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    const end = () => {
      if (state === 'closed') return
      state = 'closed'
      app.quit()
    }
    const stopWaiting = clock.after(longestCloseMs, end)
    void close()
      .catch(() => undefined)
      .then(stopWaiting)
      .then(end)
  })
  app.on('window-all-closed', () => app.quit())
}
