/** Times that the page takes of itself, in ms. */
export interface PaintProbe {
  /** Collects the times from the next key on under this name; null: of no key. */
  kind: 'composer' | 'palette' | 'switch' | null
  /** Samples by kind; `frame`: from a frame of the bridge to the paint of what it brought. */
  readonly samples: Record<'composer' | 'palette' | 'switch' | 'frame', number[]>
  /** Instant of the paint of each marked message: ms since 1970. */
  readonly paintedAt: Record<string, number>
  /** Counts the frames that the page draws for so long. */
  readonly countFrames: (durationMs: number) => Promise<number>
}

declare global {
  interface Window {
    paintProbe: PaintProbe
  }
}

/** Begins and ends the number of a message whose way to the screen is timed. */
export const mark = '§'

/** To be run in the page before its own scripts. Stands on nothing outside of it, as it is sent there as a text. */
export function installPaintProbe(sign: string): void {
  const probe: PaintProbe = {
    kind: null,
    samples: { composer: [], palette: [], switch: [], frame: [] },
    paintedAt: {},
    countFrames: (durationMs) =>
      new Promise((resolve) => {
        const endAt = performance.now() + durationMs
        let frames = 0
        const count = (now: number) => {
          frames += 1
          if (now < endAt) requestAnimationFrame(count)
          else resolve(frames)
        }
        requestAnimationFrame(count)
      }),
  }
  window.paintProbe = probe

  const { port1: afterFrame, port2: inFrame } = new MessageChannel()
  const waiting: ((now: number) => boolean)[] = []
  afterFrame.onmessage = () => {
    const now = performance.now()
    for (const isSeen of waiting.splice(0)) if (!isSeen(now)) afterPaints(isSeen)
  }
  /** Calls `isSeen` after each frame that is painted until it is. A message that is posted in a frame comes after what the frame has painted. */
  const afterPaints = (isSeen: (now: number) => boolean) =>
    requestAnimationFrame(() => {
      waiting.push(isSeen)
      inFrame.postMessage(null)
    })
  const shownPanel = () =>
    [...document.querySelectorAll<HTMLElement>('[data-panel]')].find((panel) => panel.offsetParent !== null)

  const timeSwitch = (beganAt: number) => {
    const from = shownPanel()?.dataset.panel
    afterPaints((now) => {
      const panel = shownPanel()
      const isThere = panel && panel.dataset.panel !== from && panel.querySelector('[role=log] article')
      if (isThere) probe.samples.switch.push(now - beganAt)
      return Boolean(isThere) || now - beganAt > 10_000
    })
  }

  document.addEventListener(
    'keydown',
    (event) => {
      const { kind } = probe
      if (kind === 'switch' && event.key === 'PageDown') timeSwitch(event.timeStamp)
      if (kind !== 'composer' && kind !== 'palette') return
      afterPaints((now) => probe.samples[kind].push(now - event.timeStamp) > 0)
    },
    { capture: true },
  )

  const marked = new RegExp(`${sign}\\d+${sign}`, 'g')
  const receive = ({ data }: MessageEvent) => {
    // Only while somebody watches: to look for what another tab shows would be what is timed.
    if (typeof data !== 'string' || probe.kind !== null) return
    const arrivedAt = performance.now()
    for (const [found] of data.matchAll(marked)) {
      if (probe.paintedAt[found] !== undefined) continue
      probe.paintedAt[found] = 0
      afterPaints((now) => {
        const isThere = document.querySelector('[role=log]')?.textContent?.includes(found) === true
        if (isThere) probe.paintedAt[found] = performance.timeOrigin + now
        if (isThere) probe.samples.frame.push(now - arrivedAt)
        return isThere || probe.kind !== null || now - arrivedAt > 10_000
      })
    }
  }
  window.WebSocket = new Proxy(window.WebSocket, {
    construct: (target, given) => {
      const socket: WebSocket = Reflect.construct(target, given)
      socket.addEventListener('message', receive)
      return socket
    },
  })
}
