import type { RawData, WebSocket } from 'ws'
import { connectionLimits } from '../connectionLimits.ts'

/** Listeners for what WebSockets send. */
export interface EagerPause {
  readonly onMessage: (this: WebSocket, data: RawData) => void
  /** Pings and pongs, which no limit on messages counts: who sends hundreds in a turn is ended. */
  readonly onControl: (this: WebSocket, data: Buffer) => void
}

/**
 * Makes listeners that take only so much of one WebSocket in a turn of the event loop. Node reads a line as long as it has something,
 * some MiB at once, and everyone else would wait for all that one has sent.
 */
export function createEagerPause(nextTurn: (task: () => void) => void): EagerPause {
  const takenThisTurn = new Map<WebSocket, number>()

  function resume(): void {
    const taken = [...takenThisTurn.keys()]
    takenThisTurn.clear()
    for (const websocket of taken) if (websocket.isPaused) websocket.resume()
  }

  /** Counts a frame; returns what was taken of the WebSocket in this turn. */
  function take(websocket: WebSocket, bytes: number): number {
    if (takenThisTurn.size === 0) nextTurn(resume)
    const taken = (takenThisTurn.get(websocket) ?? 0) + connectionLimits.bytesOfFrame + bytes
    takenThisTurn.set(websocket, taken)
    if (taken > connectionLimits.takenBytesPerTurn) websocket.pause()
    return taken
  }

  return {
    onMessage(data) {
      take(this, sizeOf(data))
    },
    onControl(data) {
      if (take(this, data.byteLength) > connectionLimits.controlBytesPerTurn) this.terminate()
    },
  }
}

function sizeOf(data: RawData): number {
  return Array.isArray(data) ? data.reduce((sum, { byteLength }) => sum + byteLength, 0) : data.byteLength
}
