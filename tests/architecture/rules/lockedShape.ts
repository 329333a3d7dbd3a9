import { createHash } from 'node:crypto'
import { z } from 'zod'
import { commands } from '../../../src/shared/ipc/commands.ts'
import { events } from '../../../src/shared/ipc/events.ts'
import { helloSchema, hostFrameSchema, proofSchema, requestFrameSchema } from '../../../src/shared/ipc/frames.ts'
import { contractVersion } from '../../../src/shared/ipc/version.ts'
import { down } from '../../../src/shared/protocol/down.ts'
import { handshakeRefusals, handshakeSchema, nativeNamespace } from '../../../src/shared/protocol/handshake.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import * as rest from '../../../src/shared/protocol/rest.ts'
import { up } from '../../../src/shared/protocol/up.ts'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'

/** A contract at this moment: its version as the source states it, and the hash of its shape. */
export interface ContractShape {
  readonly version: number
  readonly hash: string
}

/** For each version that there has been, the hash of its shape. */
export type Lock = Readonly<Record<string, string>>

/** The wire protocol: both directions, the handshake, REST and the limits. */
export function protocolShape(): ContractShape {
  return {
    version: protocolVersion,
    hash: hashOf({
      up: each(up, ({ payload, ack }) => ({ payload: formOf(payload), ack: formOf(ack) })),
      down: each(down, formOf),
      handshake: { namespace: nativeNamespace, auth: formOf(handshakeSchema), refusals: handshakeRefusals },
      rest: each(rest, (value) => (value instanceof z.ZodType ? formOf(value) : pathsOf(value))),
      limits,
    }),
  }
}

/** The contract between renderer and core, and the frames that carry it to a page. */
export function ipcShape(): ContractShape {
  return {
    version: contractVersion,
    hash: hashOf({
      commands: each(commands, ({ input, output }) => ({ input: formOf(input), output: formOf(output) })),
      events: each(events, formOf),
      frames: {
        hello: formOf(helloSchema),
        proof: formOf(proofSchema),
        request: formOf(requestFrameSchema),
        host: formOf(hostFrameSchema),
      },
    }),
  }
}

/** Returns what is wrong between a contract and its lock, with what to do; undefined when they agree. */
export function checkLock(
  contract: { readonly name: string; readonly versionFile: string },
  { version, hash }: ContractShape,
  lock: Lock,
): string | undefined {
  const newest = Math.max(...Object.keys(lock).map(Number))
  const record = `put "${version}": "${hash}" into "${contract.name}" of tests/architecture/contracts.lock.json`
  if (version === newest) {
    if (lock[version] === hash) return undefined
    return `The shape of the ${contract.name} contract is not that of version ${version}. Bump the version in ${contract.versionFile} with a line of history, and ${record}.`
  }
  if (version < newest) {
    return `The ${contract.name} contract went back from version ${newest} to ${version}. Versions only grow: see ${contract.versionFile}.`
  }
  if (version > newest + 1) return `The ${contract.name} contract skips from version ${newest} to ${version}.`
  if (lock[newest] === hash) {
    return `Version ${version} of the ${contract.name} contract has the shape of version ${newest}. Take the bump in ${contract.versionFile} back.`
  }
  return `Version ${version} of the ${contract.name} contract is new: ${record}.`
}

/** Both forms of a schema, as JSON Schema: what may be sent, and what the receiver holds after parsing. */
function formOf(schema: z.ZodType): unknown {
  return { input: z.toJSONSchema(schema, { io: 'input' }), output: z.toJSONSchema(schema, { io: 'output' }) }
}

function each<Value>(record: Readonly<Record<string, Value>>, form: (value: Value) => unknown) {
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((name) => {
        const value = record[name]
        return [name, value === undefined ? null : form(value)]
      }),
  )
}

function pathsOf(paths: typeof rest.restPaths): unknown {
  return { ...paths, messages: paths.messages('ID') }
}

/** SHA-256 over JSON with sorted keys, so that the order in which the fields of a schema were written does not count. */
export function hashOf(value: unknown): string {
  const sorted = JSON.stringify(value, (key, part: unknown) => {
    if (Array.isArray(part)) return key === 'required' ? [...part].sort() : part
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
  return createHash('sha256').update(sorted).digest('hex')
}
