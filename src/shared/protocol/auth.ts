import { z } from 'zod'
import { instantMsSchema } from '../model/ids.ts'
import { acknowledgement } from './acknowledgement.ts'

/** Replaces the token of this connection by a newer one of the same user, without a reconnect. */
export const authRefreshSchema = z.object({ token: z.string().min(1) })
export type AuthRefresh = z.infer<typeof authRefreshSchema>

export const authRefreshAckSchema = acknowledgement({ expiresAt: instantMsSchema })

/** The connection's token expires then; without `auth:refresh` the relay ends the connection. */
export const authExpiringSchema = z.object({ expiresAt: instantMsSchema })

/** This node stops: it finishes what it has, then closes. Reconnect after about this long. */
export const serverShutdownSchema = z.object({ reconnectAfterMs: z.int().min(0) })
