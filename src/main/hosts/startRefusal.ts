import { FailureError } from '../../shared/model/failure.ts'
import { describeDefect } from '../core/runtime/describeDefect.ts'

/**
 * Reason why the console does not start, as the rest of the line `console cannot start: …`. For the person who starts it.
 */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal'
}

/**
 * Returns why the console does not start, in one line: a sentence where the person can do something about it, else the defect's
 * place.
 */
export function refusalReason(error: unknown): string {
  if (error instanceof StartRefusal || error instanceof FailureError) return error.message
  if (isDiskFull(error)) return 'the disk is full: free some space and start again'
  return JSON.stringify(describeDefect(error))
}

export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}
