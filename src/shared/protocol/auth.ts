import { z } from 'zod'
import { instantMsSchema } from '../model/ids.ts'
import { acknowledgement } from './acknowledgement.ts'

/** Replaces the token of this connection by a newer one of the same user, without a reconnect. */
const authRefreshSchema = z.object({ token: z.string().min(1) })
export type AuthRefresh = z.infer<typeof authRefreshSchema>

const authRefreshAckSchema = acknowledgement({ expiresAt: instantMsSchema })

/** The connection's token expires then; without `auth:refresh` the relay ends the connection. */
const authExpiringSchema = z.object({ expiresAt: instantMsSchema })

/** This node stops: it finishes what it has, then closes. Reconnect after about this long. */
const serverShutdownSchema = z.object({ reconnectAfterMs: z.int().min(0) })

export const authUp = {
  'auth:refresh': { payload: authRefreshSchema, ack: authRefreshAckSchema },
} as const

export const authDown = {
  'auth:expiring': authExpiringSchema,
  'server:shutdown': serverShutdownSchema,
} as const
