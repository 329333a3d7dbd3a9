import { z } from 'zod'

/** `.` and `..` are steps of a path: whatever carries a URL works them off, and who is called so can be named in none. */
const noStep = (id: string) => id !== '.' && id !== '..'

/** The id of a session, in every dialect: letters, digits and `_ . : ~ -`, at most 128 characters, and neither `.` nor `..`. */
export const sessionIdSchema = z
  .string()
  .regex(/^[\w.:~-]{1,128}$/, 'a session id is 1 to 128 letters, digits or _ . : ~ -')
  .refine(noStep, 'a session id is neither . nor .., which no URL can carry')
  .brand<'SessionId'>()
export type SessionId = z.infer<typeof sessionIdSchema>

/** The subject of a token: at most 128 printable characters without spaces; not `.` or `..`, which paths would swallow. */
export const userIdSchema = z
  .string()
  .regex(/^[^\s\p{C}]{1,128}$/u, 'a user id is 1 to 128 printable characters without spaces')
  .refine(noStep, 'a user id is neither . nor .., which no URL can carry')
  .brand<'UserId'>()
export type UserId = z.infer<typeof userIdSchema>

/**
 * The id of an entry: a UUID made by its author (version 7 in the native protocol), lower case. It never changes, and
 * together with the author it is what makes sending idempotent.
 */
export const entryIdSchema = z.uuid().toLowerCase().brand<'EntryId'>()
export type EntryId = z.infer<typeof entryIdSchema>

/** One installation of a console, made once and kept: a UUID. */
export const deviceIdSchema = z.uuid().toLowerCase().brand<'DeviceId'>()
export type DeviceId = z.infer<typeof deviceIdSchema>

/** The place of an entry in its thread: 1, 2, 3 … without gaps, given by the relay. */
export const seqSchema = z.int().min(1)

/** A cursor or watermark: the last `seq` that is held, seen or read; 0 is none. */
export const upToSchema = z.int().min(0)

/** An instant: whole milliseconds since 1970-01-01T00:00:00Z. */
export const instantMsSchema = z.int().min(0)
