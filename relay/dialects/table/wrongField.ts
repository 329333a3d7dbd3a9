import type { z } from 'zod'
import { wholeMessages } from './fields.ts'

type Issue = z.core.$ZodIssue

interface Wrong {
  readonly path: readonly string[]
  readonly message: string
  /** Whether a schema of ours says of the whole payload what is wrong, naming what it has to. */
  readonly isWhole: boolean
}

/**
 * Returns what is wrong with a payload that does not have the form of its event: the first field, and what it should be. Quotes
 * nothing.
 */
export function wrongField(issues: readonly Issue[]): string {
  const { path, message, isWhole } = innermost(issues[0], [])
  if (isWhole || wholeMessages.has(message)) return message
  return `${path.length === 0 ? 'payload' : path.join('.')}: ${message}`
}

/** Of forms of which one had to fit, the one that came nearest: whose first wrong field lies deepest. */
function innermost(issue: Issue | undefined, above: readonly PropertyKey[]): Wrong {
  if (!issue) return { path: above.map(String), message: 'is not valid', isWhole: false }
  const path = [...above, ...issue.path]
  const here = { path: path.map(String), message: issue.message, isWhole: path.length === 0 && issue.code === 'custom' }
  if (issue.code !== 'invalid_union') return here
  const [nearest] = issue.errors
    .map(([first]) => innermost(first, path))
    .sort((one, other) => other.path.length - one.path.length)
  return nearest && nearest.path.length > here.path.length ? nearest : here
}
