import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Returns the end of an ended child, to follow its name: "was ended by SIGKILL". */
export function describeExit(child: ChildProcess): string {
  return child.signalCode === null ? `ended with exit code ${child.exitCode}` : `was ended by ${child.signalCode}`
}

/** Sends the signal, unless the child has ended already, and resolves when it is gone. */
export async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}
