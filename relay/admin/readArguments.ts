import { parseArgs } from 'node:util'
import { z } from 'zod'
import { FailureError } from '../../src/shared/model/failure.ts'
import { sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { roleSchema } from '../../src/shared/model/role.ts'
import { invitationPostSchema } from '../../src/shared/protocol/invitation.ts'
import { userPutSchema } from '../../src/shared/protocol/rest.ts'

export const usage = `npm run relay:admin -- COMMAND [--relay URL]

  users                                              every account
  user ID --name NAME --role ROLE [--email E] [--time-zone Z] [--password]
                                                     creates or changes one; --password reads it from standard input
  delete-user USER                                   erases a person: the account goes, records stay under a pseudonym
  sessions                                           every session
  close SESSION [--reason TEXT]                      closes a session
  export SESSION [--out FILE]                        a session as JSON, with the hash of its content
  verify FILE                                        whether an export is as it was written
  token USER --role ROLE [--name NAME]               an access token (not with JWKS_URL)
  revoke USER                                        signs a user out, on every device
  links SESSION                                      the links by which its patients come in, and whether each was opened
  link SESSION [--user ID] [--minutes N]             makes one in place of the earlier ones, to be opened within N minutes
  revoke-links SESSION [--user ID]                   takes them back, of one patient or all, and ends who is in by them
  purge --before DATE [--redacted] [--trial]         removes sessions that are over and in which nothing was done since;
                                                     --redacted also the words that were redacted before
  clinic get, clinic put FILE                        what the clinic sets for all consoles: prints it as JSON, or sets it
  backup DIRECTORY                                   SQLite and attachments, while the relay runs
  check DIRECTORY                                    whether a backup is whole
  restore DIRECTORY                                  puts a backup into DATA_DIR; no relay may run there

Reads the environment of the relay. While a relay runs, name it by --relay (or RELAY_URL): the token is made with JWT_SECRET, or
is RELAY_TOKEN.`

const oneId = z.tuple([userIdSchema])
const onePath = z.tuple([z.string().min(1)])
const flags = {
  relay: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  name: userPutSchema.shape.name.optional(),
  role: roleSchema.optional(),
  email: userPutSchema.shape.email,
  'time-zone': userPutSchema.shape.timeZone,
  password: z.boolean().default(false),
  user: userIdSchema.optional(),
  minutes: z.coerce
    .number({ error: 'must be a number' })
    .default(60)
    .pipe(invitationPostSchema.shape.lifeMinutes.unwrap()),
  reason: z.string().min(1).max(500).optional(),
  out: z.string().min(1).optional(),
  before: z.iso
    .date()
    .or(z.iso.datetime({ error: 'must be a date: for example 2025-12-31' }))
    .transform((text) => Date.parse(text))
    .optional(),
  trial: z.boolean().default(false),
  redacted: z.boolean().default(false),
}
const relayCommandSchema = z.object({
  command: z.enum(['users', 'sessions', 'purge']),
  operands: z.tuple([]),
  ...flags,
})
const userCommandSchema = z.object({
  command: z.enum(['user', 'delete-user', 'token', 'revoke']),
  operands: oneId,
  ...flags,
})
const sessionCommandSchema = z.object({
  command: z.enum(['close', 'export', 'links', 'link', 'revoke-links']),
  operands: z.tuple([sessionIdSchema]),
  ...flags,
})
const fileCommandSchema = z.object({
  command: z.enum(['verify', 'backup', 'check', 'restore']),
  operands: onePath,
  ...flags,
})
const clinicCommandSchema = z.object({
  command: z.literal('clinic'),
  operands: z.union([z.tuple([z.literal('get')]), z.tuple([z.literal('put'), z.string().min(1)])], {
    error: 'get, or put FILE',
  }),
  ...flags,
})
const commandSchema = z.discriminatedUnion('command', [
  relayCommandSchema,
  userCommandSchema,
  sessionCommandSchema,
  fileCommandSchema,
  clinicCommandSchema,
])
/** Command on everything that the relay has. */
export type RelayCommand = z.infer<typeof relayCommandSchema>
/** Command on one user. */
export type UserCommand = z.infer<typeof userCommandSchema>
/** Command on one session. */
export type SessionCommand = z.infer<typeof sessionCommandSchema>
/** Command on a file or a directory of this machine. */
export type FileCommand = z.infer<typeof fileCommandSchema>
/** Command on what the clinic sets for all its consoles. */
export type ClinicCommand = z.infer<typeof clinicCommandSchema>
export type AdminCommand = z.infer<typeof commandSchema>

/** Parses the command line. Throws `FailureError('invalid')` with what is wrong. */
export function readArguments(given: readonly string[]): AdminCommand {
  const { values, positionals } = parse(given)
  const [command, ...operands] = positionals
  const parsed = commandSchema.safeParse({ command, operands, ...values })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = String(issue?.path[0])
  if (place === 'command') throw new FailureError('invalid', `no such command\n\n${usage}`)
  if (place === 'operands') throw new FailureError('invalid', `${command}: ${issue?.message}\n\n${usage}`)
  throw new FailureError('invalid', `--${place}: ${issue?.message}`)
}

function parse(given: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        ...{
          relay: text,
          name: text,
          role: text,
          email: text,
          'time-zone': text,
          user: text,
          minutes: text,
          reason: text,
          out: text,
          before: text,
        },
        ...{ password: flag, trial: flag, redacted: flag },
      },
    })
  } catch (error) {
    throw new FailureError('invalid', error instanceof Error ? error.message : 'the arguments cannot be read')
  }
}
