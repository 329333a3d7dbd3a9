/**
 * Log of what the core does. `pino` satisfies it. Messages are fixed; fields are ids, counts and kinds, never content.
 */
export interface Log {
  readonly debug: (fields: object, message: string) => void
  readonly info: (fields: object, message: string) => void
  readonly warn: (fields: object, message: string) => void
  readonly error: (fields: object, message: string) => void
}
