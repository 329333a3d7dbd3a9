import { WebSocket } from 'ws'

/* Loaded into a relay before its own program: a defect that a run must find. `PLANTED_DEFECT` says which. */

const parse = JSON.parse
const kept: string[][] = []
/** Much against what a relay holds, however few texts come in a short run. */
const copies = 10_000
/** Longer than anybody rests who is served in turns; what waits for a quiet moment waits longer, and would go round without end. */
const longestRestMs = 400

function beforeParsing(act: (text: string) => void): void {
  JSON.parse = (text, reviver) => {
    act(String(text))
    return parse(text, reviver)
  }
}

const plant: Readonly<Record<string, () => void>> = {
  /** Everybody waits whenever someone sends what is not in order. */
  stall: () =>
    beforeParsing((text) => {
      if (!text.includes('attack') && !text.includes('others-')) return
      const untilMs = performance.now() + 25
      while (performance.now() < untilMs);
    }),
  /** Keeps everything that was sent. */
  leak: () => beforeParsing((text) => void kept.push(Array.from({ length: copies }, () => text))),
  /** All that one has sent is worked off before anybody else is heard: no line, turn or rest makes it wait. */
  greed: () => {
    const { setTimeout } = globalThis
    WebSocket.prototype.pause = () => undefined
    Object.assign(globalThis, {
      setImmediate: (task: () => void) => queueMicrotask(task),
      setTimeout: (task: () => void, ms: number) => (ms < longestRestMs ? queueMicrotask(task) : setTimeout(task, ms)),
    })
  },
}

plant[process.env.PLANTED_DEFECT ?? '']?.()
