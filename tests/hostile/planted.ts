/* Loaded into a relay before its own program: a defect that a run must find. `PLANTED_DEFECT` says which. */

const parse = JSON.parse
const kept: string[][] = []
/** Much against what a relay holds, however few texts come in a short run. */
const copies = 10_000

const defects: Readonly<Record<string, (text: string) => void>> = {
  /** Everybody waits whenever someone sends what is not in order. */
  stall: (text) => {
    if (!text.includes('attack') && !text.includes('others-')) return
    const untilMs = performance.now() + 25
    while (performance.now() < untilMs);
  },
  /** What was sent is never let go. */
  leak: (text) => {
    kept.push(Array.from({ length: copies }, () => text))
  },
}

const defect = defects[process.env.PLANTED_DEFECT ?? '']
if (defect)
  JSON.parse = (text, reviver) => {
    defect(String(text))
    return parse(text, reviver)
  }
