import { textBytes } from '../model/text/messageText.ts'
import { limits } from './limits.ts'

/** Deepest nesting of a signal; a session description and a candidate are flat. */
const deepest = 8

/**
 * Returns whether this is plain JSON of at most `limits.signalBytes` that is not deeply nested. Walks no further than it must,
 * and without recursion: it is asked of what strangers send.
 */
export function fitsSignal(signal: unknown): boolean {
  if (signal === undefined) return false
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value: signal, depth: 0 }]
  let bytes = 0
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, depth } = next
    bytes += 2
    if (typeof value === 'string') bytes += value.length > limits.signalBytes ? value.length : textBytes(value)
    else if (typeof value === 'number' || typeof value === 'boolean' || value === null) bytes += 8
    else if (typeof value !== 'object' || depth >= deepest) return false
    else if (Array.isArray(value)) for (const item of value) waiting.push({ value: item, depth: depth + 1 })
    else if (Object.getPrototypeOf(value) !== Object.prototype) return false
    else
      for (const [name, item] of Object.entries(value)) {
        bytes += name.length + 4
        waiting.push({ value: item, depth: depth + 1 })
      }
    if (bytes + waiting.length > limits.signalBytes) return false
  }
  return true
}
