import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { FailureError } from '../../src/shared/model/failure.ts'
import { sessionIdSchema } from '../../src/shared/model/ids.ts'
import { messageTextSchema } from '../../src/shared/protocol/message.ts'

const turnSchema = z.object({
  /** Time at which the turn begins, in seconds from the start of the consultation. */
  at: z.number().min(0),
  role: z.enum(['clinician', 'patient']),
  text: messageTextSchema,
})

const longestIdCharacters = 80

const consultationSchema = z.object({
  id: sessionIdSchema.refine(
    (id) => id.length <= longestIdCharacters,
    `is longer than ${longestIdCharacters} characters`,
  ),
  complaint: z.string(),
  turns: z
    .array(turnSchema)
    .refine((turns) => turns.every(({ at }, index) => index === 0 || at >= (turns[index - 1]?.at ?? 0)), {
      error: 'must be in the order of their times',
    }),
})

export type Turn = z.infer<typeof turnSchema>
/** A recorded consultation; its turns are in the order of their times. */
export type Consultation = z.infer<typeof consultationSchema>

/**
 * The recorded consultations of a file, one JSON object a line; empty lines are skipped. Throws `FailureError('invalid')` with
 * one line that names the file, the line number and what is wrong with it (never what is written there).
 */
export async function readConsultations(path: string): Promise<Consultation[]> {
  const content = await readFile(path, 'utf8').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new FailureError('invalid', `${path} cannot be read (${code})`)
  })
  const consultations: Consultation[] = []
  const lineOfId = new Map<string, number>()
  for (const [index, line] of content.split('\n').entries()) {
    if (line.trim() === '') continue
    const consultation = readLine(line, `${path}:${index + 1}`)
    const earlier = lineOfId.get(consultation.id)
    if (earlier !== undefined) {
      throw new FailureError('invalid', `${path}:${index + 1}: has the same id as line ${earlier}`)
    }
    lineOfId.set(consultation.id, index + 1)
    consultations.push(consultation)
  }
  if (consultations.length === 0) throw new FailureError('invalid', `${path} has no consultation in it`)
  return consultations
}

function readLine(line: string, place: string): Consultation {
  const parsed = consultationSchema.safeParse(parseJson(line, place))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new FailureError('invalid', `${place}: ${issue?.path.join('.') || 'the line'}: ${issue?.message}`)
}

function parseJson(line: string, place: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new FailureError('invalid', `${place}: is not JSON`)
  }
}
