import type { z } from 'zod'
import { contentRequired } from './fields.ts'

type Issue = z.core.$ZodIssue

interface Invalid {
  readonly path: readonly string[]
  readonly message: string
  /** Whether a schema of ours describes the whole payload, and names what it has to hold. */
  readonly isWhole: boolean
}

/**
 * Returns in words of people what is wrong with a field for which a schema says nothing itself: what a client of a document gets has none of the
 * phrases of a library.
 */
export function wordsOfIssue(issue: { readonly code: string; readonly input?: unknown }): string {
  if (issue.input === undefined) return 'is required'
  if (issue.code === 'too_big') return 'is too long or too large'
  if (issue.code === 'too_small') return 'is too short or too small'
  if (issue.code === 'invalid_value') return 'is none of the values that there are'
  if (issue.code === 'unrecognized_keys') return 'has a field that is not known'
  return 'is not of the right form'
}

const none: ReadonlySet<string> = new Set()

/**
 * Returns the first field of a payload that does not have the form of its event, and what it should be. Messages in `sentences`
 * stand alone, without the field's name. Quotes nothing.
 */
export function describeInvalidField(issues: readonly Issue[], sentences = none): string {
  const { path, message, isWhole } = innermost(issues[0], [])
  if (isWhole || message === contentRequired || sentences.has(message)) return message
  return `${path.length === 0 ? 'payload' : path.join('.')}: ${message}`
}

/** Of forms of which one had to fit, the one that came nearest: whose first invalid field lies deepest. */
function innermost(issue: Issue | undefined, above: readonly PropertyKey[]): Invalid {
  if (!issue) return { path: above.map(String), message: 'is not valid', isWhole: false }
  const path = [...above, ...issue.path]
  const here = { path: path.map(String), message: issue.message, isWhole: path.length === 0 && issue.code === 'custom' }
  if (issue.code !== 'invalid_union') return here
  const [nearest] = issue.errors
    .map(([first]) => innermost(first, path))
    .sort((one, other) => other.path.length - one.path.length)
  return nearest && nearest.path.length > here.path.length ? nearest : here
}
