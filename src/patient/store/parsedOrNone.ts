import type { z } from 'zod'

/** Returns the row, or undefined where another version of the page has left it in another form, as if it were not there. */
export function parsedOrNone<T>(schema: z.ZodType<T>, row: unknown): T | undefined {
  const parsed = schema.safeParse(row)
  return parsed.success ? parsed.data : undefined
}
