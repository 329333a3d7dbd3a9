/** Frames of the page's connection that are held back. */
export interface FrameHold {
  /** Texts of those that have come since `hold`. */
  readonly held: readonly string[]
  readonly hold: () => void
  /** Hands all of them over one by one, with no frame of the page between them, and the next ones as they come. */
  readonly release: () => Promise<void>
}

declare global {
  interface Window {
    heldFrames: FrameHold
  }
}

/** To be run in the page before its own scripts; it is sent there as a text. */
export function installFrameHold(): void {
  const held: { readonly text: string; readonly handOver: () => void }[] = []
  let holds = false
  window.heldFrames = {
    get held() {
      return held.map(({ text }) => text)
    },
    hold: () => {
      holds = true
    },
    release: async () => {
      holds = false
      for (const { handOver } of held.splice(0)) {
        handOver()
        // What is drawn at once for a change is drawn in such a pause, and no frame comes in one.
        await Promise.resolve()
        await Promise.resolve()
      }
    },
  }
  const subscribe = WebSocket.prototype.addEventListener
  WebSocket.prototype.addEventListener = function (this: WebSocket, type: string, listener: EventListener) {
    subscribe.call(this, type, (event) => {
      const handOver = () => listener.call(this, event)
      if (holds && event instanceof MessageEvent) held.push({ text: String(event.data), handOver })
      else handOver()
    })
  }
}
