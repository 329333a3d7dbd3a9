import type { ChildProcess } from 'node:child_process'

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Returns the end of an ended child, to follow its name: "was ended by SIGKILL". */
export function describeExit(child: ChildProcess): string {
  return child.signalCode === null ? `ended with exit code ${child.exitCode}` : `was ended by ${child.signalCode}`
}
