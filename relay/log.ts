import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'
import { FailureError, type FailureKind } from '../src/shared/model/failure.ts'
import type { LogLevel } from './environmentSchema.ts'

/**
 * All that a line can say beside its fixed message. There is no field for a text, a name or a token, so none gets into the log:
 * a field that is not listed is left out, and a value that does not look like an id, a word or a route is withheld.
 */
export const loggedFields: ReadonlySet<string> = new Set([
  'requestId',
  'connectionId',
  'deviceId',
  'userId',
  'nodeId',
  'sessionId',
  'entryId',
  'thread',
  'event',
  'method',
  'route',
  'status',
  'durationMs',
  'count',
  'bytes',
  'seq',
  'host',
  'port',
  'code',
  'reason',
  'limit',
  'namespace',
])

const loggable = /^[\w.:~/*-]{1,200}$/
/**
 * Form of the values of these fields, where they could be more than that: the subject of a token may be an email address.
 */
const loggableOf: Readonly<Record<string, RegExp>> = { userId: /^[^\s\p{C}]{1,128}$/u }
const mostFrames = 12

/** Returns an error without its message: that may repeat what somebody wrote. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const code = 'code' in error && typeof error.code === 'string' && loggable.test(error.code) ? error.code : undefined
  return {
    name: loggable.test(error.name) ? error.name : 'Error',
    code: error instanceof FailureError ? error.failure.kind : code,
    frames: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, mostFrames)
      .map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  }
}

function written(fields: Record<string, unknown>): Record<string, unknown> {
  const line: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    if (name === 'error' || name === 'err') line.error = describeError(value)
    else if (!loggedFields.has(name)) continue
    else if (typeof value === 'number' || typeof value === 'boolean') line[name] = value
    else line[name] = typeof value === 'string' && (loggableOf[name] ?? loggable).test(value) ? value : '[withheld]'
  }
  return line
}

/** Kinds of failure of the relay or its disk, which stay errors. */
const ownFaults: ReadonlySet<FailureKind> = new Set(['internal', 'diskFull', 'newerDatabase', 'wrongKey'])

const { error: errorLevel = 50 } = pino.levels.values

/** The level of a line about this error, where it is not the one that was asked for: what is expected is no error. */
function levelOf(fields: unknown): 'info' | 'warn' | undefined {
  const error = typeof fields === 'object' && fields !== null && 'error' in fields ? fields.error : fields
  if (!(error instanceof FailureError) || ownFaults.has(error.failure.kind)) return undefined
  return error.failure.kind === 'unavailable' ? 'warn' : 'info'
}

/**
 * A log that writes JSON lines to `destination`, standard output if there is none. Call it with fields and a fixed message:
 * `log.info({ sessionId }, 'session closed')`. Anything else about the call is brought into that form: an error in place of the
 * fields loses its message, and what would be formatted into the message is dropped. A line at the level of an error is written as
 * information where its error is a refusal, and as a warning where something is not available.
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: written, bindings: written },
    hooks: {
      logMethod([first, message], method, level) {
        if (typeof first === 'string') return method.call(this, {}, first)
        const text = typeof message === 'string' ? message : 'no message'
        const expected = level >= errorLevel ? levelOf(first) : undefined
        if (expected !== undefined) return this[expected](first, text)
        return method.call(this, first instanceof Error ? { error: first } : first, text)
      },
    },
  }
  const log = destination ? pino(options, destination) : pino(options)
  const unfencedChild: Logger['child'] = log.child
  log.child = function fencedChild(this: Logger, bindings, options) {
    // pino applies `formatters.bindings` to the first logger only.
    return Reflect.apply(unfencedChild, this, [written(bindings), options])
  }
  return log
}
