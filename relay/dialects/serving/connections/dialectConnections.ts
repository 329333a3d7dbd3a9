import type { Connections } from '../../../engine/createConnections.ts'
import type { DialectConnection } from '../../table/dialectConnection.ts'

/** Registry of the dialects' connections of this node, by user. */
export type DialectConnections = Connections<DialectConnection>
