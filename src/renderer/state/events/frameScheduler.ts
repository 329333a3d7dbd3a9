import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { ScheduleFrame } from './eventQueue.ts'

/** A window that is not drawn gets no frames; its state is brought up to date this often instead. */
const hiddenWindowMs = 100

/** Schedules on the next frame of the page, or soon when the page draws none. */
export function createFrameScheduler(page: Window, clock: Clock): ScheduleFrame {
  return (task) => {
    const run = () => {
      cancel()
      task()
    }
    const frame = page.requestAnimationFrame(run)
    const cancelTimer = clock.after(hiddenWindowMs, run)
    const cancel = () => {
      page.cancelAnimationFrame(frame)
      cancelTimer()
    }
    return cancel
  }
}
